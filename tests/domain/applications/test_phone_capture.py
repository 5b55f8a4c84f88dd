"""What a phone says about its pages is believed only as far as it goes."""

from __future__ import annotations

from uuid import UUID

import pytest

from applications.domain.phone_capture import (
    MOST_PAGES,
    CaptureState,
    PagePlan,
    move_capture,
    read_pages,
)
from tenants.domain.errors import IllegalTransition, ValidationFailed

ONE, TWO = UUID(int=1), UUID(int=2)
UPLOADS = [str(ONE), str(TWO)]
TILTED = [500, 300, 9000, 0, 10000, 9000, 0, 10000]


def refusal(values: object) -> str:
    with pytest.raises(ValidationFailed) as failed:
        read_pages(values, uploads=UPLOADS)
    return failed.value.problems[0].code


def test_pages_keep_the_order_in_which_they_are_given() -> None:
    plans = read_pages(
        [{"file": str(TWO), "turns": 3, "corners": TILTED}, {"file": str(ONE)}],
        uploads=UPLOADS,
    )

    assert plans == (PagePlan(TWO, 3, tuple(TILTED)), PagePlan(ONE, 0, ()))
    assert plans[0].as_json() == {"file": str(TWO), "turns": 3, "corners": TILTED}


@pytest.mark.parametrize("values", [None, [], {}, "[]", 7])
def test_no_pages_are_refused(values: object) -> None:
    assert refusal(values) == "phone_pages_missing"


def test_too_many_pages_are_refused() -> None:
    assert refusal([{"file": str(ONE)}] * (MOST_PAGES + 1)) == "phone_pages_too_many"


@pytest.mark.parametrize(
    "value",
    [
        7,
        {},
        {"file": str(UUID(int=3))},
        {"file": [str(ONE)]},
        {"file": str(ONE), "turns": 4},
        {"file": str(ONE), "turns": -1},
        {"file": str(ONE), "turns": "1"},
        {"file": str(ONE), "corners": "x"},
        {"file": str(ONE), "corners": [0] * 8},
        {"file": str(ONE), "corners": [1, 2]},
    ],
)
def test_a_page_that_is_none_of_its_uploads_or_makes_no_sense_is_refused(value: object) -> None:
    assert refusal([value]) == "phone_page_unreadable"


def test_pages_are_given_once() -> None:
    assert move_capture("open", CaptureState.MERGING) is CaptureState.MERGING
    for state in ("merging", "done"):
        with pytest.raises(IllegalTransition):
            move_capture(state, CaptureState.MERGING)
