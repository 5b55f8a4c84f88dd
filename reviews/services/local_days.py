"""Setting and taking back days of the jurisdiction's own; running limits are reckoned anew by a task.

They count in the jurisdictions below as well, which is the provisioner's to bring about.
"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.access import Actor, authorize
from reviews.calendar_policies import CalendarAction, may_calendar
from reviews.domain.local_days import LocalDay, day_problems
from reviews.queries.local_days import local_day
from tenants.calendar import working_calendar
from tenants.clock import now, today
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.models import CalendarOverlay
from tenants.records.services.ledger import write_ledger
from tenants.records.services.waking import look_after_commit
from tenants.services.spreading_days import spread_days

SUBJECT = "records.calendar_overlay"


@transaction.atomic
def set_local_day(actor: Actor, *, wanted: LocalDay) -> CalendarOverlay:
    """Raises NotAuthorised, ValidationFailed at `day`, `reason` or `basis`."""
    authorize(may_calendar(CalendarAction.SET, actor.role_keys))
    check_local_day(wanted)
    try:
        with transaction.atomic():
            row = CalendarOverlay.objects.create(
                day=wanted.day,
                is_working=wanted.is_working,
                reason=wanted.reason.strip(),
                basis=wanted.basis.strip(),
            )
    except IntegrityError as error:
        raise ValidationFailed([Problem("day", "local_day_taken", {"day": wanted.day})]) from error
    _record("reviews.set_local_day", actor, row)
    return row


def check_local_day(wanted: LocalDay) -> None:
    """Raises ValidationFailed with everything that is wrong with it."""
    problems = day_problems(wanted, working_calendar(fresh=True), today())
    if problems:
        raise ValidationFailed(problems)


@transaction.atomic
def remove_local_day(actor: Actor, *, day_id: UUID) -> None:
    """Raises NotAuthorised, also where somebody else took it back just now."""
    authorize(may_calendar(CalendarAction.SET, actor.role_keys))
    row = local_day(day_id)
    if not CalendarOverlay.objects.filter(pk=day_id).delete()[0]:
        raise NotAuthorised("local_day_unknown")
    row.pk = day_id
    _record("reviews.remove_local_day", actor, row)


def _record(command: str, actor: Actor, row: CalendarOverlay) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=SubjectRef(SUBJECT, row.id, row.day.isoformat()),
        data={"day": row.day.isoformat(), "is_working": row.is_working},
    )
    look_after_commit(now())
    spread_days()
