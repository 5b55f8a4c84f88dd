"""What numbers look like: patterns, periods, the next one to offer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.domain.numbering import (
    NumberPattern,
    NumberSuggestion,
    Place,
    Restart,
    counter_of,
    format_number,
    next_suggestion,
    parse_pattern,
    period_key,
)
from tenants.domain.errors import Problem, ValidationFailed

DAY = date(2026, 3, 7)


def test_pattern_is_taken_apart() -> None:
    assert parse_pattern("粤{year}-{division}Y{seq:04}") == NumberPattern(
        ("粤", Place("year"), "-", Place("division"), "Y", Place("seq", 4))
    )
    assert parse_pattern("{year}{seq}").names() == frozenset({"year", "seq"})


@pytest.mark.parametrize(
    ("pattern", "counter", "number"),
    [
        ("{year}{division}Y{seq:04}", 7, "20269901Y0007"),
        ("{yy}{month}{day}-{seq}", 12, "260307-12"),
        ("{seq:03}", 12345, "12345"),
        ("登字〔{year}〕{seq}号", 1, "登字〔2026〕1号"),
    ],
)
def test_number_from_pattern(pattern: str, counter: int, number: str) -> None:
    assert format_number(pattern, counter, DAY, {"division": "9901"}) == number


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{year", "number_pattern_brace"),
        ("{Year}{seq}", "number_pattern_brace"),
        ("{seq:4}", "number_pattern_brace"),
        ("{place}{seq}", "number_pattern_unknown_place"),
        ("{year:04}{seq}", "number_pattern_width"),
        ("{seq:013}", "number_pattern_width"),
        ("{year}", "number_pattern_counter"),
        ("{seq}{seq}", "number_pattern_counter"),
        ("", "number_pattern_counter"),
    ],
)
def test_bad_pattern_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as failed:
        parse_pattern(pattern)

    assert failed.value.problems == (Problem("pattern", code, {"pattern": pattern}),)


def test_counter_begins_at_one() -> None:
    with pytest.raises(ValidationFailed) as failed:
        format_number("{seq}", 0, DAY)

    assert failed.value.problems == (Problem("counter", "number_counter_not_positive"),)


@pytest.mark.parametrize(
    ("restart", "key"), [(Restart.NEVER, ""), (Restart.YEARLY, "2026"), (Restart.MONTHLY, "2026-03")]
)
def test_period_of_a_day(restart: Restart, key: str) -> None:
    assert period_key(restart, DAY) == key


@pytest.mark.parametrize(
    ("number", "counter"),
    [
        ("2026Y0042", 42),
        ("2026Y12345", 12345),
        ("2025Y0042", None),
        ("2026Y42", None),
        ("2026Y0000", None),
        ("手写", None),
    ],
)
def test_counter_inside_a_number(number: str, counter: int | None) -> None:
    assert counter_of("{year}Y{seq:04}", number, DAY) == counter


def test_suggestion_passes_over_taken_numbers() -> None:
    taken = {"20260004", "20260005"}

    suggestion = next_suggestion("{year}{seq:04}", 3, DAY, is_taken=taken.__contains__)

    assert suggestion == NumberSuggestion(6, "20260006")
    assert next_suggestion("{seq}", 0, DAY) == NumberSuggestion(1, "1")


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 10**9), st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.from_regex(r"[0-9]{6}", fullmatch=True)
)
def test_counter_survives_the_round_trip(counter: int, day: date, division: str) -> None:
    params = {"division": division}
    number = format_number("{year}{division}Y{seq:04}", counter, day, params)

    assert counter_of("{year}{division}Y{seq:04}", number, day, params) == counter
