"""Exact numbers of the scoring engine: shares as pairs of whole numbers, points as whole millionths.

Nothing is divided before a rule says how it is rounded, so that 4.1 / 205 reaches 2 %; and whole numbers know no
precision that an amount could exceed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from procedures.domain.comparing import as_number
from procedures.domain.conditions import Expr, Var, compute, fields_of
from procedures.domain.scoring_model import Input, Rounding, RoundingMode
from procedures.domain.values import Facts, Value
from tenants.domain.errors import Problem

#: Dividend and divisor, the divisor positive. Not reduced.
Pair: TypeAlias = tuple[int, int]
#: Points in millionths.
Points: TypeAlias = int

PLACES: Final = 6
_UNIT: Final = 10**PLACES
#: Larger numbers than this are a slip of the keyboard, and would only cost time.
_MOST_DIGITS: Final = 24
_MOST: Final = 10**_MOST_DIGITS
_WIDE: Final = Context(prec=200)


@dataclass(frozen=True, slots=True)
class Lack:
    """Why there is no number: fields that were not answered, or what is impossible about their answers."""

    missing: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


Reader: TypeAlias = Callable[[Facts], Pair | Lack]


def to_points(amount: Decimal) -> Points:
    """Points as written in a package. Raises ValueError for more than six places."""
    top, bottom = amount.as_integer_ratio()
    points, rest = divmod(top * _UNIT, bottom)
    if rest:
        raise ValueError(f"points with more than {PLACES} places: {amount}")
    return points


@lru_cache(maxsize=4096)
def from_points(points: Points) -> Decimal:
    """Points as people read them, without zeros at the end. Kept, because a sheet knows few amounts."""
    whole, rest = divmod(points, _UNIT)
    return Decimal(whole) if not rest else _WIDE.normalize(_WIDE.scaleb(Decimal(points), -PLACES))


def rounded(top: int, bottom: int, rounding: Rounding) -> Points:
    """`top / bottom` points (the divisor positive), rounded as named."""
    scale: int = 10**rounding.places
    size, rest = divmod(abs(top) * scale, bottom)
    up = {
        RoundingMode.HALF_UP: 2 * rest >= bottom,
        RoundingMode.HALF_EVEN: 2 * rest > bottom or (2 * rest == bottom and size % 2 == 1),
        RoundingMode.DOWN: False,
        RoundingMode.UP: rest > 0,
    }[rounding.mode]
    points: int = (size + up) * 10 ** (PLACES - rounding.places)
    return -points if top < 0 else points


def field_of(expr: Expr) -> str:
    """Where a problem with a number is shown: the first field it is taken from."""
    return min(fields_of(expr), default="")


def number_reader(expr: Expr) -> Reader:
    """How to read the value of a tree. A single field is looked up without walking the tree."""
    place = field_of(expr)

    def computed(facts: Facts) -> Pair | Lack:
        found = compute(expr, facts)
        if found.value is None and found.unknown:
            return Lack(missing=found.unknown)
        return _pair(found.value, place)

    if not isinstance(expr, Var):
        return computed
    missing, key = Lack(missing=frozenset({expr.path})), expr.path

    def looked_up(facts: Facts) -> Pair | Lack:
        value = facts.get(key)
        if type(value) is int and -_MOST < value < _MOST:
            return value, 1
        return missing if value is None else _pair(value, place)

    return looked_up


def _pair(value: Value | None, place: str) -> Pair | Lack:
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS:
        return value.as_integer_ratio()
    if isinstance(value, Decimal | str) and _is_monstrous(value):
        return Lack(problems=(Problem(place, "score_input_too_large"),))
    number = as_number(value)
    if number is None:
        return Lack(problems=(Problem(place, "score_input_not_a_number"),))
    if abs(number) >= _MOST:
        return Lack(problems=(Problem(place, "score_input_too_large"),))
    return number.numerator, number.denominator


def _is_monstrous(value: Decimal | str) -> bool:
    """Whether writing the number out would take very long: `1e999999` is short to type."""
    text = str(value).lower()
    exponent = text.partition("e")[2]
    return len(text) > 2 * _MOST_DIGITS or len(exponent) > 3  # noqa: PLR2004 - a sign and two digits


def input_reader(given: Input) -> Reader:
    """How to read one input: its value or share, within what is possible."""
    value, place = number_reader(given.value), field_of(given.value)
    share = value if given.whole is None else _share(value, number_reader(given.whole), given)
    impossible = _limits(given)
    if not impossible:
        return share

    def checked(facts: Facts) -> Pair | Lack:
        pair = share(facts)
        if isinstance(pair, Lack):
            return pair
        for test, code, params in impossible:
            if test(pair):
                return Lack(problems=(Problem(place, code, params),))
        return pair

    return checked


_Limit: TypeAlias = tuple[Callable[[Pair], bool], str, Mapping[str, str]]


def _limits(given: Input) -> tuple[_Limit, ...]:
    found: list[_Limit] = []
    if given.least is not None:
        least, least_of = given.least.as_integer_ratio()
        too_small = "below_minimum", {"minimum": f"{given.least:f}"}
        found.append((lambda pair: pair[0] * least_of < least * pair[1], *too_small))
    if given.most is not None:
        most, most_of = given.most.as_integer_ratio()
        too_large = "above_maximum", {"maximum": f"{given.most:f}"}
        found.append((lambda pair: pair[0] * most_of > most * pair[1], *too_large))
    if given.counted:
        found.append((lambda pair: pair[0] % pair[1] != 0, "score_input_not_whole", {}))
    return tuple(found)


def _share(value: Reader, whole: Reader, given: Input) -> Reader:
    scale, scale_of = given.scale.as_integer_ratio()
    place, whole_place, proper = field_of(given.value), field_of(given.whole or given.value), given.proper

    def share(facts: Facts) -> Pair | Lack:
        part, all_of = value(facts), whole(facts)
        if isinstance(part, Lack) or isinstance(all_of, Lack):
            return both(part, all_of)
        if all_of[0] <= 0:
            return Lack(problems=(Problem(whole_place, "score_whole_not_positive"),))
        top, bottom = part[0] * all_of[1], part[1] * all_of[0]
        if proper and top > bottom:
            return Lack(problems=(Problem(place, "score_part_above_whole"),))
        return top * scale, bottom * scale_of

    return share


def both(*read: Pair | Lack) -> Lack:
    """Everything that is lacking among several."""
    lacks = [each for each in read if isinstance(each, Lack)]
    return Lack(frozenset().union(*(each.missing for each in lacks)), tuple(p for each in lacks for p in each.problems))
