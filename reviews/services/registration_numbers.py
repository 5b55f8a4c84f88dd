"""The registration number of a decision: offered, changed by hand, kept over a revocation, or made void."""

from __future__ import annotations

from applications.models import Application
from documents.services.numbering import issue_number, void_number
from procedures.domain.chain_model import ResultOption
from procedures.domain.package.compiled import NumberRule, OnRevoke
from reviews.queries.numbers import offered_number
from reviews.services.acts import Turn
from reviews.services.chain_news import subject_of
from tenants.domain.clock import civil_date
from tenants.domain.errors import Problem, ValidationFailed

MAX_NUMBER = 60


def settle_number(turn: Turn, option: ResultOption, wanted: str) -> str:
    """The number this decision carries, issued now unless the application kept one; empty where none belongs to it.

    A kept number that the new decision does not use becomes void: nobody gets it again.

    Raises ValidationFailed at `number`: taken (with a fresh offer), malformed, or not to be changed here.
    """
    rule = turn.package.numbering.registration
    kept = turn.application.registration_number
    if rule is None or not option.number:
        _void(rule, turn.application, "result_carries_none")
        return ""
    wanted = _checked(rule, wanted.strip(), offered_number(turn.application, rule, civil_date(turn.now)))
    if kept and wanted in {"", kept}:
        return kept
    _void(rule, turn.application, "replaced")
    return issue_number(
        scheme=rule.scheme,
        pattern=rule.pattern,
        restart=rule.restart,
        params=rule.params,
        day=civil_date(turn.now),
        subject=subject_of(turn.application),
        wanted=wanted or None,
    )


def release_number(turn: Turn, reason: str) -> str:
    """What becomes of the number when the decision is revoked: kept with the application, or void."""
    rule = turn.package.numbering.registration
    if rule is not None and rule.on_revoke is OnRevoke.VOID:
        _void(rule, turn.application, reason)
        return ""
    return turn.application.registration_number


def _checked(rule: NumberRule, wanted: str, offered: str) -> str:
    if wanted and wanted != offered and not rule.editable:
        raise ValidationFailed([Problem("number", "number_not_editable", {"offered": offered})])
    if len(wanted) > MAX_NUMBER:
        raise ValidationFailed([Problem("number", "number_too_long", {"most": MAX_NUMBER})])
    return wanted


def _void(rule: NumberRule | None, application: Application, reason: str) -> None:
    if rule is not None and application.registration_number:
        void_number(scheme=rule.scheme, number=application.registration_number, reason=reason)
