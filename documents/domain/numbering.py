"""Numbers on paper: patterns such as `{year}{division}Y{seq:04}`, their period and the next one to offer.

Allocation under a lock is `documents.services.numbering`; here is only what the numbers look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tenants.domain.errors import Problem, ValidationFailed

MAX_WIDTH = 12
_PLACE: Final = re.compile(r"\{(?P<name>[a-z_]+)(?::0(?P<width>[1-9]\d?))?\}")
_DATE_PLACES: Final[Mapping[str, Callable[[date], str]]] = {
    "year": lambda day: f"{day.year:04}",
    "yy": lambda day: f"{day.year % 100:02}",
    "month": lambda day: f"{day.month:02}",
    "day": lambda day: f"{day.day:02}",
}
_COUNTER: Final = "seq"


class Restart(StrEnum):
    """When the counter begins anew."""

    NEVER = "never"
    YEARLY = "yearly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a pattern that is filled in; `width` pads the counter with zeros."""

    name: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class NumberPattern:
    parts: tuple[str | Place, ...]

    def names(self) -> frozenset[str]:
        return frozenset(part.name for part in self.parts if isinstance(part, Place))


@dataclass(frozen=True, slots=True)
class NumberSuggestion:
    counter: int
    number: str


def parse_pattern(pattern: str, params: frozenset[str] = frozenset({"division"})) -> NumberPattern:
    """Read a pattern: dates (`year`, `yy`, `month`, `day`), one counter `{seq:04}`, and parameters by name.

    Raises ValidationFailed for an unknown place, a stray brace, a width on anything but the counter, or not exactly
    one counter.
    """
    parts: list[str | Place] = []
    at = 0
    for match in _PLACE.finditer(pattern):
        parts += [pattern[at : match.start()]] if match.start() > at else []
        parts.append(Place(match["name"], int(match["width"] or 0)))
        at = match.end()
    parts += [pattern[at:]] if at < len(pattern) else []
    code = _fault(parts, params)
    if code:
        raise ValidationFailed([Problem("pattern", code, {"pattern": pattern})])
    return NumberPattern(tuple(parts))


def _fault(parts: list[str | Place], params: frozenset[str]) -> str:
    places = [part for part in parts if isinstance(part, Place)]
    if any("{" in part or "}" in part for part in parts if isinstance(part, str)):
        return "number_pattern_brace"
    if any(place.name not in {_COUNTER, *_DATE_PLACES, *params} for place in places):
        return "number_pattern_unknown_place"
    if any(place.width > (MAX_WIDTH if place.name == _COUNTER else 0) for place in places):
        return "number_pattern_width"
    if sum(place.name == _COUNTER for place in places) != 1:
        return "number_pattern_counter"
    return ""


def format_number(pattern: str, counter: int, day: date, params: Mapping[str, str] | None = None) -> str:
    """The number that a counter gives on a day.

    Raises ValidationFailed for a bad pattern or a counter below one.
    """
    given = dict(params or {})
    parsed = parse_pattern(pattern, frozenset(given))
    if counter < 1:
        raise ValidationFailed([Problem("counter", "number_counter_not_positive")])
    return "".join(part if isinstance(part, str) else _fill(part, counter, day, given) for part in parsed.parts)


def _fill(place: Place, counter: int, day: date, params: Mapping[str, str]) -> str:
    if place.name == _COUNTER:
        return f"{counter:0{place.width}}" if place.width else str(counter)
    return _DATE_PLACES[place.name](day) if place.name in _DATE_PLACES else params[place.name]


def period_key(restart: Restart, day: date) -> str:
    """The period whose counter a number on this day comes from: empty, `2026`, or `2026-03`."""
    return {
        Restart.NEVER: "",
        Restart.YEARLY: f"{day.year:04}",
        Restart.MONTHLY: f"{day.year:04}-{day.month:02}",
    }[restart]


def counter_of(pattern: str, number: str, day: date, params: Mapping[str, str] | None = None) -> int | None:
    """The counter inside a number that was typed by hand; None when the number does not follow the pattern.

    So that the number after a jump follows the jump.
    """
    given = dict(params or {})
    expression = ""
    for part in parse_pattern(pattern, frozenset(given)).parts:
        if isinstance(part, str):
            expression += re.escape(part)
        elif part.name == _COUNTER:
            expression += rf"(?P<counter>\d{{{part.width or 1},18}})"
        else:
            expression += re.escape(_fill(part, 1, day, given))
    match = re.fullmatch(expression, number, flags=re.ASCII)
    return int(match["counter"]) if match and int(match["counter"]) else None


def next_suggestion(
    pattern: str,
    last: int,
    day: date,
    *,
    is_taken: Callable[[str], bool] = lambda _: False,
    params: Mapping[str, str] | None = None,
) -> NumberSuggestion:
    """The first number after `last` that nobody holds yet. Asks `is_taken` once per candidate."""
    counter = last + 1
    while is_taken(number := format_number(pattern, counter, day, params)):
        counter += 1
    return NumberSuggestion(counter, number)
