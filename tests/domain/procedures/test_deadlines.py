"""Limits over the real holidays of 2025 and 2026 and into 2027, whose arrangement nobody knows. Counted by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.deadlines import (
    Limit,
    LimitUnit,
    Pause,
    add_months,
    days_left,
    days_used,
    due_on,
    is_within,
)
from tenants.domain.calendar import LimitDate, WorkingCalendar

DATA = Path(__file__).resolve().parents[3] / "tenants" / "data"


def published() -> WorkingCalendar:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("calendar_202[56].json"))]
    days = {date.fromisoformat(row["day"]): row["is_working"] for content in files for row in content["days"]}
    return WorkingCalendar(days, frozenset(content["year"] for content in files))


CALENDAR = published()


def d(text: str) -> date:
    return date.fromisoformat(text)


def working(length: int) -> Limit:
    return Limit(length)


def calendar_days(length: int, *, rolls_over: bool = True) -> Limit:
    return Limit(length, LimitUnit.CALENDAR_DAYS, rolls_over)


def months(length: int, *, rolls_over: bool = True) -> Limit:
    return Limit(length, LimitUnit.MONTHS, rolls_over)


def pause(since: str, until: str) -> Pause:
    return Pause(d(since), d(until))


@pytest.mark.parametrize(
    ("limit", "started", "ends"),
    [
        # Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 February worked.
        (working(1), "2026-02-13", "2026-02-14"),
        (working(2), "2026-02-13", "2026-02-24"),
        (working(5), "2026-02-13", "2026-02-27"),
        (working(6), "2026-02-13", "2026-02-28"),
        (working(7), "2026-02-13", "2026-03-02"),
        (working(20), "2026-02-09", "2026-03-13"),
        (calendar_days(7), "2026-02-10", "2026-02-24"),
        (calendar_days(7, rolls_over=False), "2026-02-10", "2026-02-17"),
        (calendar_days(4), "2026-02-10", "2026-02-14"),
        # National Day 2026: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked.
        (working(1), "2026-09-18", "2026-09-20"),
        (working(5), "2026-09-18", "2026-09-24"),
        (working(6), "2026-09-18", "2026-09-28"),
        (working(1), "2026-09-30", "2026-10-08"),
        (working(3), "2026-09-30", "2026-10-10"),
        (working(4), "2026-09-30", "2026-10-12"),
        (working(10), "2026-09-30", "2026-10-20"),
        (calendar_days(5), "2026-09-30", "2026-10-08"),
        (calendar_days(30), "2026-09-01", "2026-10-08"),
        (calendar_days(10), "2026-09-30", "2026-10-10"),
        # Labour Day 2026: 1 to 5 May off, Saturday 9 May worked.
        (working(3), "2026-04-30", "2026-05-08"),
        (working(4), "2026-04-30", "2026-05-09"),
        # New Year 2026: 1 to 3 January off, Sunday 4 January worked.
        (working(2), "2025-12-30", "2026-01-04"),
        # Months by their number, to the last of the month, over holidays, into a leap year's neighbour.
        (months(1), "2026-01-31", "2026-02-28"),
        (months(1), "2025-12-31", "2026-02-02"),
        (months(1, rolls_over=False), "2025-12-31", "2026-01-31"),
        (months(1), "2026-08-31", "2026-09-30"),
        (months(1), "2026-09-01", "2026-10-08"),
        (months(6), "2025-08-31", "2026-02-28"),
        (months(6), "2025-08-17", "2026-02-24"),
        (months(3), "2026-04-10", "2026-07-10"),
        (months(12), "2025-03-15", "2026-03-16"),
    ],
)
def test_limits_end_where_the_hand_count_says(limit: Limit, started: str, ends: str) -> None:
    assert due_on(limit, d(started), CALENDAR) == LimitDate(d(ends), provisional=False)


@pytest.mark.parametrize(
    ("limit", "started", "ends", "provisional"),
    [
        (working(1), "2026-12-31", "2027-01-01", True),
        (working(3), "2026-12-28", "2026-12-31", False),
        (working(20), "2026-12-10", "2027-01-07", True),
        (calendar_days(30), "2026-12-10", "2027-01-11", True),
        (calendar_days(30, rolls_over=False), "2026-12-10", "2027-01-09", False),
        (months(1), "2026-11-30", "2026-12-30", False),
        (months(3), "2026-11-30", "2027-03-01", True),
        (months(3, rolls_over=False), "2026-11-30", "2027-02-28", False),
        (months(14), "2025-12-31", "2027-03-01", True),
    ],
)
def test_a_year_nobody_has_arranged_makes_a_date_provisional(
    limit: Limit, started: str, ends: str, provisional: bool
) -> None:
    assert due_on(limit, d(started), CALENDAR) == LimitDate(d(ends), provisional)


def test_the_arrangement_of_the_next_year_moves_and_settles_a_date() -> None:
    arranged = WorkingCalendar(
        {**CALENDAR.exceptions, d("2027-01-01"): False}, CALENDAR.published_years | {2027}, CALENDAR.overlay
    )

    assert due_on(working(1), d("2026-12-31"), arranged) == LimitDate(d("2027-01-04"), provisional=False)


@pytest.mark.parametrize(
    ("limit", "started", "pauses", "ends"),
    [
        # Monday to Wednesday: two working days stood still.
        (working(5), "2026-03-02", [pause("2026-03-03", "2026-03-05")], "2026-03-11"),
        # On one day: nothing was lost.
        (working(5), "2026-03-02", [pause("2026-03-03", "2026-03-03")], "2026-03-09"),
        # Over a weekend: only the Monday.
        (working(5), "2026-03-02", [pause("2026-03-06", "2026-03-09")], "2026-03-10"),
        # Over the whole Spring Festival: the worked Saturday 14 February, and Tuesday the 24th.
        (working(5), "2026-02-12", [pause("2026-02-13", "2026-02-24")], "2026-02-28"),
        # Two pauses, given in the wrong order.
        (
            working(5),
            "2026-03-02",
            [pause("2026-03-09", "2026-03-10"), pause("2026-03-03", "2026-03-05")],
            "2026-03-12",
        ),
        # A pause that the limit only reaches because of the one before.
        (
            working(5),
            "2026-03-02",
            [pause("2026-03-03", "2026-03-05"), pause("2026-03-10", "2026-03-12")],
            "2026-03-13",
        ),
        # Stopped on the last day: due on the day it runs again, or the next working day.
        (working(5), "2026-03-02", [pause("2026-03-09", "2026-03-12")], "2026-03-12"),
        (working(5), "2026-03-02", [pause("2026-03-09", "2026-03-14")], "2026-03-16"),
        # After the end a pause heals nothing.
        (working(5), "2026-03-02", [pause("2026-03-10", "2026-03-20")], "2026-03-09"),
        # Calendar days and months move by calendar days, then over holidays.
        (calendar_days(10), "2026-03-02", [pause("2026-03-05", "2026-03-12")], "2026-03-19"),
        (calendar_days(10), "2026-03-02", [pause("2026-03-05", "2026-03-07")], "2026-03-16"),
        (months(1), "2026-03-02", [pause("2026-03-10", "2026-03-20")], "2026-04-13"),
        (months(1, rolls_over=False), "2026-03-02", [pause("2026-03-10", "2026-03-20")], "2026-04-12"),
    ],
)
def test_pauses_move_the_end(limit: Limit, started: str, pauses: list[Pause], ends: str) -> None:
    assert due_on(limit, d(started), CALENDAR, pauses=pauses) == LimitDate(d(ends), provisional=False)


@pytest.mark.parametrize(
    ("limit", "extension", "started", "ends"),
    [
        (working(20), working(10), "2026-03-02", "2026-04-14"),
        (months(3), months(1), "2026-01-31", "2026-06-01"),
        (months(3), months(1), "2026-01-15", "2026-05-15"),
        (calendar_days(30), working(5), "2026-03-02", "2026-04-09"),
    ],
)
def test_an_extension_goes_on_where_the_limit_would_have_ended(
    limit: Limit, extension: Limit, started: str, ends: str
) -> None:
    found = due_on(limit, d(started), CALENDAR, extensions=[extension])

    assert found == LimitDate(d(ends), provisional=False)


def test_no_limit_has_no_date() -> None:
    assert due_on(Limit(), d("2026-03-02"), CALENDAR) is None


@pytest.mark.parametrize(
    ("today", "in_working_days", "in_calendar_days"),
    [
        ("2026-09-28", 5, 12),
        ("2026-09-30", 3, 10),
        ("2026-10-08", 2, 2),
        ("2026-10-10", 0, 0),
        ("2026-10-11", -1, -1),
        ("2026-10-13", -2, -3),
    ],
)
def test_days_left_until_the_worked_saturday_after_national_day(
    today: str, in_working_days: int, in_calendar_days: int
) -> None:
    due = d("2026-10-10")

    left = [days_left(due, d(today), CALENDAR, unit) for unit in (LimitUnit.WORKING_DAYS, LimitUnit.MONTHS)]

    assert left == [in_working_days, in_calendar_days]


def test_real_processing_time_leaves_pauses_out() -> None:
    pauses = [pause("2026-03-03", "2026-03-05"), pause("2026-03-06", "2026-03-09")]

    assert days_used(d("2026-03-02"), d("2026-03-12"), pauses, CALENDAR) == 8 - 2 - 1
    assert days_used(d("2026-03-02"), d("2026-03-02"), pauses, CALENDAR) == 0


@pytest.mark.parametrize(
    ("day", "within"),
    [("2026-01-14", False), ("2026-01-15", True), ("2026-07-15", True), ("2026-07-16", False)],
)
def test_a_window_of_six_months_from_an_event(day: str, within: bool) -> None:
    assert is_within(months(6), d("2026-01-15"), d(day), CALENDAR) is within


def test_a_local_day_off_counts_like_a_holiday() -> None:
    calendar = WorkingCalendar(CALENDAR.exceptions, CALENDAR.published_years, {d("2026-07-20"): False})

    ends = [due_on(limit, d("2026-07-17"), calendar) for limit in (working(1), calendar_days(3))]

    assert ends == [LimitDate(d("2026-07-21"), False)] * 2


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
LIMITS = st.builds(Limit, st.integers(1, 40), st.sampled_from(LimitUnit), st.booleans())
PAUSES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3)


def stops(started: date, pairs: list[tuple[int, int]]) -> list[Pause]:
    """Pauses one after the other."""
    found, day = [], started
    for wait, length in pairs:
        since = day + timedelta(days=wait)
        day = since + timedelta(days=length)
        found.append(Pause(since, day))
    return found


@given(DAYS, st.integers(1, 14))
def test_months_keep_the_number_of_the_day_or_end_the_month(start: date, count: int) -> None:
    end = add_months(start, count)

    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert (end.year - start.year) * 12 + end.month - start.month == count


@given(DAYS, LIMITS)
def test_a_limit_that_rolls_over_ends_on_a_working_day(started: date, limit: Limit) -> None:
    end = due_on(limit, started, CALENDAR)

    assert end is not None
    assert CALENDAR.is_working_day(end.day) or not limit.rolls_over


@given(DAYS, LIMITS, PAUSES, st.integers(1, 20))
def test_more_time_and_more_pauses_never_end_sooner(
    started: date, limit: Limit, pairs: list[tuple[int, int]], more: int
) -> None:
    pauses = stops(started, pairs)
    longer = Limit(limit.length + more, limit.unit, limit.rolls_over)

    shortest, paused, longest = (
        due_on(limit, started, CALENDAR),
        due_on(limit, started, CALENDAR, pauses=pauses),
        due_on(longer, started, CALENDAR, pauses=pauses),
    )

    ends = [end.day for end in (shortest, paused, longest) if end is not None]
    assert len(ends) == 3
    assert ends == sorted(ends)


@given(DAYS, st.integers(1, 40), PAUSES)
def test_working_days_used_by_the_end_are_those_of_the_limit(
    started: date, length: int, pairs: list[tuple[int, int]]
) -> None:
    pauses = stops(started, pairs)
    end = due_on(Limit(length), started, CALENDAR, pauses=pauses)

    assert end is not None
    assert days_used(started, end.day, pauses, CALENDAR) in {length, length + _waits_for_monday(pauses)}


def _waits_for_monday(pauses: list[Pause]) -> int:
    """Nothing was left when the clock stopped and it ran again on a day off: the next working day is granted."""
    return int(any(not CALENDAR.is_working_day(each.until) for each in pauses))
