"""What each kind of rule makes of the facts: points with their working, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from procedures.domain.conditions import Expr, compute, evaluate
from procedures.domain.scoring_model import (
    Band,
    Bands,
    BestOf,
    Choice,
    Choices,
    Comparison,
    Ladder,
    Manual,
    PerUnit,
    Rule,
    Switch,
    Threshold,
    WeightedCount,
    WeightedRows,
)
from procedures.domain.scoring_numbers import (
    Lack,
    Pair,
    Points,
    both,
    field_of,
    input_reader,
    number_reader,
    rounded,
    to_points,
)
from procedures.domain.values import Facts
from tenants.domain.errors import Problem


class Working(NamedTuple):
    """How points came about: which rule, the number it looked at (dividend and divisor), how often it counted.

    `choice` names options or combinations, `parts` the workings it was put together from.
    """

    rule: str
    value: Pair | None = None
    times: int = 0
    choice: tuple[str, ...] = ()
    parts: tuple[Mark, ...] = ()
    limit: Decimal | None = None


class Mark(NamedTuple):
    """Points in millionths and their working."""

    points: Points
    working: Working


Marker: TypeAlias = Callable[[Facts], Mark | Lack]


def marker_of(rule: Rule) -> Marker:
    """The rule made ready: constants are turned into whole numbers once, not at every sheet."""
    return _MAKERS[type(rule)](rule)


def _per_unit(rule: PerUnit) -> Marker:
    read, points = input_reader(rule.input), to_points(rule.points)
    each, each_of = rule.each.as_integer_ratio()
    exact, exact_of = rule.points.as_integer_ratio()
    parts = rule.parts

    def mark(facts: Facts) -> Mark | Lack:
        pair = read(facts)
        if isinstance(pair, Lack):
            return pair
        top, bottom = pair[0] * each_of, pair[1] * each
        times = top // bottom if top >= 0 else -(-top // bottom)
        if parts is None:
            return Mark(times * points, Working("per_unit", pair, times))
        return Mark(rounded(top * exact, bottom * exact_of, parts), Working("per_unit", pair, times))

    return mark


def _ladder(rule: Ladder) -> Marker:
    read = input_reader(rule.input)
    start, start_of = rule.start.as_integer_ratio()
    step, step_of = rule.step.as_integer_ratio()
    base, points, below, strict = to_points(rule.base), to_points(rule.points), to_points(rule.below), rule.strict

    def mark(facts: Facts) -> Mark | Lack:
        pair = read(facts)
        if isinstance(pair, Lack):
            return pair
        top, bottom = pair
        above = top * start_of - start * bottom
        if above < 0 or (strict and above == 0):
            return Mark(below, Working("ladder_below", pair))
        times = above * step_of // (bottom * start_of * step)
        return Mark(base + times * points, Working("ladder", pair, times))

    return mark


def _bands(rule: Bands) -> Marker:
    read, place = input_reader(rule.input), field_of(rule.input.value)
    bands = tuple((_within(band), to_points(band.points), at) for at, band in enumerate(rule.bands))
    in_none = Lack(problems=(Problem(place, "score_no_band"),))

    def mark(facts: Facts) -> Mark | Lack:
        pair = read(facts)
        if isinstance(pair, Lack):
            return pair
        for within, points, at in bands:
            if within(pair):
                return Mark(points, Working("bands", pair, at))
        return in_none

    return mark


def _within(band: Band) -> Callable[[Pair], bool]:
    """Whether a number lies in a band; cross-multiplied, so that nothing is divided."""
    lower, lower_of = (None, 1) if band.lower is None else band.lower.as_integer_ratio()
    upper, upper_of = (None, 1) if band.upper is None else band.upper.as_integer_ratio()
    lower_closed, upper_closed = band.lower_closed, band.upper_closed

    def within(pair: Pair) -> bool:
        top, bottom = pair
        if lower is not None:
            above = top * lower_of - lower * bottom
            if above < 0 or (above == 0 and not lower_closed):
                return False
        if upper is not None:
            below = upper * bottom - top * upper_of
            return below > 0 or (below == 0 and upper_closed)
        return True

    return within


def _keys(expr: Expr, known: Mapping[str, Points]) -> Callable[[Facts], tuple[str, ...] | Lack]:
    """The options that hold. One without points is impossible: the sheet would count it as nothing."""
    place = field_of(expr)

    def read(facts: Facts) -> tuple[str, ...] | Lack:
        found = compute(expr, facts)
        if found.value is None:
            return Lack(missing=found.unknown) if found.unknown else Lack(problems=(Problem(place, "option_unknown"),))
        value = found.value
        keys = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        named = tuple(key for key in keys if isinstance(key, str))
        if len(named) != len(keys) or not known.keys() >= set(named) or (not keys and not isinstance(value, tuple)):
            return Lack(problems=(Problem(place, "option_unknown"),))
        return named

    return read


def _choice(rule: Choice) -> Marker:
    points = _options(rule.points)
    read, place = _keys(rule.value, points), field_of(rule.value)

    def mark(facts: Facts) -> Mark | Lack:
        keys = read(facts)
        if isinstance(keys, Lack):
            return keys
        if not keys:
            return Lack(frozenset({place}))
        if len(keys) > 1:
            return Lack(problems=(Problem(place, "score_one_option"),))
        return Mark(points[keys[0]], Working("choice", choice=keys))

    return mark


def _choices(rule: Choices) -> Marker:
    points = _options(rule.points)
    read = _keys(rule.value, points)

    def mark(facts: Facts) -> Mark | Lack:
        keys = read(facts)
        if isinstance(keys, Lack):
            return keys
        held = tuple(dict.fromkeys(keys))
        return Mark(sum(points[key] for key in held), Working("choices", choice=held))

    return mark


def _options(points: Mapping[str, Decimal]) -> dict[str, Points]:
    return {key: to_points(amount) for key, amount in points.items()}


def _weighted_count(rule: WeightedCount) -> Marker:
    items = [(input_reader(replace(item.input, counted=True)), to_points(item.points)) for item in rule.items]

    def mark(facts: Facts) -> Mark | Lack:
        parts: list[Mark] = []
        lacking: list[Lack] = []
        for read, points in items:
            pair = read(facts)
            if isinstance(pair, Lack):
                lacking.append(pair)
            else:
                count = pair[0] // pair[1]
                parts.append(Mark(count * points, Working("per_unit", pair, count)))
        if lacking:
            return both(*lacking)
        return Mark(sum(each.points for each in parts), Working("weighted_count", parts=tuple(parts)))

    return mark


def _weighted_rows(rule: WeightedRows) -> Marker:
    by_kind = {kind: to_points(amount) for kind, amount in rule.points.items()}
    otherwise = None if rule.otherwise is None else to_points(rule.otherwise)

    def one(at: int, row: Mapping[str, object]) -> Mark | Lack:
        place = f"{rule.table}[{at}]"
        missing = {f"{place}.{column}" for column in (*rule.columns, rule.count) if column and row.get(column) is None}
        if missing:
            return Lack(frozenset(missing))
        kind = tuple(str(row[column]) for column in rule.columns)
        points, count = by_kind.get(kind, otherwise), row[rule.count] if rule.count else 1
        if points is None:
            return Lack(problems=(Problem(f"{place}.{rule.columns[-1]}", "option_unknown"),))
        if type(count) is not int or count < 0:
            return Lack(problems=(Problem(f"{place}.{rule.count}", "score_input_not_whole"),))
        return Mark(count * points, Working("weighted_row", (count, 1), count, kind))

    def mark(facts: Facts) -> Mark | Lack:
        rows = facts.get(rule.table)
        if rows is None:
            return Lack(frozenset({rule.table}))
        if not isinstance(rows, tuple):
            return Lack(problems=(Problem(rule.table, "not_a_table"),))
        marks = [one(at, row) for at, row in enumerate(rows) if isinstance(row, Mapping)]
        lacking = [each for each in marks if isinstance(each, Lack)]
        if lacking:
            return both(*lacking)
        parts = tuple(each for each in marks if isinstance(each, Mark))
        return Mark(sum(each.points for each in parts), Working("weighted_rows", parts=parts))

    return mark


#: Per comparison: whether it holds for the sign of the difference to the limit.
_HOLDS: Final[Mapping[Comparison, Callable[[int], bool]]] = {
    Comparison.AT_LEAST: lambda above: above >= 0,
    Comparison.MORE_THAN: lambda above: above > 0,
    Comparison.AT_MOST: lambda above: above <= 0,
    Comparison.LESS_THAN: lambda above: above < 0,
}


def _threshold(rule: Threshold) -> Marker:
    read, limit_for, holds = input_reader(rule.input), _switch(rule.limit), _HOLDS[rule.comparison]
    points, otherwise = to_points(rule.points), to_points(rule.otherwise)

    def mark(facts: Facts) -> Mark | Lack:
        pair, limit = read(facts), limit_for(facts)
        if isinstance(pair, Lack) or isinstance(limit, Lack):
            return both(*(each for each in (pair, limit) if isinstance(each, Lack)))
        amount, least, least_of = limit
        met = holds(pair[0] * least_of - least * pair[1])
        return Mark(points if met else otherwise, Working("met" if met else "not_met", pair, limit=amount))

    return mark


def _switch(switch: Switch) -> Callable[[Facts], tuple[Decimal, int, int] | Lack]:
    """The amount that counts. A case that cannot be told yet, before one that holds, leaves it open."""
    cases = [(when, (amount, *amount.as_integer_ratio())) for when, amount in switch.cases]
    otherwise = (switch.otherwise, *switch.otherwise.as_integer_ratio())

    def choose(facts: Facts) -> tuple[Decimal, int, int] | Lack:
        for when, amount in cases:
            outcome = evaluate(when, facts)
            if outcome.value is None:
                return Lack(outcome.unknown)
            if outcome.value:
                return amount
        return otherwise

    return choose


def _best_of(rule: BestOf) -> Marker:
    markers = [marker_of(each) for each in rule.rules]

    def mark(facts: Facts) -> Mark | Lack:
        found = [each(facts) for each in markers]
        lacking = [each for each in found if isinstance(each, Lack)]
        if rule.unanswered_left_out and len(lacking) < len(found):
            lacking = [each for each in lacking if each.problems]
        if lacking:
            return both(*lacking)
        marks = [(each.points, -at) for at, each in enumerate(found) if isinstance(each, Mark)]
        points, at = max(marks)
        best = found[-at]
        return Mark(points, Working("best_of", times=-at, parts=(best,) if isinstance(best, Mark) else ()))

    return mark


def _manual(rule: Manual) -> Marker:
    read, place = number_reader(rule.value), field_of(rule.value)
    least, most, step = to_points(rule.least), to_points(rule.most), to_points(rule.step)
    out_of_range = Problem(place, "score_out_of_range", {"least": f"{rule.least:f}", "most": f"{rule.most:f}"})

    def mark(facts: Facts) -> Mark | Lack:
        pair = read(facts)
        if isinstance(pair, Lack):
            return pair
        points, rest = divmod(pair[0] * 10**6, pair[1])
        if rest or not least <= points <= most:
            return Lack(problems=(out_of_range,))
        if (points - least) % step:
            return Lack(problems=(Problem(place, "score_not_in_steps", {"step": f"{rule.step:f}"}),))
        return Mark(points, Working("manual", pair))

    return mark


_MAKERS: Final[Mapping[type, Callable[..., Marker]]] = {
    PerUnit: _per_unit,
    Ladder: _ladder,
    Bands: _bands,
    Choice: _choice,
    Choices: _choices,
    WeightedCount: _weighted_count,
    WeightedRows: _weighted_rows,
    Threshold: _threshold,
    BestOf: _best_of,
    Manual: _manual,
}
