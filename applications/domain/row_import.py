"""Rows of a spreadsheet as rows of a repeating table: which column is which, and what each cell means there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from documents.domain.sheets import Cell, CellKind, Line, Sheet, day_of_serial
from procedures.domain.form_schema import CHOICES, Field, FieldType
from procedures.domain.values import Json
from tenants.domain.errors import Problem

_DIGITS = re.compile(r"\d+", re.ASCII)
_ONE_DECIMAL = re.compile(r"\d{4}\.\d", re.ASCII)
_SEPARATORS: Final = re.compile(r"[;；\n]")
_WEAK_SEPARATORS: Final = re.compile(r"[;；\n、,，]")
_BRACKETS: Final = re.compile(r"[（(][^（）()]*[)）]|[*＊\s]")
_MOST_SHOWN: Final = 12
_AMOUNTS: Final = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.INTEGER})
_SERIAL_DIGITS, _MONTH_DIGITS, _DAY_DIGITS = 5, 6, 8


class ImportMode(StrEnum):
    APPEND = "append"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One line: what would be typed into its cells, and what is wrong with some of them by column key."""

    line: int
    raw: Mapping[str, Json]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RowImport:
    rows: tuple[ImportedRow, ...]
    #: Headers that name no column of the table, and columns that no header named.
    ignored: tuple[str, ...] = ()
    absent: tuple[Field, ...] = field(default_factory=tuple)


def header_of(column: Field) -> str:
    return f"{column.label}（{column.unit}）" if column.unit else str(column.label)


def read_rows(table: Field, sheet: Sheet) -> RowImport:
    """The rows that a sheet means.

    The first line is taken for headers when it names at least one column; otherwise cells stand in the table's order.
    """
    if not sheet.lines:
        return RowImport(())
    head = [cell.text for cell in sheet.lines[0].cells]
    places, ignored = _columns_of(table, head)
    if places:
        lines: Sequence[Line] = sheet.lines[1:]
    else:
        places, ignored, lines = dict(enumerate(table.columns)), (), sheet.lines
    found = {column.key for column in places.values()}
    absent = tuple(column for column in table.columns if column.key not in found)
    rows = tuple(_row(line, places, sheet.epoch) for line in lines)
    return RowImport(tuple(row for row in rows if row.raw or row.problems), ignored, absent)


def _columns_of(table: Field, head: Sequence[str]) -> tuple[dict[int, Field], tuple[str, ...]]:
    waiting = list(table.columns)
    places: dict[int, Field] = {}
    ignored: list[str] = []
    for at, text in enumerate(head):
        match = next((column for column in waiting if _bare(text) == _bare(str(column.label))), None)
        if match is not None:
            waiting.remove(match)
            places[at] = match
        elif text:
            ignored.append(text)
    return places, tuple(ignored)


def _bare(text: str) -> str:
    """A header without unit, mark of need and blanks."""
    return _BRACKETS.sub("", text)


def _row(line: Line, places: Mapping[int, Field], epoch: int) -> ImportedRow:
    raw: dict[str, Json] = {}
    problems: list[Problem] = []
    for at, column in places.items():
        cell = line.cell(at)
        if not cell.text:
            continue
        answer, problem = read_cell(column, cell, epoch)
        if problem is not None:
            problems.append(problem)
        if answer:
            raw[column.key] = answer
    return ImportedRow(line.number, raw, tuple(problems))


def read_cell(column: Field, cell: Cell, epoch: int) -> tuple[Json, Problem | None]:
    """What a cell means in a column. A cell that cannot be trusted is left blank, never filled with a guess."""
    if cell.kind is CellKind.ERROR:
        return "", Problem(column.key, "cell_formula_error")
    if cell.kind is CellKind.LOST and column.type not in _AMOUNTS:
        return "", Problem(column.key, "cell_number_lost")
    if column.type in CHOICES:
        return _choice(column, cell.text)
    if column.type is FieldType.YEAR_MONTH:
        return _month(column, cell, epoch)
    return _plain(column, cell, epoch), None


def _plain(column: Field, cell: Cell, epoch: int) -> Json:
    if column.type is FieldType.DATE:
        return _day(cell, epoch) or cell.text
    if column.type is FieldType.YEAR and cell.kind is CellKind.DATE:
        return cell.text[:4]
    if column.type is FieldType.TEXTS:
        return [part.strip() for part in _SEPARATORS.split(cell.text) if part.strip()]
    return cell.text


def _day(cell: Cell, epoch: int) -> str:
    if cell.kind is CellKind.DATE:
        return cell.text[:10]
    if not _DIGITS.fullmatch(cell.text):
        return ""
    if len(cell.text) == _DAY_DIGITS:
        return _compact_day(cell.text)
    day = day_of_serial(int(cell.text), epoch) if len(cell.text) <= _SERIAL_DIGITS else None
    return day.isoformat() if day else ""


def _compact_day(text: str) -> str:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return ""


def _month(column: Field, cell: Cell, epoch: int) -> tuple[Json, Problem | None]:
    if cell.kind is CellKind.NUMBER and _ONE_DECIMAL.fullmatch(cell.text):
        return "", Problem(column.key, "cell_month_ambiguous", {"text": cell.text})
    if _DIGITS.fullmatch(cell.text) and len(cell.text) == _MONTH_DIGITS:
        return f"{cell.text[:4]}-{cell.text[4:]}", None
    day = _day(cell, epoch) if len(cell.text) > 4 else ""  # noqa: PLR2004 - four digits are a year
    return day[:7] or cell.text, None


def _choice(column: Field, text: str) -> tuple[Json, Problem | None]:
    """Options by their words in any language, or by their keys; several between semicolons, or commas if need be."""
    keys = _keys_by_words(column)
    if text in keys or column.type is not FieldType.MULTI:
        found = keys.get(text)
        if found is None:
            return text, _unknown(column, text)
        return ([found] if column.type is FieldType.MULTI else found), None
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if not all(part in keys for part in parts):
        parts = [part.strip() for part in _WEAK_SEPARATORS.split(text) if part.strip()]
    strange = next((part for part in parts if part not in keys), None)
    known: list[Json] = [keys[part] for part in parts if part in keys]
    return known, (_unknown(column, strange) if strange is not None else None)


def _keys_by_words(column: Field) -> dict[str, str]:
    by_words: dict[str, str] = {}
    for key, option in column.choices().items():
        by_words.setdefault(key, key)
        by_words[str(option.label)] = key
    return by_words


def _unknown(column: Field, text: str) -> Problem:
    labels = [str(option.label) for option in column.choices().values()]
    shown = "、".join(labels[:_MOST_SHOWN]) + ("……" if len(labels) > _MOST_SHOWN else "")
    return Problem(column.key, "cell_option_unknown", {"text": text[:40], "options": shown})


def merge_rows(present: Json, incoming: Sequence[Mapping[str, Json]], mode: ImportMode) -> list[Json]:
    """The table's rows after the import; open rows at the end of the present ones make room."""
    kept: list[Json] = list(present) if isinstance(present, list) and mode is ImportMode.APPEND else []
    while kept and not kept[-1]:
        kept.pop()
    return [*kept, *(dict(row) for row in incoming)]


def rows_from_posted(table: Field, posted: object) -> list[dict[str, Json]] | None:
    """Rows as the preview sent them to be confirmed; None for anything else."""
    if not isinstance(posted, list):
        return None
    rows: list[dict[str, Json]] = []
    for row in posted:
        if not isinstance(row, dict):
            return None
        cells = {key: value for key, value in row.items() if table.column(key) is not None}
        if not all(_is_typed(value) for value in cells.values()):
            return None
        rows.append(cells)
    return rows


def _is_typed(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))
