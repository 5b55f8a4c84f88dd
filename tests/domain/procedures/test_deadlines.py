"""Working-day limits over the holidays of an invented year."""

from __future__ import annotations

from datetime import date

from procedures.domain.deadlines import DueDates, Limits, days_left, due_dates, due_on
from tenants.domain.calendar import LimitDate, WorkingCalendar

#: Wednesday 1 May to Friday 3 May off, Saturday 11 May worked.
CALENDAR = WorkingCalendar(
    {date(2024, 5, 1): False, date(2024, 5, 2): False, date(2024, 5, 3): False, date(2024, 5, 11): True},
    frozenset({2024}),
)


def test_limits_pass_over_holidays_and_count_make_up_days() -> None:
    assert due_dates(Limits(10, 5), date(2024, 4, 30), CALENDAR) == DueDates(
        LimitDate(date(2024, 5, 16), provisional=False), LimitDate(date(2024, 5, 10), provisional=False)
    )


def test_no_limit_has_no_date() -> None:
    assert due_dates(Limits(), date(2024, 4, 30), CALENDAR) == DueDates(None, None)


def test_a_limit_into_an_unpublished_year_is_provisional() -> None:
    assert due_on(3, date(2024, 12, 31), CALENDAR) == LimitDate(date(2025, 1, 3), provisional=True)


def test_days_left() -> None:
    due = date(2024, 5, 10)

    assert [days_left(due, day, CALENDAR) for day in (date(2024, 5, 9), date(2024, 5, 10), date(2024, 5, 13))] == [
        1,
        0,
        -2,
    ]


def test_a_limit_that_ended_before_a_weekend_is_over_on_the_weekend() -> None:
    friday, saturday, sunday, monday = (date(2024, 5, day) for day in (17, 18, 19, 20))

    assert [days_left(friday, day, CALENDAR) for day in (friday, saturday, sunday, monday)] == [0, -1, -1, -1]
