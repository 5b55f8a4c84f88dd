"""Time limits in working days: the day on which a limit ends, and which of two limits binds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tenants.domain.calendar import LimitDate, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days from submission to decision. Zero: none is set. The promise never exceeds the law (lint)."""

    statutory_days: int = 0
    promised_days: int = 0


@dataclass(frozen=True, slots=True)
class DueDates:
    """The last day of each limit that is set."""

    statutory: LimitDate | None
    promised: LimitDate | None


def due_on(days: int, started: date, calendar: WorkingCalendar) -> LimitDate | None:
    """The last day of a limit of working days; the day it starts on is not counted. None without a limit."""
    return calendar.add_working_days(started, days) if days else None


def due_dates(limits: Limits, started: date, calendar: WorkingCalendar) -> DueDates:
    return DueDates(due_on(limits.statutory_days, started, calendar), due_on(limits.promised_days, started, calendar))


def days_left(due: date, today: date, calendar: WorkingCalendar) -> int:
    """Working days until the end of a limit, 0 on its last day; negative once it has passed, also on a day off."""
    left = calendar.working_days_between(today, due)
    return left if today <= due else min(left, -1)
