"""Working days: State-Council arrangements with make-up days, overlaid per jurisdiction.

A year whose arrangement is not published answers by weekday alone and marks its dates *provisional*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
FINGERPRINT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class LimitDate:
    """The last day of a limit; provisional while it crosses a year that is not yet published."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`exceptions` maps a day to whether it is worked, where that differs from its weekday.

    `overlay` are the jurisdiction's own days, which count before those set `above` it, and these before the country's.
    """

    exceptions: Mapping[date, bool]
    published_years: frozenset[int]
    overlay: Mapping[date, bool] = field(default_factory=dict)
    above: Mapping[date, bool] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A name of exactly these working days: what was reckoned with other ones bears another."""
        local = {**self.above, **self.overlay}
        days = [f"{day}{int(worked)}" for layer in (self.exceptions, local) for day, worked in sorted(layer.items())]
        content = " ".join([*map(str, sorted(self.published_years)), *days, str(len(local))])
        return hashlib.sha256(content.encode()).hexdigest()[:FINGERPRINT_LENGTH]

    def is_working_day(self, day: date) -> bool:
        for layer in (self.overlay, self.above, self.exceptions):
            if day in layer:
                return layer[day]
        return day.weekday() < SATURDAY

    def add_working_days(self, start: date, count: int) -> LimitDate:
        """The day on which `count` working days after `start` end; `start` itself is not counted (Civil Code 201)."""
        if count < 0:
            raise ValueError("a limit cannot be negative")
        day, left, provisional = start, count, False
        while left:
            day += timedelta(days=1)
            provisional = provisional or day.year not in self.published_years
            left -= self.is_working_day(day)
        return LimitDate(day, provisional)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=offset)) for offset in range(1, span + 1))
