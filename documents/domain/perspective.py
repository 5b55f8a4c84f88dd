"""Straightening a photographed page: four corners in the picture become the corners of a rectangle.

Exact: the coefficients are rational numbers. Whoever samples the picture turns them into what its library takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

#: Corners are given in ten-thousandths of the picture's width and height, whatever its size.
FULL = 10_000
#: A page smaller than this in both directions is a slip of the finger.
SHORTEST_SIDE = 500
FULL_TURN = 4

Point = tuple[int, int]
#: a … h of x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1).
Coefficients = tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Corners:
    """Where a page lies in its picture: top left, top right, bottom right, bottom left."""

    top_left: Point
    top_right: Point
    bottom_right: Point
    bottom_left: Point

    @property
    def points(self) -> tuple[Point, Point, Point, Point]:
        return (self.top_left, self.top_right, self.bottom_right, self.bottom_left)

    def scaled(self, width: int, height: int) -> Corners:
        """From ten-thousandths to the pixels of a picture."""
        return Corners(*(((x * width) // FULL, (y * height) // FULL) for x, y in self.points))


WHOLE = Corners((0, 0), (FULL, 0), (FULL, FULL), (0, FULL))


def read_corners(values: Sequence[object]) -> Corners | None:
    """Eight whole numbers x, y, x, y …; None when they do not enclose a page within its picture."""
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(values) != 2 * len(WHOLE.points) or len(numbers) != len(values):
        return None
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    corners = Corners(*points)
    if not all(0 <= value <= FULL for value in numbers) or not is_page(corners):
        return None
    return corners


def is_page(corners: Corners) -> bool:
    """Convex, not crossed over, not mirrored, and no side shorter than a slip of the finger."""
    points = corners.points
    following = (*points[1:], points[0])
    beyond = (*points[2:], *points[:2])
    turns_right = all(_cross(a, b, c) > 0 for a, b, c in zip(points, following, beyond, strict=True))
    return turns_right and all(
        _squared(a, b) >= SHORTEST_SIDE * SHORTEST_SIDE for a, b in zip(points, following, strict=True)
    )


def page_size(corners: Corners, *, longest: int) -> tuple[int, int]:
    """Width and height of the straightened page: the longer of each two opposite sides, at most `longest`."""
    a, b, c, d = corners.points
    width = max(_length(a, b), _length(d, c), 1)
    height = max(_length(b, c), _length(a, d), 1)
    larger = max(width, height)
    if larger <= longest:
        return width, height
    return max(width * longest // larger, 1), max(height * longest // larger, 1)


def coefficients(corners: Corners, width: int, height: int) -> Coefficients:
    """Where each point of a page of this size lies in the picture.

    Raises ZeroDivisionError for corners that enclose nothing; `is_page` keeps them away.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners.points
    across_x, across_y = x1 - x2, y1 - y2
    down_x, down_y = x3 - x2, y3 - y2
    skew_x, skew_y = x0 - x1 + x2 - x3, y0 - y1 + y2 - y3
    area = across_x * down_y - down_x * across_y
    g = Fraction(skew_x * down_y - down_x * skew_y, area)
    h = Fraction(across_x * skew_y - skew_x * across_y, area)
    return (
        (x1 - x0 + g * x1) / width,
        (x3 - x0 + h * x3) / height,
        Fraction(x0),
        (y1 - y0 + g * y1) / width,
        (y3 - y0 + h * y3) / height,
        Fraction(y0),
        g / width,
        h / height,
    )


def place_in_picture(found: Coefficients, x: Fraction | int, y: Fraction | int) -> tuple[Fraction, Fraction]:
    """The point of the picture that a point of the page is taken from."""
    a, b, c, d, e, f, g, h = found
    below = g * x + h * y + 1
    return (a * x + b * y + c) / below, (d * x + e * y + f) / below


def _cross(a: Point, b: Point, c: Point) -> int:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def _squared(a: Point, b: Point) -> int:
    return (b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2


def _length(a: Point, b: Point) -> int:
    return isqrt(_squared(a, b))
