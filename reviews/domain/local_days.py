"""Days on which a jurisdiction works otherwise than the country: what one must hold, and what it moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tenants.domain.calendar import WorkingCalendar
from tenants.domain.errors import Problem

MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day that is worked, or off, by the jurisdiction's own decision: why, and by which provision."""

    day: date
    is_working: bool
    reason: str
    basis: str


@dataclass(frozen=True, slots=True)
class Moves:
    """What becomes of running limits: how many end earlier or later, and which of them are overdue by that."""

    earlier: int = 0
    later: int = 0
    overdue: int = 0
    applications: int = 0
    is_part: bool = False

    @property
    def clocks(self) -> int:
        return self.earlier + self.later


def with_day(calendar: WorkingCalendar, day: date, *, is_working: bool | None) -> WorkingCalendar:
    """The calendar with a local day, or without it where `is_working` is None."""
    overlay = {each: worked for each, worked in calendar.overlay.items() if each != day}
    if is_working is not None:
        overlay[day] = is_working
    return replace(calendar, overlay=overlay)


def first_day(today: date) -> date:
    return date(today.year - 1, 1, 1)


def last_day(today: date) -> date:
    return date(today.year + 1, 12, 31)


def day_problems(wanted: LocalDay, calendar: WorkingCalendar, today: date) -> tuple[Problem, ...]:
    """Everything that is wrong with a local day, each at its place."""
    problems = [*_texts(wanted)]
    if not first_day(today) <= wanted.day <= last_day(today):
        problems.append(Problem("day", "local_day_out_of_range", {"from": first_day(today), "to": last_day(today)}))
    elif wanted.day in calendar.overlay:
        problems.append(Problem("day", "local_day_taken", {"day": wanted.day}))
    elif calendar.is_working_day(wanted.day) is wanted.is_working:
        code = "local_day_works_anyway" if wanted.is_working else "local_day_off_anyway"
        problems.append(Problem("day", code, {"day": wanted.day}))
    return tuple(problems)


def _texts(wanted: LocalDay) -> Iterable[Problem]:
    for path, words in (("reason", wanted.reason), ("basis", wanted.basis)):
        if not words.strip():
            yield Problem(path, f"local_day_{path}_missing")
        elif len(words) > MOST_WORDS:
            yield Problem(path, "local_day_words_too_long", {"most": MOST_WORDS})
