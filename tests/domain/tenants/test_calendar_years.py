"""A year's arrangement as a file: the shipped ones pass, what cannot be one is refused with every reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tenants.domain.calendar_years import ArrangedDay, read_arrangement
from tenants.domain.errors import Problem

DATA = Path(__file__).resolve().parents[3] / "tenants" / "data"


def shipped(year: int = 2026) -> dict[str, Any]:
    return json.loads((DATA / f"calendar_{year}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_shipped_years_can_be_published(year: int) -> None:
    arrangement, problems = read_arrangement(shipped(year))

    assert problems == ()
    assert arrangement is not None
    assert arrangement.days[0] == ArrangedDay(date(year, 1, 1), is_working=False, name="元旦")


def test_a_new_year_may_take_a_day_of_the_december_before() -> None:
    content = shipped()
    content["days"].append({"day": "2025-12-28", "is_working": True, "name": "元旦"})

    assert read_arrangement(content)[1] == ()


def change(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.update(values)


def add(**values: Any) -> Callable[[dict[str, Any]], object]:
    row = {"day": "2026-07-20", "is_working": False, "name": "加假", **values}
    return lambda content: content["days"].insert(0, row)


def drop(*days: str) -> Callable[[dict[str, Any]], object]:
    return lambda content: content.update(days=[row for row in content["days"] if row["day"] not in days])


@pytest.mark.parametrize(
    ("spoil", "problems"),
    [
        (change(days="2026-01-01"), [Problem("file", "calendar_file_shape")]),
        (change(year="2026"), [Problem("year", "calendar_year_wrong", {"from": 2000, "to": 2100})]),
        (change(year=True), [Problem("year", "calendar_year_wrong", {"from": 2000, "to": 2100})]),
        (change(source=" "), [Problem("source", "calendar_source_missing", {"most": 200})]),
        (add(is_working="no"), [Problem("days[0]", "calendar_day_shape")]),
        (add(day="2026-02-30"), [Problem("days[0]", "calendar_day_unreadable")]),
        (add(name=""), [Problem("days[0]", "calendar_day_unnamed")]),
        (add(day="2027-01-01"), [Problem("days[0]", "calendar_day_of_another_year")]),
        (add(day="2025-12-19"), [Problem("days[0]", "calendar_day_of_another_year")]),
        # A Monday that is worked, a Sunday off: that is so anyway.
        (add(is_working=True), [Problem("days[0]", "calendar_day_as_usual")]),
        (add(day="2026-07-19"), [Problem("days[0]", "calendar_day_as_usual")]),
        (add(day="2026-10-01"), [Problem("days", "calendar_day_repeated")]),
        (drop("2026-10-02"), [Problem("days", "calendar_holiday_missing", {"day": date(2026, 10, 2)})]),
        # A Saturday of the National Day holiday that is to be worked.
        (
            add(day="2026-10-03", is_working=True),
            [Problem("days", "calendar_holiday_missing", {"day": date(2026, 10, 3)})],
        ),
        (drop("2026-06-19"), [Problem("days", "calendar_festival_missing", {"names": "端午"})]),
    ],
)
def test_what_cannot_be_an_arrangement_is_refused(
    spoil: Callable[[dict[str, Any]], object], problems: list[Problem]
) -> None:
    content = shipped()
    spoil(content)

    assert read_arrangement(content) == (None, tuple(problems))


def test_more_work_than_rest_is_no_holiday() -> None:
    content = shipped()
    days = [date(2026, month, number) for month in (7, 8) for number in range(1, 32)]
    content["days"] += [
        {"day": str(day), "is_working": True, "name": "加班"}
        for day in days
        if day.weekday() == 5 or day.weekday() == 6
    ]

    assert [each.code for each in read_arrangement(content)[1]] == ["calendar_more_work_than_rest"]
