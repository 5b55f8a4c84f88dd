"""The dispatcher of clocks whose time has come: reminders, escalation, acceptance that the law deems.

A timer is two columns of its clock. What it does and that it did it are one transaction, under the application's lock:
a worker that dies has done nothing, and a second dispatcher finds it done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from applications.domain.states import ENDED, Status
from applications.models import Application
from applications.queries.locks import lock_application
from applications.services.access_rows import let_consult
from notifications.services.notify import Notice, send_notices
from reviews.domain.clock_ledger import NOT_DEEMED, Ring
from reviews.domain.news import ClockMessage
from reviews.models import Clock, ClockEventKind
from reviews.queries.assignees import roster_of
from reviews.queries.clock_people import above, people_of, waiting_for
from reviews.queries.clocks import rings_due
from reviews.services.chain_news import subject_of
from reviews.services.clock_book import ClockBook
from reviews.services.clock_news import clock_notice
from reviews.services.deeming import deem
from tenants.calendar import working_calendar
from tenants.clock import now
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.errors import DomainError
from tenants.records.due_work import due_work
from tenants.records.services.ledger import write_ledger

log = structlog.get_logger("tongban.clocks")
#: Timers in one turn, and how long one that failed is left alone.
AT_ONCE = 100
TRIED_AGAIN = timedelta(minutes=15)
_REMINDERS = {Ring.REMIND: ClockMessage.DUE_SOON, Ring.LAST_DAY: ClockMessage.DUE_TODAY}


@due_work("reviews.ring_clocks")
def ring_clocks() -> datetime | None:
    """Do what is due; when to go on, if anything is left. One index scan when idle."""
    found = rings_due(now(), at_most=AT_ONCE)
    # What this process remembers of the national days may be older than what the clocks were reckoned with.
    calendar = working_calendar(fresh=True) if found else None
    for clock_id, application_id in found:
        try:
            _ring(clock_id, application_id, calendar)
        except Exception:
            log.exception("clocks.ring_failed", clock=str(clock_id))
            _put_off(clock_id, application_id)
    return now() if len(found) == AT_ONCE else None


@transaction.atomic
def _put_off(clock_id: UUID, application_id: UUID) -> None:
    """One that fails does not keep the others back."""
    lock_application(application_id)
    Clock.objects.filter(pk=clock_id, ring_at__lte=now()).update(ring_at=now() + TRIED_AGAIN)


@transaction.atomic
def _ring(clock_id: UUID, application_id: UUID, calendar: WorkingCalendar | None) -> None:
    application = lock_application(application_id)
    book = ClockBook(application, at=now(), calendar=calendar)
    clock = next((each for each in book.clocks if each.id == clock_id), None)
    if clock is None:
        return
    clock.application = application
    book.reckon(clock)
    book.retime(clock)
    if clock.ring_at is None or clock.ring_at > book.at:
        # Somebody else did it, it stands still by now, or other working days gave it more time.
        book.store()
        return
    ring = Ring(clock.rings)
    if Status(application.status) in ENDED:
        book.end(clock)
        book.store()
    elif ring is Ring.DEEM and _is_deemed(book, clock):
        return
    else:
        _tell(book, clock, ring)


def _is_deemed(book: ClockBook, clock: Clock) -> bool:
    """Let the law speak; False, with nothing kept, where the chain allows none of it: people have to hear then."""
    book.store()
    try:
        with transaction.atomic():
            _finish(book.application, clock, Ring.DEEM, deem(book, clock))
    except DomainError as refusal:
        log.warning("clocks.not_deemed", clock=str(clock.id), code=refusal.code)
        book.application.refresh_from_db()
        return False
    return True


def _tell(book: ClockBook, clock: Clock, ring: Ring) -> None:
    application = book.application
    roster = roster_of(application, book.package.chain)
    waiting = people_of(roster, waiting_for(clock))
    if ring in {Ring.OVERDUE, Ring.DEEM}:
        told = above(book.package, roster)
        let_consult(application, told)
        notices = [
            clock_notice(ClockMessage.OVERDUE, clock, people_of(roster, told) - waiting, to_task=False),
            clock_notice(ClockMessage.OVERDUE, clock, waiting, to_task=True),
        ]
        book.rung(clock, ring, ClockEventKind.ESCALATED, cause=NOT_DEEMED if ring is Ring.DEEM else "")
    else:
        notices = [clock_notice(_REMINDERS[ring], clock, waiting, to_task=True)]
        book.rung(clock, ring, ClockEventKind.REMINDED)
    book.store()
    _finish(application, clock, Ring.OVERDUE if ring is Ring.DEEM else ring, notices)


def _finish(application: Application, clock: Clock, ring: Ring, notices: list[Notice]) -> None:
    send_notices(notices)
    write_ledger(
        "reviews.ring_clock",
        actor_id=None,
        subject=subject_of(application),
        data={"clock": str(clock.id), "kind": clock.kind, "did": ring.value},
    )
