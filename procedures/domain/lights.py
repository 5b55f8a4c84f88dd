"""Green, yellow, red: how a running limit stands, and from which day on it is to be watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from procedures.domain.deadlines import Limit, days_left
from tenants.domain.calendar import WorkingCalendar

_PER_CENT = 100


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Forewarning:
    """Yellow from so many days before the end, or from so much of the limit, whichever is earlier."""

    days: int = 1
    per_cent: int = 0

    def days_of(self, length: int) -> int:
        """Days before the end of a limit of `length` days; a part of a day is not warned of."""
        return max(self.days, length * self.per_cent // _PER_CENT)


USUAL_FOREWARNING = Forewarning()


def warn_on(warning: Forewarning, limit: Limit, started: date, due: date, calendar: WorkingCalendar) -> date:
    """The first yellow day: never before the limit started, never after it ends."""
    length = days_left(due, started, calendar, limit.unit)
    most = warning.days_of(length)
    day = due
    while day > started and days_left(due, day - timedelta(days=1), calendar, limit.unit) <= most:
        day -= timedelta(days=1)
    return day


def light(today: date, *, due: date, warned: date) -> Light:
    """Red after the last day, yellow from the day of the warning, green before."""
    if today > due:
        return Light.RED
    return Light.YELLOW if today >= warned else Light.GREEN
