"""The days of a jurisdiction, its own and those set above it, and what one of its own would move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from procedures.domain.deadlines import due_on
from reviews.domain.clock_ledger import History
from reviews.domain.local_days import Moves, with_day
from reviews.models import Clock, ClockState
from reviews.queries.clocks import histories_of_many
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.clock import CHINA, civil_date
from tenants.domain.errors import NotAuthorised
from tenants.records.models import CalendarOverlay

#: Clocks that a preview reckons; beyond them it says that there are more.
MOST = 2000
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day as it is listed. `counts` is false for one from above that the jurisdiction arranged otherwise."""

    day: CalendarOverlay
    counts: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    rows: list[DayRow]
    #: The day before which the next page begins; None on the last.
    before: date | None


def local_days(before: date | None, *, size: int = PAGE_SIZE) -> DayPage:
    """The latest days first; what the jurisdiction itself arranged stands before what came from above. One query."""
    days = CalendarOverlay.objects.order_by("-day", "from_above")
    found = list((days.filter(day__lt=before) if before else days)[: size + 1])
    is_last = len(found) <= size
    # A day that is arranged twice is not torn apart.
    rows = found if is_last else [row for row in found if row.day > found[-1].day]
    own = {row.day for row in rows if not row.from_above}
    listed = [DayRow(row, counts=not row.from_above or row.day not in own) for row in rows]
    return DayPage(listed, None if is_last else rows[-1].day)


def local_day(day_id: UUID) -> CalendarOverlay:
    """One of the jurisdiction's own. Raises NotAuthorised for any other."""
    found = CalendarOverlay.objects.filter(pk=day_id, from_above=False).first()
    if found is None:
        raise NotAuthorised("local_day_unknown")
    return found


def moves_of(day: date, *, is_working: bool | None) -> Moves:
    """What it would do to running limits if a day were set, or taken back (None). Four queries, nothing is written.

    A day moves only what started before it and does not end before it.
    """
    calendar = working_calendar(fresh=True)
    otherwise = with_day(calendar, day, is_working=is_working)
    ends = datetime.combine(day, time.min, CHINA)
    running = Clock.objects.filter(state=ClockState.RUNNING, due_on__gte=day, started_at__lt=ends)
    clocks = list(running.order_by("due_on", "id")[: MOST + 1])
    histories = histories_of_many({clock.application_id for clock in clocks})
    return _moves(clocks[:MOST], histories, otherwise, is_part=len(clocks) > MOST)


def _moves(
    clocks: Iterable[Clock], histories: Mapping[UUID, History], calendar: WorkingCalendar, *, is_part: bool
) -> Moves:
    earlier = later = overdue = 0
    applications: set[UUID] = set()
    now = today()
    for clock in clocks:
        found = _due(clock, histories.get(clock.id), calendar)
        if found is None or clock.due_on is None or found == clock.due_on:
            continue
        applications.add(clock.application_id)
        earlier += found < clock.due_on
        later += found > clock.due_on
        overdue += found < now <= clock.due_on
    return Moves(earlier, later, overdue, len(applications), is_part)


def _due(clock: Clock, history: History | None, calendar: WorkingCalendar) -> date | None:
    found = due_on(
        clock.limit,
        civil_date(clock.started_at),
        calendar,
        extensions=history.extensions if history else (),
        pauses=history.pauses if history else (),
    )
    return found.day if found else None


def unpublished_from(calendar: WorkingCalendar, day: date) -> int | None:
    """The first year from a day's on that nobody has arranged, where limits may reach it soon; else None."""
    soon = day + timedelta(days=366)
    return next((year for year in range(day.year, soon.year + 1) if year not in calendar.published_years), None)
