"""A local day: what is wrong with one."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.domain.local_days import LocalDay, day_problems, with_day
from tests.domain.procedures.test_deadlines import CALENDAR, d

TODAY = d("2026-07-17")
#: Monday 20 July is off by the city's own decision.
LOCAL = with_day(CALENDAR, d("2026-07-20"), is_working=False)


@pytest.mark.parametrize(
    ("wanted", "problems"),
    [
        (LocalDay(d("2026-07-21"), False, "台风", "通告"), []),
        # Saturday 18 July is worked in exchange; the national make-up Saturday 10 October is not.
        (LocalDay(d("2026-07-18"), True, "调休", "通知"), []),
        (LocalDay(d("2026-10-10"), False, "庙会", "通知"), []),
        (LocalDay(d("2026-07-21"), True, "调休", "通知"), [("day", "local_day_works_anyway")]),
        (LocalDay(d("2026-10-01"), False, "国庆", "通知"), [("day", "local_day_off_anyway")]),
        (LocalDay(d("2026-07-20"), True, "调休", "通知"), [("day", "local_day_taken")]),
        (LocalDay(d("2024-12-31"), False, "台风", "通告"), [("day", "local_day_out_of_range")]),
        (LocalDay(d("2028-01-03"), False, "台风", "通告"), [("day", "local_day_out_of_range")]),
        (LocalDay(d("2026-07-21"), False, " ", ""), [("reason", "local_day_reason_missing"), ("basis", "local_day_basis_missing")]),
        (LocalDay(d("2026-07-21"), False, "字" * 201, "通告"), [("reason", "local_day_words_too_long")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_local_day(wanted: LocalDay, problems: list[tuple[str, str]]) -> None:
    assert [(each.path, each.code) for each in day_problems(wanted, LOCAL, TODAY)] == problems


def test_taking_a_day_back_gives_the_nations_calendar_again() -> None:
    assert with_day(LOCAL, date(2026, 7, 20), is_working=None) == CALENDAR
