"""The unit's own notice: the applicant publishes inside the unit and declares from when to when, and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.queries.locks import lock_application
from procedures.domain.package.compiled import NoticeRule
from procedures.queries.packages import compiled
from reviews.domain.actions import NoticeAction
from reviews.models import UnitNotice
from reviews.policies import notice_verdict
from reviews.queries.notices import situation_for_notice, unit_notice_of
from reviews.services.chain_news import subject_of
from tenants.calendar import working_calendar
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

LONGEST_PLACE = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """What the applicant says of the unit's own notice."""

    starts_on: date | None
    ends_on: date | None
    place: str


@transaction.atomic
def declare_unit_notice(actor: Actor, *, application_id: UUID, declared: Declared) -> UnitNotice:
    """Note, or correct, the unit's own notice.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `starts_on`, `ends_on` or `place`.
    """
    application = lock_application(application_id)
    authorize(notice_verdict(NoticeAction.DECLARE, situation_for_notice(actor, application)))
    rule = compiled(application.procedure_version).notice
    if rule is None:
        raise IllegalTransition("notice_not_offered")
    starts_on, ends_on, place = _checked(declared, rule)
    notice = unit_notice_of(application.id) or UnitNotice(application=application)
    notice.starts_on, notice.ends_on, notice.place = starts_on, ends_on, place
    notice.declared_by_id, notice.declared_at = actor.user_id, now()
    notice.save()
    write_ledger(
        "reviews.declare_unit_notice",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"starts_on": str(starts_on), "ends_on": str(ends_on)},
    )
    return notice


def _checked(declared: Declared, rule: NoticeRule) -> tuple[date, date, str]:
    place, problems = declared.place.strip(), []
    start, end = declared.starts_on, declared.ends_on
    if start is None:
        problems.append(Problem("starts_on", "unit_notice_day_missing"))
    if end is None:
        problems.append(Problem("ends_on", "unit_notice_day_missing"))
    if start and end and _days(start, end, rule) < rule.applicant_days:
        problems.append(Problem("ends_on", "unit_notice_too_short", {"least": rule.applicant_days}))
    if not place:
        problems.append(Problem("place", "unit_notice_place_missing"))
    elif len(place) > LONGEST_PLACE:
        problems.append(Problem("place", "unit_notice_place_too_long", {"most": LONGEST_PLACE}))
    if problems or start is None or end is None:
        raise ValidationFailed(problems)
    return start, end, place


def _days(start: date, end: date, rule: NoticeRule) -> int:
    """Days on which the notice hung, first and last included."""
    if end < start:
        return -1
    if rule.days_are_working:
        return working_calendar().working_days_between(start - timedelta(days=1), end)
    return (end - start).days + 1
