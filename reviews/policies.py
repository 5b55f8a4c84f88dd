"""Who may do what with a step task, a notice, a certificate, and when. Read by services, buttons and the API alike.

Every rule is a grant (who) and a predicate (when). Office steps ask for two grants: being a candidate of the task and
a role that handles the procedure; steps of the applicant's own unit ask for the candidature only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.domain.substitution import StandIn
from accounts.domain.verdict import Rule, Verdict, grant, predicate
from applications.domain.rectifying import RECTIFIABLE_STATUSES
from applications.domain.states import Status, StatusCommand, can
from reviews.domain.actions import Action, CertificateAction, ExtensionAction, NoticeAction, RectificationAction
from reviews.domain.material_verdicts import PASSING
from reviews.domain.notices import NoticeState
from reviews.domain.seating import ALONE, Seating


@dataclass(frozen=True, slots=True)
class TaskSituation:
    """One person before one task, as far as the rules look."""

    status: Status
    is_candidate: bool
    is_office_step: bool
    handles_procedure: bool
    is_open: bool
    offered: frozenset[Action]
    holds_effective_decision: bool
    is_held: bool = False
    entered_by_actor: bool = False
    closed_by_actor: bool = False
    may_take_back: bool = False
    was_supplemented: bool = False
    seating: Seating = ALONE
    #: Whoever is away and is acted for; the candidature and the grant are his then.
    absent: StandIn | None = None


_Rule = Rule[TaskSituation]

_is_addressed: _Rule = grant(lambda at: at.is_candidate, "task_not_addressed_to_you")
_handles: _Rule = grant(lambda at: at.handles_procedure or not at.is_office_step, "procedure_not_yours")
_is_open: _Rule = predicate(lambda at: at.is_open, "task_closed")
_is_by_actor: _Rule = grant(lambda at: at.closed_by_actor, "nothing_to_take_back")
_is_asked: _Rule = predicate(lambda at: at.seating.is_asked, "seat_not_yours")
_moves: _Rule = predicate(lambda at: at.status is not Status.SUSPENDED, "matter_suspended")
_is_not_held: _Rule = predicate(lambda at: not at.is_held, "step_held")
#: Whoever entered an application for its applicant is on the applicant's side of it.
_is_not_entered: _Rule = predicate(lambda at: not at.entered_by_actor, "entered_by_yourself")
_is_first_supplement: _Rule = predicate(lambda at: not at.was_supplemented, "supplement_once")
_is_decided: _Rule = predicate(
    lambda at: at.holds_effective_decision and can(at.status, StatusCommand.REVOKE), "not_decided"
)


_judges_materials: _Rule = predicate(lambda at: bool(at.offered & PASSING), "step_judges_no_materials")


def _offers(action: Action) -> _Rule:
    return predicate(lambda at: action in at.offered, f"step_does_not_offer_{action}")


_act: _Rule = _is_addressed & _handles & _is_open & _moves & _is_asked
#: Whoever asked others waits for them, and may still change whom he asked.
_steers: _Rule = _is_addressed & _handles & _is_open & _moves

POLICY: Mapping[Action, _Rule] = {
    Action.APPROVE: _act & _offers(Action.APPROVE) & _is_not_held & _is_not_entered,
    Action.RECEIVE_PAPER: _act & _offers(Action.RECEIVE_PAPER),
    Action.DECIDE: _act & _offers(Action.DECIDE) & _is_not_entered,
    Action.SEAL: _act & _offers(Action.SEAL) & _is_not_entered,
    Action.ISSUE: _act & _offers(Action.ISSUE) & _is_not_entered,
    Action.RETURN: _act & _offers(Action.RETURN) & _is_not_entered,
    Action.REVOKE_DECISION: _is_addressed & _handles & _is_decided & _is_not_entered,
    Action.OBJECT: _act & _offers(Action.OBJECT) & _is_not_entered,
    Action.REQUEST_SUPPLEMENT: _act & _offers(Action.REQUEST_SUPPLEMENT) & _is_first_supplement & _is_not_entered,
    Action.REFUSE_ACCEPTANCE: _act & _offers(Action.REFUSE_ACCEPTANCE) & _is_not_entered,
    Action.RETURN_TO_STEP: _act & _offers(Action.RETURN_TO_STEP) & _is_not_entered,
    Action.CLAIM: _act & _offers(Action.CLAIM),
    Action.RELEASE: _act & _offers(Action.RELEASE),
    Action.TRANSFER: _act & _offers(Action.TRANSFER),
    Action.ADD_SIGNERS: _act & _offers(Action.ADD_SIGNERS),
    Action.REMOVE_SIGNER: _steers & _offers(Action.REMOVE_SIGNER),
    Action.SUSPEND: _act & _offers(Action.SUSPEND) & _is_not_entered,
    Action.RESUME: _is_addressed
    & _handles
    & _is_open
    & predicate(lambda at: at.status is Status.SUSPENDED and at.is_office_step, "not_suspended"),
    Action.TERMINATE: _act & _offers(Action.TERMINATE) & _is_not_entered,
    Action.TAKE_BACK: _is_addressed
    & _handles
    & _is_by_actor
    & _moves
    & predicate(lambda at: at.may_take_back, "acted_since"),
}


@dataclass(frozen=True, slots=True)
class GiveOutSituation:
    """One person above, before one task: `directs` who supervises the application."""

    status: Status
    directs: bool
    is_open: bool
    is_for_one: bool


GIVE_OUT_POLICY: Rule[GiveOutSituation] = (
    grant(lambda at: at.directs, "task_unknown")
    & predicate(lambda at: at.is_open, "task_closed")
    & predicate(lambda at: at.status is not Status.SUSPENDED, "matter_suspended")
    & predicate(lambda at: at.is_for_one, "task_not_for_a_group")
)


def verdict_on(action: Action, situation: TaskSituation) -> Verdict:
    """May this be done now by this person, and if not, why."""
    return POLICY[action](situation)


def material_verdict(situation: TaskSituation) -> Verdict:
    """May this person say what is found of the materials: whoever passes or examines on the open task."""
    return (_act & _judges_materials & _is_not_entered)(situation)


def correction_verdict(situation: TaskSituation) -> Verdict:
    """May this person tick off what an earlier return asked for: whoever acts on the open task."""
    return (_act & _is_not_entered)(situation)


def verdicts(situation: TaskSituation) -> dict[Action, Verdict]:
    """Every action with its verdict, in the order in which the decision panel lists them."""
    return {action: rule(situation) for action, rule in POLICY.items()}


@dataclass(frozen=True, slots=True)
class NoticeSituation:
    """One person before the notice of one application. `notice` is None while there is none that lives."""

    is_applicant: bool
    handles: bool
    is_offered: bool
    is_reached: bool
    status: Status
    notice: NoticeState | None = None
    prepared_by_me: bool = False
    is_outdated: bool = False


_NoticeRule = Rule[NoticeSituation]
_OVER = frozenset({Status.DENIED, Status.WITHDRAWN})

_runs_notices: _NoticeRule = grant(lambda at: at.handles, "procedure_not_yours")
_is_applicant: _NoticeRule = grant(lambda at: at.is_applicant)
_is_offered: _NoticeRule = predicate(lambda at: at.is_offered, "notice_not_offered")
_is_reached: _NoticeRule = predicate(lambda at: at.is_reached, "notice_export_blocked")
_is_not_over: _NoticeRule = predicate(lambda at: at.status not in _OVER, "notice_application_over")
_public_matter: _NoticeRule = _is_offered & _is_reached & _is_not_over

NOTICE_POLICY: Mapping[NoticeAction, _NoticeRule] = {
    NoticeAction.EXPORT: (_runs_notices | _is_applicant) & _is_offered & _is_reached,
    NoticeAction.PREPARE: _runs_notices
    & _public_matter
    & predicate(lambda at: at.notice is None, "notice_exists_already"),
    NoticeAction.RELEASE: _runs_notices
    & predicate(lambda at: at.notice is NoticeState.PREPARED, "notice_not_prepared")
    & predicate(lambda at: not at.is_outdated, "notice_outdated")
    & _public_matter
    & predicate(lambda at: not at.prepared_by_me, "notice_needs_second_person"),
    NoticeAction.WITHDRAW: _runs_notices & predicate(lambda at: at.notice is not None, "notice_already_withdrawn"),
    NoticeAction.RECORD_POSTING: _runs_notices
    & predicate(lambda at: at.notice is NoticeState.RELEASED, "notice_not_released"),
    NoticeAction.DECLARE: _is_applicant & _public_matter,
}


def notice_verdict(action: NoticeAction, situation: NoticeSituation) -> Verdict:
    """May this be done now about the notice of an application, and if not, why."""
    return NOTICE_POLICY[action](situation)


@dataclass(frozen=True, slots=True)
class CertificateSituation:
    """One person before the certificate of one application. `is_granted`: a result with a number is in force."""

    is_applicant: bool
    handles: bool
    is_offered: bool
    is_granted: bool
    is_valid: bool


_CertificateRule = Rule[CertificateSituation]

_issues: _CertificateRule = grant(lambda at: at.handles, "procedure_not_yours")
_holds: _CertificateRule = grant(lambda at: at.is_applicant)
_is_certified: _CertificateRule = predicate(lambda at: at.is_offered, "certificate_not_offered") & predicate(
    lambda at: at.is_granted, "certificate_before_decision"
)
_is_valid: _CertificateRule = predicate(lambda at: at.is_valid, "certificate_not_valid")

CERTIFICATE_POLICY: Mapping[CertificateAction, _CertificateRule] = {
    CertificateAction.ISSUE: _issues
    & _is_certified
    & predicate(lambda at: not at.is_valid, "certificate_issued_already"),
    CertificateAction.PRINT: (_issues | _holds) & _is_valid,
    CertificateAction.REISSUE: _issues & _is_valid & _is_certified,
    CertificateAction.CANCEL: _issues & _is_valid,
}


def certificate_verdict(action: CertificateAction, situation: CertificateSituation) -> Verdict:
    """May this be done now about the certificate of an application, and if not, why."""
    return CERTIFICATE_POLICY[action](situation)


@dataclass(frozen=True, slots=True)
class ExtensionSituation:
    """One person before the limits of one application."""

    is_examining: bool
    may_grant: bool
    is_offered: bool
    is_running: bool
    is_used_up: bool
    is_asked: bool
    asked_by_me: bool = False


_ExtensionRule = Rule[ExtensionSituation]

EXTENSION_POLICY: Mapping[ExtensionAction, _ExtensionRule] = {
    ExtensionAction.ASK: grant(lambda at: at.is_examining, "task_not_addressed_to_you")
    & predicate(lambda at: at.is_offered, "extension_not_offered")
    & predicate(lambda at: not at.is_asked, "extension_asked_already")
    & predicate(lambda at: not at.is_used_up, "extension_used_up")
    & predicate(lambda at: at.is_running, "extension_not_running"),
    ExtensionAction.SETTLE: grant(lambda at: at.may_grant, "extension_not_yours")
    & predicate(lambda at: at.is_asked, "extension_not_asked")
    & predicate(lambda at: not at.asked_by_me, "extension_own"),
}


def extension_verdict(action: ExtensionAction, situation: ExtensionSituation) -> Verdict:
    """May this be done now about more time for an application, and if not, why."""
    return EXTENSION_POLICY[action](situation)


@dataclass(frozen=True, slots=True)
class RectificationSituation:
    """One person before a slip. `notice_stands` is None where it is about the record and no notice."""

    handles: bool
    status: Status
    is_asked: bool
    notice_stands: bool | None = None
    asked_by_me: bool = False


_RectificationRule = Rule[RectificationSituation]

_puts_right: _RectificationRule = grant(lambda at: at.handles, "application_unknown")
_is_second: _RectificationRule = grant(lambda at: not at.asked_by_me, "rectification_needs_second_person")
_waits: _RectificationRule = predicate(lambda at: at.is_asked, "rectification_settled")
_can_be_put_right: _RectificationRule = predicate(
    lambda at: at.notice_stands is not None or at.status in RECTIFIABLE_STATUSES, "rectification_not_now"
) & predicate(lambda at: at.notice_stands is not False, "written_void_unrectified")

RECTIFICATION_POLICY: Mapping[RectificationAction, _RectificationRule] = {
    RectificationAction.ASK: _puts_right
    & _can_be_put_right
    & predicate(lambda at: not at.is_asked, "rectification_asked_already"),
    RectificationAction.CONFIRM: _puts_right & _is_second & _waits & _can_be_put_right,
    RectificationAction.TURN_DOWN: _puts_right & _is_second & _waits,
}


def rectification_verdict(action: RectificationAction, situation: RectificationSituation) -> Verdict:
    """May this be done now about a slip, and if not, why."""
    return RECTIFICATION_POLICY[action](situation)
