"""Reading a year's arrangement of working days as the State Council publishes it, and refusing what cannot be one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tenants.domain.calendar import SATURDAY
from tenants.domain.errors import Problem

EARLIEST, LATEST = 2000, 2100
SOURCE_CHARS, NAME_CHARS = 200, 30
#: A New Year may take its make-up day from the last days of December before.
_DECEMBER, _LAST_DAYS = 12, 20
#: Days off by the 全国年节及纪念日放假办法 whose date is the same each year; the lunar ones are looked for by name.
_ALWAYS_OFF = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")


@dataclass(frozen=True, slots=True)
class ArrangedDay:
    """A day on which work differs from its weekday."""

    day: date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class YearArrangement:
    year: int
    source: str
    days: tuple[ArrangedDay, ...]


def read_arrangement(content: object) -> tuple[YearArrangement | None, tuple[Problem, ...]]:
    """A file's content as an arrangement, or every problem with it, each at its place (`days[3].day`)."""
    if not isinstance(content, Mapping) or not isinstance(content.get("days"), list):
        return None, (Problem("file", "calendar_file_shape"),)
    year, source = content.get("year"), str(content.get("source") or "").strip()
    if not isinstance(year, int) or isinstance(year, bool) or not EARLIEST <= year <= LATEST:
        return None, (Problem("year", "calendar_year_wrong", {"from": EARLIEST, "to": LATEST}),)
    problems: list[Problem] = []
    if not 0 < len(source) <= SOURCE_CHARS:
        problems.append(Problem("source", "calendar_source_missing", {"most": SOURCE_CHARS}))
    days: list[ArrangedDay] = []
    for at, row in enumerate(content["days"]):
        found = _read_day(row, year)
        if isinstance(found, ArrangedDay):
            days.append(found)
        else:
            problems.append(Problem(f"days[{at}]", found))
    if not problems:
        problems += _whole(year, days)
    if problems:
        return None, tuple(problems)
    return YearArrangement(year, source, tuple(sorted(days, key=lambda each: each.day))), ()


def _read_day(row: object, year: int) -> ArrangedDay | str:
    """The day, or the code of what is wrong with it."""
    if not isinstance(row, Mapping) or not isinstance(row.get("is_working"), bool):
        return "calendar_day_shape"
    try:
        day = date.fromisoformat(str(row.get("day")))
    except ValueError:
        return "calendar_day_unreadable"
    name = str(row.get("name") or "").strip()
    if not 0 < len(name) <= NAME_CHARS:
        return "calendar_day_unnamed"
    if not _belongs(day, year):
        return "calendar_day_of_another_year"
    if row["is_working"] is (day.weekday() < SATURDAY):
        return "calendar_day_as_usual"
    return ArrangedDay(day, row["is_working"], name)


def _belongs(day: date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and day.month == _DECEMBER and day.day >= _LAST_DAYS)


def _whole(year: int, days: Sequence[ArrangedDay]) -> Iterator[Problem]:
    by_day = {each.day: each for each in days}
    if len(by_day) != len(days):
        yield Problem("days", "calendar_day_repeated")
    for month, number in _ALWAYS_OFF:
        day = date(year, month, number)
        arranged = by_day.get(day)
        if arranged.is_working if arranged else day.weekday() < SATURDAY:
            yield Problem("days", "calendar_holiday_missing", {"day": day})
    missing = [word for word in _FESTIVALS if not any(word in each.name for each in days)]
    if missing:
        yield Problem("days", "calendar_festival_missing", {"names": "、".join(missing)})
    if sum(each.is_working for each in days) > sum(not each.is_working for each in days):
        yield Problem("days", "calendar_more_work_than_rest")
