"""The ledger of a clock added up, and the order in which its timer rings."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from procedures.domain.deadlines import Limit, Pause
from reviews.domain.clock_ledger import History, Line, Ring, next_ring, pauses_until, read_ledger
from tenants.domain.clock import CHINA

MARCH = [date(2026, 3, day) for day in range(1, 32)]


def march(day: int) -> date:
    return MARCH[day - 1]


def test_stops_and_starts_add_up_to_pauses() -> None:
    lines = [
        Line(march(3), stops=True),
        Line(march(4), stops=True),
        Line(march(5), resumes=True),
        Line(march(6), resumes=True),
        Line(march(9), extends=Limit(10)),
        Line(march(10), stops=True),
    ]

    history = read_ledger(lines)

    assert history == History((Pause(march(3), march(5)),), (Limit(10),), stopped_on=march(10))
    assert pauses_until(history, march(12)) == (Pause(march(3), march(5)), Pause(march(10), march(12)))
    assert pauses_until(history, march(9))[-1] == Pause(march(10), march(10))


def ring(day: int, what: Ring) -> tuple[Ring, datetime]:
    return what, datetime(2026, 3, day, 8, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("done", "today", "expected"),
    [
        (None, 2, ring(6, Ring.REMIND)),
        (Ring.REMIND, 6, ring(9, Ring.LAST_DAY)),
        (Ring.LAST_DAY, 9, ring(10, Ring.OVERDUE)),
        (Ring.OVERDUE, 10, None),
        # What was missed while nobody swept is said once, as it stands now.
        (None, 9, ring(9, Ring.LAST_DAY)),
        (None, 20, ring(10, Ring.OVERDUE)),
    ],
)
def test_a_timer_rings_in_order_and_says_only_the_latest(
    done: Ring | None, today: int, expected: tuple[Ring, datetime] | None
) -> None:
    found = next_ring(started=march(2), warn_on=march(6), due=march(9), deems=False, done=done, today=march(today))

    assert found == expected


def test_a_warning_on_the_first_or_the_last_day_is_not_given() -> None:
    first = next_ring(started=march(2), warn_on=march(2), due=march(3), deems=False, done=None, today=march(2))
    last = next_ring(started=march(2), warn_on=march(3), due=march(3), deems=False, done=None, today=march(2))

    assert [first, last] == [ring(3, Ring.LAST_DAY)] * 2


def test_where_the_law_deems_the_end_is_not_overdue() -> None:
    found = next_ring(started=march(2), warn_on=march(6), due=march(9), deems=True, done=Ring.LAST_DAY, today=march(9))

    assert found == ring(10, Ring.DEEM)
