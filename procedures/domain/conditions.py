"""Conditions and computed fields: a JSON-Logic-shaped tree, evaluated exactly and in three values.

A missing answer is unknown: an unknown part makes the whole unknown unless the rest already settles it. Evaluation is
total: it never raises, whatever the facts. All arithmetic is done in fractions, so that 4.1 / 205 reaches 2 %.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from procedures.domain.comparing import (
    as_day,
    as_number,
    as_truth,
    contains_any,
    equal,
    is_in,
    ordered,
    unequal,
)
from procedures.domain.values import Facts, Json, Value
from tenants.domain.errors import Problem, ValidationFailed

#: Deeper or larger trees are refused when read; nobody can follow them, and evaluation stays within the stack.
MAX_DEPTH = 24
MAX_NODES = 500

MANY = 99
#: Every operation with the fewest and most arguments it takes.
ARITY: Final[Mapping[str, tuple[int, int]]] = {
    "and": (1, MANY), "or": (1, MANY), "not": (1, 1),
    "==": (2, 2), "!=": (2, 2), "<": (2, 2), "<=": (2, 2), ">": (2, 2), ">=": (2, 2), "before": (2, 2),
    "+": (1, MANY), "-": (1, 2), "*": (2, MANY), "/": (2, 2),
    "in": (2, 2), "contains_any": (2, 2), "filled": (1, 1),
    "sum": (2, 2), "count": (1, 1), "earliest": (1, MANY),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Var:
    """The value of a field, by key; `row.<column>` inside a table."""

    path: str


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    operator: str
    arguments: tuple[Expr, ...]


Expr: TypeAlias = Var | Literal | Call


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one comparison with the fields it looked at, what was found, what was asked for, and whether it holds."""

    operator: str
    fields: tuple[str, ...]
    actual: Value | None
    expected: Value | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """True, False, or None for unknown; then `unknown` names the fields whose answers are missing."""

    value: bool | None
    because: tuple[Reason, ...] = ()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Computed:
    """The value of a computed field, or None with the fields that are missing (none: it cannot be computed)."""

    value: Value | None
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Term:
    value: Value | None
    because: tuple[Reason, ...] = ()
    unknown: frozenset[str] = frozenset()


def parse_expression(tree: Json, path: str = "") -> Expr:
    """Read a tree.

    Raises ValidationFailed naming the place inside the tree that cannot be read.
    """
    problems: list[Problem] = []
    parsed = _parse(tree, path, problems, depth=0)
    if not problems and _size(parsed) > MAX_NODES:
        problems.append(Problem(path, "condition_too_large", {"most": MAX_NODES}))
    if problems:
        raise ValidationFailed(problems)
    return parsed


def fields_of(expr: Expr) -> frozenset[str]:
    """Every field that a tree looks at."""
    match expr:
        case Var(path):
            return frozenset({path})
        case Call(_, arguments):
            return frozenset().union(*(fields_of(argument) for argument in arguments))
        case _:
            return frozenset()


def evaluate(expr: Expr, facts: Facts) -> Outcome:
    """Whether a condition holds, why, and what is missing to know it."""
    term = _evaluate(expr, facts)
    value = as_truth(term.value)
    return Outcome(value, term.because, term.unknown if value is None else frozenset())


def compute(expr: Expr, facts: Facts) -> Computed:
    """The value of a tree."""
    term = _evaluate(expr, facts)
    return Computed(term.value, term.unknown if term.value is None else frozenset())


def _parse(tree: Json, path: str, problems: list[Problem], depth: int) -> Expr:
    if depth > MAX_DEPTH:
        problems.append(Problem(path, "condition_too_deep", {"most": MAX_DEPTH}))
        return Literal("")
    if isinstance(tree, str | bool | int):
        return Literal(tree)
    if isinstance(tree, list):
        if not all(isinstance(item, str) for item in tree):
            problems.append(Problem(path, "condition_list_of_keys"))
        return Literal(tuple(str(item) for item in tree))
    if not isinstance(tree, dict) or len(tree) != 1:
        problems.append(Problem(path, "condition_not_readable"))
        return Literal("")
    ((operator, arguments),) = tree.items()
    if operator == "var":
        if not isinstance(arguments, str) or not arguments:
            problems.append(Problem(path, "condition_field_name"))
        return Var(str(arguments))
    return _parse_call(operator, arguments, path, problems, depth)


def _parse_call(operator: str, arguments: Json, path: str, problems: list[Problem], depth: int) -> Expr:
    if operator not in ARITY:
        problems.append(Problem(path, "condition_unknown_operator", {"operator": operator}))
        return Literal("")
    given: list[Json] = arguments if isinstance(arguments, list) else [arguments]
    fewest, most = ARITY[operator]
    if not fewest <= len(given) <= most:
        problems.append(Problem(path, "condition_argument_count", {"operator": operator, "count": len(given)}))
    if operator == "sum" and not (len(given) == 2 and isinstance(given[1], str)):  # noqa: PLR2004 - table and column
        problems.append(Problem(path, "condition_sum_column"))
    return Call(
        operator,
        tuple(_parse(item, f"{path}.{operator}[{at}]", problems, depth + 1) for at, item in enumerate(given)),
    )


def _size(expr: Expr) -> int:
    return 1 + sum(map(_size, expr.arguments)) if isinstance(expr, Call) else 1


def _evaluate(expr: Expr, facts: Facts) -> _Term:
    match expr:
        case Literal(value):
            return _Term(value)
        case Var(path):
            return _Term(facts[path]) if path in facts else _Term(None, unknown=frozenset({path}))
        case _:
            return _OPERATIONS[expr.operator](expr, tuple(_evaluate(argument, facts) for argument in expr.arguments))


def _junction(settling: bool) -> Callable[[Call, tuple[_Term, ...]], _Term]:  # noqa: FBT001 - the two junctions
    """`and` is settled by the first False, `or` by the first True; otherwise one unknown leaves it unknown."""

    def operation(_: Call, terms: tuple[_Term, ...]) -> _Term:
        values = [as_truth(term.value) for term in terms]
        result: bool | None = settling if settling in values else None if None in values else not settling
        telling = [term for term, value in zip(terms, values, strict=True) if value is result]
        return _Term(result, _reasons(telling), _unknown(telling) if result is None else frozenset())

    return operation


def _not(_: Call, terms: tuple[_Term, ...]) -> _Term:
    value = as_truth(terms[0].value)
    return _Term(None if value is None else not value, terms[0].because, terms[0].unknown)


def _comparison(test: Callable[[Value, Value], bool | None]) -> Callable[[Call, tuple[_Term, ...]], _Term]:
    def operation(call: Call, terms: tuple[_Term, ...]) -> _Term:
        left, right = terms
        holds = None if left.value is None or right.value is None else test(left.value, right.value)
        reason = Reason(call.operator, tuple(sorted(fields_of(call))), left.value, right.value, holds)
        return _Term(holds, (reason,), left.unknown | right.unknown)

    return operation


def _filled(call: Call, terms: tuple[_Term, ...]) -> _Term:
    value = terms[0].value
    holds = value is not None and value not in ((), "")
    return _Term(holds, (Reason("filled", tuple(sorted(fields_of(call))), value, None, holds),))


def _arithmetic(
    operation: Callable[[tuple[Fraction, ...]], Fraction | None],
) -> Callable[[Call, tuple[_Term, ...]], _Term]:
    def calculated(_: Call, terms: tuple[_Term, ...]) -> _Term:
        numbers = [as_number(term.value) for term in terms]
        known = tuple(number for number in numbers if number is not None)
        return _Term(operation(known) if len(known) == len(terms) else None, _reasons(terms), _unknown(terms))

    return calculated


def _product(numbers: tuple[Fraction, ...]) -> Fraction:
    result = Fraction(1)
    for number in numbers:
        result *= number
    return result


def _sum_column(call: Call, terms: tuple[_Term, ...]) -> _Term:
    """The sum of a table's column. A cell without an answer leaves the sum unknown and is named."""
    table, column = terms[0].value, str(terms[1].value)
    if not isinstance(table, tuple):
        return _Term(None, unknown=terms[0].unknown)
    cells = [as_number(row.get(column)) if isinstance(row, Mapping) else None for row in table]
    name = next(iter(sorted(fields_of(call))), "")
    missing = frozenset(f"{name}[{at}].{column}" for at, cell in enumerate(cells) if cell is None)
    known = [cell for cell in cells if cell is not None]
    return _Term(None, unknown=missing) if missing else _Term(sum(known, Fraction(0)))


def _count(_: Call, terms: tuple[_Term, ...]) -> _Term:
    value = terms[0].value
    return _Term(len(value) if isinstance(value, tuple) else None, unknown=terms[0].unknown)


def _earliest(_: Call, terms: tuple[_Term, ...]) -> _Term:
    days = [None if term.value is None else as_day(term.value) for term in terms]
    known = [day for day in days if day is not None]
    return _Term(min(known) if len(known) == len(terms) else None, unknown=_unknown(terms))


def _reasons(terms: list[_Term] | tuple[_Term, ...]) -> tuple[Reason, ...]:
    return tuple(reason for term in terms for reason in term.because)


def _unknown(terms: list[_Term] | tuple[_Term, ...]) -> frozenset[str]:
    return frozenset().union(*(term.unknown for term in terms))


_OPERATIONS: Final[Mapping[str, Callable[[Call, tuple[_Term, ...]], _Term]]] = {
    "and": _junction(settling=False),
    "or": _junction(settling=True),
    "not": _not,
    "==": _comparison(equal),
    "!=": _comparison(unequal),
    "<": _comparison(ordered(lambda left, right: left < right)),
    "before": _comparison(ordered(lambda left, right: left < right)),
    "<=": _comparison(ordered(lambda left, right: left <= right)),
    ">": _comparison(ordered(lambda left, right: left > right)),
    ">=": _comparison(ordered(lambda left, right: left >= right)),
    "in": _comparison(is_in),
    "contains_any": _comparison(contains_any),
    "filled": _filled,
    "+": _arithmetic(lambda numbers: sum(numbers, Fraction(0))),
    "-": _arithmetic(lambda numbers: -numbers[0] if len(numbers) == 1 else numbers[0] - numbers[1]),
    "*": _arithmetic(_product),
    "/": _arithmetic(lambda numbers: numbers[0] / numbers[1] if numbers[1] else None),
    "sum": _sum_column,
    "count": _count,
    "earliest": _earliest,
}
