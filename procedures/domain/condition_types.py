"""What a condition may be said about: every variable known, every option that is named real, yes or no at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from procedures.domain.conditions import Call, Expr, Literal, Var
from procedures.domain.form_schema import Field, FieldType
from tenants.domain.errors import Problem


class Kind(StrEnum):
    TRUTH = "truth"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    KEYS = "keys"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that conditions may use; `options` are the keys it can take, where it is a choice."""

    kind: Kind
    options: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()


_KINDS: Final[Mapping[FieldType, Kind]] = {
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.MONEY: Kind.NUMBER,
    FieldType.INTEGER: Kind.NUMBER,
    FieldType.YEAR: Kind.NUMBER,
    FieldType.COMPUTED: Kind.NUMBER,
    FieldType.DATE: Kind.DAY,
    FieldType.YEAR_MONTH: Kind.DAY,
    FieldType.MULTI: Kind.KEYS,
    FieldType.TEXTS: Kind.KEYS,
    FieldType.CODE: Kind.KEYS,
    FieldType.TABLE: Kind.ROWS,
}

_RESULTS: Final[Mapping[str, Kind]] = {
    "+": Kind.NUMBER,
    "-": Kind.NUMBER,
    "*": Kind.NUMBER,
    "/": Kind.NUMBER,
    "sum": Kind.NUMBER,
    "count": Kind.NUMBER,
    "earliest": Kind.DAY,
}
_COMPARABLE: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "before"})


def variable_of(field: Field) -> Variable:
    options = frozenset(field.choices()) if field.options else frozenset[str]()
    return Variable(_KINDS.get(field.type, Kind.TEXT), options, frozenset(column.key for column in field.columns))


def kind_of(expr: Expr, variables: Mapping[str, Variable]) -> Kind | None:
    """The kind of value a tree gives; None for the unknown, and for a literal: it takes the kind of what it meets."""
    match expr:
        case Var(path):
            return variables[path].kind if path in variables else None
        case Call(operator, _):
            return _RESULTS.get(operator, Kind.TRUTH)
        case _:
            return None


def check_condition(expr: Expr, variables: Mapping[str, Variable], path: str) -> tuple[Problem, ...]:
    """Problems of a condition; also that it can be true or false at all."""
    kind = kind_of(expr, variables)
    problems = check_tree(expr, variables, path)
    if not problems and kind is not Kind.TRUTH and not isinstance(expr, Literal):
        return (Problem(path, "condition_not_yes_or_no"),)
    return problems


def check_tree(expr: Expr, variables: Mapping[str, Variable], path: str) -> tuple[Problem, ...]:
    """Unknown variables, options and columns, and comparisons between kinds that never compare."""
    match expr:
        case Var(name) if name not in variables:
            return (Problem(path, "condition_unknown_field", {"field": name}),)
        case Call(operator, arguments):
            inner = tuple(problem for argument in arguments for problem in check_tree(argument, variables, path))
            return (*inner, *_check_call(operator, arguments, variables, path))
        case _:
            return ()


def _check_call(
    operator: str, arguments: tuple[Expr, ...], variables: Mapping[str, Variable], path: str
) -> tuple[Problem, ...]:
    if operator in _COMPARABLE:
        kinds = {kind for argument in arguments if (kind := kind_of(argument, variables)) is not None}
        if len(kinds) > 1 and kinds != {Kind.TEXT, Kind.KEYS}:
            return (Problem(path, "condition_kinds_differ", {"kinds": "、".join(sorted(kinds))}),)
    if operator == "sum":
        table, column = arguments
        known = variables[table.path].columns if isinstance(table, Var) and table.path in variables else frozenset()
        if isinstance(column, Literal) and known and str(column.value) not in known:
            return (Problem(path, "condition_unknown_column", {"column": str(column.value)}),)
    options = frozenset().union(
        *(variables[each.path].options for each in arguments if isinstance(each, Var) and each.path in variables)
    )
    named = [key for each in arguments if isinstance(each, Literal) for key in _named(each)]
    return tuple(
        Problem(path, "condition_unknown_option", {"option": key}) for key in named if options and key not in options
    )


def _named(literal: Literal) -> tuple[str, ...]:
    return literal.value if isinstance(literal.value, tuple) else (str(literal.value),)
