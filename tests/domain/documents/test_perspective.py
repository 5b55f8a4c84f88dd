"""Straightening: four corners go exactly to where they belong, and what is no page is not taken for one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.domain.perspective import (
    FULL,
    WHOLE,
    Corners,
    coefficients,
    is_page,
    page_size,
    place_in_picture,
    read_corners,
)

LOW, HIGH = st.integers(0, 4_000), st.integers(6_000, FULL)
PAGES = st.builds(
    Corners, st.tuples(LOW, LOW), st.tuples(HIGH, LOW), st.tuples(HIGH, HIGH), st.tuples(LOW, HIGH)
).filter(is_page)
SIDES = st.integers(1, 5_000)


@given(PAGES, SIDES, SIDES)
def test_corners_of_the_page_come_exactly_from_the_corners_in_the_picture(
    corners: Corners, width: int, height: int
) -> None:
    found = coefficients(corners, width, height)

    places = [place_in_picture(found, x, y) for x, y in ((0, 0), (width, 0), (width, height), (0, height))]

    assert places == list(corners.points)


@given(PAGES, st.fractions(0, 1))
def test_straight_edges_stay_straight(corners: Corners, part: Fraction) -> None:
    found = coefficients(corners, 1, 1)

    x, y = place_in_picture(found, part, 0)

    (x0, y0), (x1, y1) = corners.top_left, corners.top_right
    assert (x - x0) * (y1 - y0) == (y - y0) * (x1 - x0)
    assert min(x0, x1) <= x <= max(x0, x1)


@given(PAGES, st.fractions(0, 1), st.fractions(0, 1))
def test_nothing_is_taken_from_beyond_the_picture(corners: Corners, across: Fraction, down: Fraction) -> None:
    x, y = place_in_picture(coefficients(corners, 1, 1), across, down)

    assert 0 <= x <= FULL
    assert 0 <= y <= FULL


@given(SIDES, SIDES)
def test_whole_picture_stays_as_it_is(width: int, height: int) -> None:
    assert coefficients(WHOLE.scaled(width, height), width, height) == (1, 0, 0, 0, 1, 0, 0, 0)


@given(PAGES, st.integers(1, 3_000))
def test_a_page_is_never_larger_than_asked_for_nor_nothing(corners: Corners, longest: int) -> None:
    width, height = page_size(corners, longest=longest)

    assert min(width, height) >= 1
    assert max(width, height) <= longest


def test_a_page_takes_the_longer_of_opposite_sides() -> None:
    corners = Corners((100, 0), (900, 0), (1_000, 500), (0, 500))

    assert page_size(corners, longest=2_000) == (1_000, 509)


@given(PAGES)
def test_what_a_phone_sends_is_read_back(corners: Corners) -> None:
    assert read_corners([number for point in corners.points for number in point]) == corners


@pytest.mark.parametrize(
    "values",
    [
        [],
        [0, 0, FULL, 0, FULL, FULL, 0],
        [0, 0, FULL, 0, FULL, FULL, 0, FULL, 0],
        [0, 0, FULL + 1, 0, FULL, FULL, 0, FULL],
        [-1, 0, FULL, 0, FULL, FULL, 0, FULL],
        [0, 0, "9", 0, FULL, FULL, 0, FULL],
        [0, 0, True, 0, FULL, FULL, 0, FULL],
        [0, 0, 0, FULL, FULL, FULL, FULL, 0],
        [0, 0, FULL, FULL, FULL, 0, 0, FULL],
        [0, 0, FULL, 0, 5_000, 100, 0, FULL],
        [0, 0, 400, 0, 400, FULL, 0, FULL],
        [0, 0, 5_000, 5_000, FULL, FULL, 0, FULL],
    ],
)
def test_what_is_no_page_is_refused(values: list[object]) -> None:
    assert read_corners(values) is None
