"""Forms for tests, one field or a few at a time."""

from __future__ import annotations

from typing import Any

from procedures.domain.conditions import Expr, parse_expression
from procedures.domain.form_schema import Check, Field, FieldType, FormSchema, Option, Section, make_form
from procedures.domain.text import plain_text
from procedures.domain.values import Json


def field(key: str, kind: FieldType = FieldType.TEXT, **attributes: Any) -> Field:
    return Field(key, kind, plain_text(attributes.pop("label", key)), **attributes)


def options(*keys: str, exclusive: str = "") -> tuple[Option, ...]:
    return tuple(Option(key, plain_text(key.upper()), exclusive=key == exclusive) for key in keys)


def form_of(*fields: Field, checks: tuple[Check, ...] = (), visible_when: Expr | None = None) -> FormSchema:
    return make_form("only", (Section("main", plain_text("主"), fields, visible_when=visible_when),), checks)


def condition(tree: Json) -> Expr:
    return parse_expression(tree)
