"""How often somebody may remind, what is about to be overdue, and what a supervision note must hold."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from accounts.domain.principals import role_principal, user_principal
from reviews.domain.reminding import Side, next_reminder
from reviews.domain.supervising import (
    MOST_DAYS,
    Figures,
    answer_problems,
    note_problems,
    supervising_principals,
)
from tenants.domain.calendar import WorkingCalendar

#: 2026-11-23 is a Monday; the Saturday 11-28 is worked and the Thursday 11-26 is not.
CALENDAR = WorkingCalendar({date(2026, 11, 28): True, date(2026, 11, 26): False}, frozenset({2026}))
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("last", "side", "expected"),
    [
        (None, Side.APPLICANT, None),
        (MONDAY, Side.APPLICANT, date(2026, 11, 27)),
        (date(2026, 11, 27), Side.APPLICANT, date(2026, 12, 1)),
        (MONDAY, Side.OFFICE, date(2026, 11, 24)),
        (date(2026, 11, 25), Side.OFFICE, date(2026, 11, 27)),
        (date(2026, 11, 28), Side.OFFICE, date(2026, 11, 30)),
    ],
)
def test_the_next_reminder_counts_working_days(last: date | None, side: Side, expected: date | None) -> None:
    assert next_reminder(last, side, CALENDAR) == expected


def test_supervising_principals_are_those_of_the_supervising_roles() -> None:
    somewhere = UUID(int=7)
    head, office = role_principal("department_head", somewhere), role_principal("business_office", somewhere)
    supervising = role_principal("supervising_department", somewhere)

    found = supervising_principals([office, supervising, head, user_principal(somewhere), "om:x"])

    assert found == (head, supervising)


def test_figures_add_up() -> None:
    assert (Figures(1, 2, 3) + Figures(1, 0, 1)).total == 8


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("请说明", MONDAY, []),
        ("请说明", MONDAY + timedelta(days=MOST_DAYS), []),
        ("请说明", MONDAY + timedelta(days=MOST_DAYS + 1), ["supervision_day_out_of_range"]),
        ("请说明", MONDAY - timedelta(days=1), ["supervision_day_out_of_range"]),
        ("", None, ["supervision_text_missing", "supervision_day_missing"]),
        ("长" * 1001, MONDAY, ["supervision_text_too_long"]),
    ],
)
def test_a_note_needs_words_and_a_day(text: str, day: date | None, expected: list[str]) -> None:
    assert [problem.code for problem in note_problems(text, day, MONDAY)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("已办", []), ("", ["supervision_answer_missing"]), ("长" * 1001, ["supervision_text_too_long"])],
)
def test_an_answer_needs_words(text: str, expected: list[str]) -> None:
    assert [problem.code for problem in answer_problems(text)] == expected
