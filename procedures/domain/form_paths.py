"""Paths such as `completers[2].identity_number`: taking them apart, naming them, and building answers from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from procedures.domain.form import cell_field
from procedures.domain.form_schema import Field, FieldType, FormSchema
from procedures.domain.values import Json

#: Rows beyond this are refused when a page is read, whatever it claims.
MAX_ROW: Final = 500
_PATH: Final = re.compile(r"(?P<key>[a-z][a-z0-9_]*)(?:\[(?P<row>\d{1,4})\])?(?:\.(?P<inner>[a-z][a-z0-9_]*))?")


@dataclass(frozen=True, slots=True)
class AnswerPath:
    """A field, and inside it a row and column of a table or a cell of a matrix."""

    key: str
    row: int | None = None
    inner: str = ""

    def __str__(self) -> str:
        row = "" if self.row is None else f"[{self.row}]"
        return f"{self.key}{row}" + (f".{self.inner}" if self.inner else "")


def parse_path(path: str) -> AnswerPath | None:
    match = _PATH.fullmatch(path)
    if match is None or (match["row"] is not None and int(match["row"]) > MAX_ROW):
        return None
    return AnswerPath(match["key"], None if match["row"] is None else int(match["row"]), match["inner"] or "")


def key_of(path: str) -> str:
    """The field that a path begins with, empty for what is no path."""
    place = parse_path(path)
    return place.key if place else ""


def field_at(form: FormSchema, path: str) -> Field | None:
    """The field, column or matrix cell at a path; None where the form has nothing there."""
    place = parse_path(path)
    field = form.by_key.get(place.key) if place else None
    if place is None or field is None or not place.inner:
        return field
    if field.type is FieldType.MATRIX:
        return next((cell_field(field, cell) for cell in field.cells if cell.key == place.inner), None)
    return field.column(place.inner)


def section_key(form: FormSchema, path: str) -> str:
    """The section a path lies in, empty where the form has nothing there."""
    place = parse_path(path)
    section = form.section_of.get(place.key) if place else None
    return section.key if section else ""


def label_of(form: FormSchema, path: str) -> str:
    """The words for a place in the form: section, field, and row and column where there are any."""
    place = parse_path(path)
    field = form.by_key.get(place.key) if place else None
    if place is None or field is None:
        return path
    words = str(field.label) if place.row is None else f"{field.label} 第 {place.row + 1} 行"
    inner = field_at(form, path) if place.inner else None
    return f"{words} {inner.label}" if inner else words


def answers_from_paths(form: FormSchema, pairs: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """Nested raw answers from a posted page: pairs of path and value, in the page's order.

    Choices of several repeat their path. A table is present even when only `table[]` was posted, so that its last row
    can be removed. Paths the form does not know are left out; row numbers may have gaps, which close.
    """
    raw: dict[str, Json] = {}
    rows: dict[str, dict[int, dict[str, Json]]] = {}
    for path, value in pairs:
        place = parse_path(path.removesuffix("[]"))
        field = form.by_key.get(place.key) if place else None
        if place is None or field is None:
            continue
        if field.type is FieldType.TABLE:
            table = rows.setdefault(field.key, {})
            column = field.column(place.inner)
            if place.row is not None and column is not None:
                _add(table.setdefault(place.row, {}), column, value)
        elif field.type is FieldType.MATRIX:
            cells = raw.setdefault(field.key, {})
            if isinstance(cells, dict) and place.inner:
                cells[place.inner] = value
        else:
            _add(raw, field, value)
    for key, table in rows.items():
        raw[key] = [table[row] for row in sorted(table)]
    return raw


def _add(target: dict[str, Json], field: Field, value: str) -> None:
    if field.type not in {FieldType.MULTI, FieldType.TEXTS, FieldType.CODE}:
        target[field.key] = value
        return
    chosen = target.setdefault(field.key, [])
    if isinstance(chosen, list) and value:
        chosen.append(value)
