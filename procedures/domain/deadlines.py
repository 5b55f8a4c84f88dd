"""Time limits in working days, calendar days or months: the day on which one ends, and how long is left.

The day on which a limit starts is not counted (Civil Code 201). A limit in months ends on the day of the same number,
or on the last of the month where there is none (202). A last day that is a holiday gives way to the next working day
(203).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tenants.domain.calendar import LimitDate, WorkingCalendar

_DAY = timedelta(days=1)
_MONTHS_OF_A_YEAR = 12


class LimitUnit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Limit:
    """So much time. Zero: none is set. `rolls_over`: a last day on which nobody works gives way to the next one."""

    length: int = 0
    unit: LimitUnit = LimitUnit.WORKING_DAYS
    rolls_over: bool = True

    def __bool__(self) -> bool:
        return self.length > 0


NO_LIMIT = Limit()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the law allows and what was promised, for the whole. The promise never exceeds the law (lint)."""

    statutory: Limit = NO_LIMIT
    promised: Limit = NO_LIMIT


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock stood still: the day of `since` still counted, that of `until` does not, as that of a start."""

    since: date
    until: date


def add_months(start: date, count: int) -> date:
    """The day of the same number `count` months on; the last of that month where it has none."""
    months = start.year * _MONTHS_OF_A_YEAR + start.month - 1 + count
    year, month = months // _MONTHS_OF_A_YEAR, months % _MONTHS_OF_A_YEAR + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def due_on(
    limit: Limit,
    started: date,
    calendar: WorkingCalendar,
    *,
    extensions: Sequence[Limit] = (),
    pauses: Sequence[Pause] = (),
) -> LimitDate | None:
    """The last day of a limit; None without one.

    Each extension continues where the limit would have ended. Each pause, in the order of time, moves the end by what
    was paused, counted as the limit is (months in calendar days), and never leaves it before the clock ran again.
    """
    if not limit:
        return None
    end = started
    for part in (limit, *extensions):
        end = _after(part, end, calendar)
    last = _rolled(limit, end, calendar)
    for pause in sorted(pauses, key=lambda each: each.since):
        if pause.since > last:
            break
        end = max(_moved(limit, end, pause, calendar), pause.until)
        last = _rolled(limit, end, calendar)
    return LimitDate(last, _is_provisional(limit, started, end, last, calendar))


def is_within(limit: Limit, event: date, day: date, calendar: WorkingCalendar) -> bool:
    """Whether `day` lies in the window that an event opens: from the event to the last day of the limit."""
    closes = due_on(limit, event, calendar)
    return event <= day and (closes is None or day <= closes.day)


def days_left(due: date, today: date, calendar: WorkingCalendar, unit: LimitUnit = LimitUnit.WORKING_DAYS) -> int:
    """Days until the end of a limit, 0 on its last day; negative once it has passed, also on a day off.

    Working days of a limit in working days, calendar days of the others.
    """
    left = _days_between(today, due, calendar, unit)
    return left if today <= due else min(left, -1)


def days_used(started: date, today: date, pauses: Sequence[Pause], calendar: WorkingCalendar) -> int:
    """Working days for which a clock really ran: after the day it started, without its pauses, up to `today`."""
    day, used = started, 0
    while day < today:
        day += _DAY
        paused = any(pause.since < day <= pause.until for pause in pauses)
        used += calendar.is_working_day(day) and not paused
    return used


def _after(limit: Limit, start: date, calendar: WorkingCalendar) -> date:
    match limit.unit:
        case LimitUnit.WORKING_DAYS:
            return calendar.add_working_days(start, limit.length).day
        case LimitUnit.CALENDAR_DAYS:
            return start + timedelta(days=limit.length)
        case LimitUnit.MONTHS:
            return add_months(start, limit.length)


def _moved(limit: Limit, end: date, pause: Pause, calendar: WorkingCalendar) -> date:
    if limit.unit is LimitUnit.WORKING_DAYS:
        return calendar.add_working_days(end, calendar.working_days_between(pause.since, pause.until)).day
    return end + (pause.until - pause.since)


def _rolled(limit: Limit, day: date, calendar: WorkingCalendar) -> date:
    """The day itself, or the next working day. What is counted in working days always ends on one."""
    if limit.unit is not LimitUnit.WORKING_DAYS and not limit.rolls_over:
        return day
    while not calendar.is_working_day(day):
        day += _DAY
    return day


def _is_provisional(limit: Limit, started: date, end: date, last: date, calendar: WorkingCalendar) -> bool:
    """Whether a year was asked for its working days that is not published yet."""
    if limit.unit is LimitUnit.WORKING_DAYS:
        first = started + _DAY
    elif limit.rolls_over:
        first = end
    else:
        return False
    return not calendar.published_years.issuperset(range(first.year, last.year + 1))


def _days_between(start: date, end: date, calendar: WorkingCalendar, unit: LimitUnit) -> int:
    if unit is LimitUnit.WORKING_DAYS:
        return calendar.working_days_between(start, end)
    return (end - start).days
