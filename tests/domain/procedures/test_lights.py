"""From which day on a limit is yellow, and when it is red."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.deadlines import Limit, LimitUnit, days_left, due_on
from procedures.domain.lights import Forewarning, Light, light, warn_on
from tests.domain.procedures.test_deadlines import CALENDAR, DAYS, LIMITS, d


@pytest.mark.parametrize(
    ("warning", "limit", "started", "warned"),
    [
        # Due on the worked Saturday 10 October: one working day before is Friday the 9th, two is Thursday the 8th.
        (Forewarning(1), Limit(3), "2026-09-30", "2026-10-09"),
        (Forewarning(2), Limit(4), "2026-09-30", "2026-10-09"),
        (Forewarning(3), Limit(4), "2026-09-30", "2026-10-08"),
        (Forewarning(9), Limit(4), "2026-09-30", "2026-09-30"),
        (Forewarning(0, per_cent=20), Limit(20), "2026-03-02", "2026-03-24"),
        (Forewarning(1, per_cent=20), Limit(4), "2026-03-02", "2026-03-05"),
        (Forewarning(10), Limit(3, LimitUnit.MONTHS), "2026-04-10", "2026-06-30"),
        (Forewarning(0), Limit(3), "2026-03-02", "2026-03-05"),
    ],
)
def test_the_first_yellow_day(warning: Forewarning, limit: Limit, started: str, warned: str) -> None:
    due = due_on(limit, d(started), CALENDAR)

    assert due is not None
    assert warn_on(warning, limit, d(started), due.day, CALENDAR) == d(warned)


def test_green_before_the_warning_yellow_to_the_last_day_red_after() -> None:
    days = (d("2026-03-04"), d("2026-03-05"), d("2026-03-09"), d("2026-03-10"))

    lights = [light(day, due=d("2026-03-09"), warned=d("2026-03-05")) for day in days]

    assert lights == [Light.GREEN, Light.YELLOW, Light.YELLOW, Light.RED]


@given(DAYS, LIMITS, st.builds(Forewarning, st.integers(0, 10), st.integers(0, 100)))
def test_the_warning_lies_between_start_and_end(started: date, limit: Limit, warning: Forewarning) -> None:
    due = due_on(limit, started, CALENDAR)
    assert due is not None

    warned = warn_on(warning, limit, started, due.day, CALENDAR)

    length = days_left(due.day, started, CALENDAR, limit.unit)
    assert started <= warned <= due.day
    assert days_left(due.day, warned, CALENDAR, limit.unit) <= warning.days_of(length)
