"""Other working days: a year was published, or a jurisdiction set days of its own. Running clocks are reckoned anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from applications.queries.locks import lock_application
from reviews.queries.clocks import reckoned_otherwise
from reviews.services.chain_news import subject_of
from reviews.services.clock_book import ClockBook
from tenants.calendar import working_calendar
from tenants.clock import now
from tenants.domain.calendar import WorkingCalendar
from tenants.records.due_work import due_work
from tenants.records.services.ledger import write_ledger

log = structlog.get_logger("tongban.clocks")
#: Applications reckoned in one turn.
AT_ONCE = 100


@due_work("reviews.recompute_clocks")
def recompute_clocks() -> datetime | None:
    """Reckon clocks again whose working days changed; when to go on, if any are left.

    Nobody has to be told that a year was published: each clock names the days it was reckoned with. One transaction
    for each application; what a dying worker leaves is found by the next sweep.
    """
    calendar = working_calendar(fresh=True)
    found = reckoned_otherwise(calendar.fingerprint, at_most=AT_ONCE)
    for application_id in found:
        try:
            _reckon(application_id, calendar)
        except Exception:
            log.exception("clocks.reckon_failed", application=str(application_id))
    return now() if len(found) == AT_ONCE else None


@transaction.atomic
def _reckon(application_id: UUID, calendar: WorkingCalendar) -> None:
    application = lock_application(application_id)
    book = ClockBook(application, at=now(), calendar=calendar)
    for clock in book.clocks:
        book.reckon(clock)
    if book.store():
        write_ledger("reviews.recompute_clocks", actor_id=None, subject=subject_of(application))
