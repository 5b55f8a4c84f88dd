"""Values against values: what can be compared, and how a written literal takes the kind of what it meets.

Every function answers None where the two have no common kind; nothing raises.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from procedures.domain.values import Value


def equal(left: Value, right: Value) -> bool | None:
    alike = _alike(left, right)
    return None if alike is None else alike[0] == alike[1]


def unequal(left: Value, right: Value) -> bool | None:
    alike = _alike(left, right)
    return None if alike is None else alike[0] != alike[1]


def ordered(test: Callable[[Fraction, Fraction], bool]) -> Callable[[Value, Value], bool | None]:
    def test_order(left: Value, right: Value) -> bool | None:
        alike = _alike(left, right)
        places = None if alike is None else (_place(alike[0]), _place(alike[1]))
        return None if places is None or places[0] is None or places[1] is None else test(places[0], places[1])

    return test_order


def _alike(left: Value, right: Value) -> tuple[Value, Value] | None:
    """Both sides as one kind: a written literal takes the kind of what it is compared with. None: no such kind."""
    for first, second, swap in ((left, right, False), (right, left, True)):
        kind = next((reader for test, reader in _READERS if test(first)), None)
        if kind is not None:
            one, other = kind(first), kind(second)
            if one is None or other is None:
                return None
            return (other, one) if swap else (one, other)
    return (left, right) if isinstance(left, str) and isinstance(right, str) else None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool)


def _place(value: Value) -> Fraction | None:
    if isinstance(value, date):
        return Fraction(value.toordinal())
    return as_number(value)


def as_number(value: Value | None) -> Fraction | None:
    """A number, also one written as a string; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    try:
        decimal = value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None
    return None if decimal is None or not decimal.is_finite() else Fraction(decimal)


def as_day(value: Value) -> date | None:
    """A day, also one written `2024-05-01`, or `2024-05` for the first of the month."""
    if isinstance(value, date):
        return value
    try:
        return (
            date.fromisoformat(value if len(value) > len("2024-05") else f"{value}-01")
            if isinstance(value, str)
            else None
        )
    except ValueError:
        return None


def as_truth(value: Value | None) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value)
    return value if isinstance(value, bool) else None


def _keys(value: Value) -> tuple[str, ...] | None:
    """A set of keys in one order; a single key counts as a set of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, tuple):
        names = [item for item in value if isinstance(item, str)]
        return tuple(sorted(set(names))) if len(names) == len(value) else None
    return None


_READERS: Final[tuple[tuple[Callable[[Value], bool], Callable[[Value], Value | None]], ...]] = (
    (lambda value: isinstance(value, bool), as_truth),
    (_is_number, as_number),
    (lambda value: isinstance(value, date), as_day),
    (lambda value: isinstance(value, tuple), _keys),
)


def is_in(left: Value, right: Value) -> bool | None:
    needle, stack = _keys(left), _keys(right)
    return None if needle is None or stack is None else set(needle) <= set(stack)


def contains_any(left: Value, right: Value) -> bool | None:
    stack, needles = _keys(left), _keys(right)
    return None if stack is None or needles is None else bool(set(stack) & set(needles))
