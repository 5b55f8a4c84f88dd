"""The meeting point of the document's JSON and the condition engine's trees."""

from __future__ import annotations

from pydantic import JsonValue

from procedures.domain.conditions import Expr, parse_expression
from procedures.domain.values import Json
from tenants.domain.errors import ValidationFailed


def without_floats(value: JsonValue) -> Json:
    """The same JSON, typed as the engines take it.

    Raises ValueError where a float stands: amounts are written as decimal strings.
    """
    if isinstance(value, float):
        raise ValueError("numbers with a fraction are written as strings")  # noqa: TRY004 - pydantic reports ValueError
    if isinstance(value, list):
        return [without_floats(item) for item in value]
    if isinstance(value, dict):
        return {key: without_floats(item) for key, item in value.items()}
    return value


def read_expression(value: JsonValue) -> Expr:
    """The tree of an expression that was checked on reading."""
    return parse_expression(without_floats(value))


def checked_expression(value: JsonValue) -> JsonValue:
    """The expression itself, once it is known to be readable. Raises ValueError for pydantic to report."""
    try:
        read_expression(value)
    except ValidationFailed as failed:
        first = failed.problems[0]
        raise ValueError(f"{first.code} {first.path}".strip()) from failed
    return value
