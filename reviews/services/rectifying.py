"""更正: whoever handles an application asks to put an obvious slip right, and a second person confirms it.

What is recorded, or the words of a written notice. Nothing is decided by it: neither chain nor clocks move.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Actor, authorize
from accounts.services.personal import reveal
from applications.domain.rectifying import RectificationState, Slip
from applications.models import Rectification, WrittenNotice
from applications.queries.locks import lock_application
from applications.queries.rectifications import lock_rectification, record_of
from applications.queries.written import found_written
from applications.services.rectifying import kept_words, record_answers, rectify
from documents.models import StoredFile
from procedures.domain.form_paths import label_of
from procedures.domain.rectifying import answer_at, rectified_answers
from procedures.domain.values import Json
from reviews.domain.actions import RectificationAction
from reviews.domain.remarks import checked_opinion
from reviews.policies import rectification_verdict
from reviews.queries.access import reach_for_office
from reviews.queries.rectifying import reach_rectification, situation_at, situation_before
from reviews.services.chain_news import subject_of
from reviews.services.evidence import checked_evidence
from reviews.services.rectifying_news import tell_asked, tell_rectified, tell_turned_down
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.encryption import blind_index
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

MOST_REASON = 200
_PURPOSE = "reviews.rectification"


@transaction.atomic
def ask_rectification(
    actor: Actor,
    *,
    application_id: UUID,
    path: str,
    new: str,
    reason: str,
    evidence_id: UUID | None,
    idempotency_key: str,
) -> UUID:
    """Ask to put one recorded answer right; colleagues are told. The request's id, the same for the same key.

    Raises NotAuthorised for everybody who does not handle the procedure, IllegalTransition `rectification_not_now`,
    `rectification_asked_already`, ValidationFailed at `path`, `new`, `reason`, `evidence`.
    """
    reach_for_office(actor, application_id)
    application = lock_application(application_id)

    def action() -> dict[str, object]:
        authorize(rectification_verdict(RectificationAction.ASK, situation_before(application, path)))
        submission, form, recorded = record_of(application)
        after = _checked(lambda: rectified_answers(form, recorded, path, new), reason)
        evidence = checked_evidence(actor, evidence_id) if evidence_id else None
        row = _asked(
            actor,
            Rectification(application=application, submission=submission, place=path, label=label_of(form, path)),
            old=answer_at(recorded, path),
            new=answer_at(after, path),
            reason=reason.strip(),
            evidence=evidence,
        )
        return {"rectification": str(row.id)}

    given = "\0".join((str(application_id), path, new, reason, str(evidence_id)))
    stored = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="reviews.ask_rectification",
        fingerprint=blind_index(given, _PURPOSE),
        action=action,
    )
    return UUID(str(stored["rectification"]))


@transaction.atomic
def ask_notice_rectification(actor: Actor, *, written_id: UUID, slip: Slip, idempotency_key: str) -> UUID:
    """Ask to put words of a written notice right. The request's id, the same for the same key.

    Raises NotAuthorised for everybody who does not handle the procedure, IllegalTransition
    `written_void_unrectified`, `rectification_asked_already`, ValidationFailed at `old`, `new`, `reason`.
    """
    known = found_written(written_id)
    reach_for_office(actor, known.application_id)
    application = lock_application(known.application_id)

    def action() -> dict[str, object]:
        notice = found_written(written_id)
        place = f"written.{notice.id}"
        authorize(rectification_verdict(RectificationAction.ASK, situation_before(application, place, notice=notice)))
        problems = slip.problems(notice.words, kept=kept_words(application, notice))
        if problems:
            raise ValidationFailed(problems)
        row = Rectification(
            application=application, notice=notice, place=place, label=f"{notice.title} {notice.number}"
        )
        _asked(actor, row, old=slip.old, new=slip.new, reason=slip.reason)
        return {"rectification": str(row.id)}

    stored = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="reviews.ask_notice_rectification",
        fingerprint="\0".join((str(written_id), slip.old, slip.new, slip.reason)),
        action=action,
    )
    return UUID(str(stored["rectification"]))


@transaction.atomic
def confirm_rectification(actor: Actor, *, rectification_id: UUID, opinion: str = "") -> Rectification:
    """The second person confirms, and it takes effect: the record is another one, or another notice holds.

    Raises NotAuthorised for whoever asked and for everybody who does not handle the procedure, IllegalTransition where
    somebody answered meanwhile, the record is another one by now, or nothing can be put right any more.
    """
    row = _to_answer(actor, rectification_id, RectificationAction.CONFIRM)
    words = checked_opinion(opinion, required=False)
    if row.notice is None:
        _put_right(row)
    else:
        _put_notice_right(actor, row, row.notice)
    _answered(actor, row, RectificationState.CONFIRMED, words)
    tell_rectified(actor, row)
    return row


@transaction.atomic
def turn_down_rectification(actor: Actor, *, rectification_id: UUID, opinion: str) -> Rectification:
    """The second person says no, with a reason; nothing changes, whoever asked is told.

    Raises NotAuthorised, IllegalTransition as above, ValidationFailed at `opinion`.
    """
    row = _to_answer(actor, rectification_id, RectificationAction.TURN_DOWN)
    words = checked_opinion(opinion, required=True)
    _answered(actor, row, RectificationState.TURNED_DOWN, words)
    tell_turned_down(row)
    return row


@transaction.atomic
def reveal_rectification(actor: Actor, *, rectification_id: UUID) -> Rectification:
    """Record that both values are looked at in full; the caller shows them afterwards. Raises NotAuthorised."""
    row = reach_rectification(actor, rectification_id)
    reveal(actor_id=actor.user_id, subject=subject_of(row.application), fields=[row.place], reason=_("核对更正"))
    return row


def _checked(read: Callable[[], dict[str, Json]], reason: str) -> dict[str, Json]:
    """All problems at once, the reason's among them."""
    problems: list[Problem] = []
    after: dict[str, Json] = {}
    try:
        after = read()
    except ValidationFailed as refused:
        problems += refused.problems
    if not reason.strip():
        problems.append(Problem("reason", "slip_reason_missing"))
    elif len(reason) > MOST_REASON:
        problems.append(Problem("reason", "slip_too_long", {"most": MOST_REASON}))
    if problems:
        raise ValidationFailed(problems)
    return after


def _asked(
    actor: Actor, row: Rectification, *, old: Json, new: Json, reason: str, evidence: StoredFile | None = None
) -> Rectification:
    row.content = json.dumps({"old": old, "new": new}, ensure_ascii=False)
    row.reason, row.evidence = reason, evidence
    row.asked_by_id, row.asked_at = actor.user_id, now()
    row.save(force_insert=True)
    tell_asked(actor, row)
    _record("reviews.ask_rectification", actor, row)
    return row


def _to_answer(actor: Actor, rectification_id: UUID, action: RectificationAction) -> Rectification:
    """The request under its application's lock, ready to be answered by this person."""
    known = reach_rectification(actor, rectification_id)
    application = lock_application(known.application_id)
    row = lock_rectification(rectification_id)
    row.application = application
    row.notice = found_written(row.notice_id) if row.notice_id else None
    authorize(rectification_verdict(action, situation_at(actor, row)))
    return row


def _put_right(row: Rectification) -> None:
    submission, form, recorded = record_of(row.application)
    if submission.id != row.submission_id or answer_at(recorded, row.place) != row.old:
        raise IllegalTransition("rectification_outdated")
    try:
        after = rectified_answers(form, recorded, row.place, row.new)
    except ValidationFailed:
        raise IllegalTransition("rectification_outdated") from None
    record_answers(row.application, submission, form, after)


def _put_notice_right(actor: Actor, row: Rectification, notice: WrittenNotice) -> None:
    slip = Slip(str(row.old), str(row.new), row.reason)
    row.made = rectify(row.application, notice, slip, actor=actor, at=now(), message_ids=[])


def _answered(actor: Actor, row: Rectification, state: RectificationState, opinion: str) -> None:
    row.state, row.opinion = state.value, opinion
    row.decided_by_id, row.decided_at = actor.user_id, now()
    row.save(update_fields=["state", "opinion", "decided_by", "decided_at", "made"])
    _record("reviews.settle_rectification", actor, row, result=state.value, asked_by=str(row.asked_by_id))


def _record(command: str, actor: Actor, row: Rectification, **data: str) -> None:
    """No value: the hash says that the trace is the one that was asked for."""
    what = {"rectification": str(row.id), "place": row.place, "content": blind_index(row.content, _PURPOSE)}
    write_ledger(command, actor_id=actor.user_id, subject=subject_of(row.application), data=what | data)
