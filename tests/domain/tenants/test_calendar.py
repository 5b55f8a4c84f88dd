from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.domain.calendar import LimitDate, WorkingCalendar

DATA = Path(__file__).resolve().parents[3] / "tenants" / "data"


def national() -> WorkingCalendar:
    days, years = {}, set()
    for path in DATA.glob("calendar_*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        years.add(content["year"])
        days |= {date.fromisoformat(row["day"]): row["is_working"] for row in content["days"]}
    return WorkingCalendar(exceptions=days, published_years=frozenset(years))


CALENDAR = national()


def test_calendar_equals_the_published_arrangements_on_all_730_days():
    days = [date(2025, 1, 1) + timedelta(days=offset) for offset in range(730)]

    ours = {day: CALENDAR.is_working_day(day) for day in days}

    assert ours == {day: chinese_calendar.is_workday(day) for day in days}
    assert sum(ours.values()) == 248 + 248


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day holiday
        (date(2025, 1, 24), 2, date(2025, 1, 27)),  # Sunday 26 January is worked for the Spring Festival
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # Sunday 4 January 2026 is worked for the New Year
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_limit_ends_on_the_working_day_that_the_notice_says(start: date, count: int, expected: date):
    assert CALENDAR.add_working_days(start, count) == LimitDate(expected, provisional=False)


def test_limit_that_crosses_into_an_unpublished_year_is_provisional():
    assert CALENDAR.add_working_days(date(2026, 12, 31), 1) == LimitDate(date(2027, 1, 1), provisional=True)


def test_overlay_wins_over_the_national_arrangement():
    typhoon = date(2026, 7, 20)
    calendar = WorkingCalendar(CALENDAR.exceptions, CALENDAR.published_years, {typhoon: False})

    assert calendar.is_working_day(typhoon) is False
    assert CALENDAR.is_working_day(typhoon) is True
    assert calendar.add_working_days(date(2026, 7, 17), 1).day == date(2026, 7, 21)


def test_a_negative_limit_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_working_days(date(2026, 1, 1), -1)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 1)), st.integers(0, 60))
def test_days_between_counts_what_add_added(start: date, count: int):
    end = CALENDAR.add_working_days(start, count).day

    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.working_days_between(end, start) == -count
