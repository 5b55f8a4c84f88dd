"""Answers of one form taken over into another, of the same procedure in an earlier version or another variant.

Nothing that was answered already is replaced, and nothing is taken that could not have been typed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from procedures.domain.answer_types import Unreadable, is_blank, is_unreadable, read_answer
from procedures.domain.form import cell_field
from procedures.domain.form_reading import chosen_codes, typed_code
from procedures.domain.form_schema import CHOICES, NOT_TYPED, SEALED, Field, FieldType, FormSchema
from procedures.domain.text import Text
from procedures.domain.values import Answers, Json

#: What lines of code fields stand for today: by dictionary, by the line as it is typed.
Codes = Mapping[str, Mapping[str, Json]]


class LeftReason(StrEnum):
    """Why an answer stays behind."""

    FILLED = "filled"
    GONE = "gone"
    TYPE = "type"
    OPTIONS = "options"
    UNREADABLE = "unreadable"
    PRIVACY = "privacy"


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer for the new form; `without` names the columns or cells of a table that stay behind."""

    field: Field
    answer: Json
    without: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """One answer of the earlier form that is not taken."""

    field: Field
    reason: LeftReason


@dataclass(frozen=True, slots=True)
class CarryOver:
    taken: tuple[Taken, ...]
    left: tuple[Left, ...]

    def answers(self) -> dict[str, Json]:
        return {each.field.key: each.answer for each in self.taken}


class _Stays(ValueError):
    """An answer that cannot be taken."""

    def __init__(self, reason: LeftReason) -> None:
        super().__init__(reason)
        self.reason = reason


def carry_over(
    source: FormSchema, given: Answers, target: FormSchema, present: Answers, *, codes: Codes | None = None
) -> CarryOver:
    """What of `given`, answers of the form `source`, goes into `target`, where `present` stands already.

    Every answer is either taken or left with its reason; those that stand there in the same words are neither.
    """
    taken: list[Taken] = []
    left: list[Left] = []
    for field in source.fields():
        answer = given.get(field.key)
        if field.type in NOT_TYPED or is_blank(answer) or answer == present.get(field.key):
            continue
        other = target.by_key.get(field.key)
        try:
            taken.append(_taken(field, other, answer, present.get(field.key), codes or {}))
        except _Stays as stays:
            left.append(Left(field, stays.reason))
    return CarryOver(tuple(taken), tuple(left))


def _taken(field: Field, other: Field | None, answer: Json, present: Json, codes: Codes) -> Taken:
    if other is None or other.type in NOT_TYPED:
        raise _Stays(LeftReason.GONE)
    _require_alike(field, other)
    if not is_blank(present) and not _is_default(other, present):
        raise _Stays(LeftReason.FILLED)
    if is_unreadable(answer):
        raise _Stays(LeftReason.UNREADABLE)
    if other.type is FieldType.TABLE:
        return _taken_rows(field, other, answer)
    if other.type is FieldType.MATRIX:
        return _taken_cells(field, other, answer)
    if other.type is FieldType.CODE:
        return Taken(other, _current_codes(other, answer, codes))
    return Taken(other, _read(other, answer))


def _require_alike(field: Field, other: Field) -> None:
    """The same type in the same unit from the same list; personal answers stay where only few may read."""
    if (field.type, field.unit) != (other.type, other.unit):
        raise _Stays(LeftReason.TYPE)
    if field.dictionary != other.dictionary:
        raise _Stays(LeftReason.OPTIONS)
    if field.privacy in SEALED and other.privacy not in SEALED:
        raise _Stays(LeftReason.PRIVACY)


def _is_default(field: Field, present: Json) -> bool:
    """Whether an answer is only what every new draft begins with."""
    return bool(field.initial) and field.type not in {FieldType.TABLE, FieldType.MATRIX} and _same(field, present)


def _same(field: Field, present: Json) -> bool:
    try:
        return read_answer(field, field.initial) == present
    except Unreadable:
        return False


def _read(field: Field, answer: Json) -> Json:
    try:
        read = None if is_unreadable(answer) else read_answer(field, answer)
    except Unreadable as unreadable:
        raise _Stays(LeftReason.OPTIONS if field.type in CHOICES else LeftReason.UNREADABLE) from unreadable
    if is_blank(read):
        raise _Stays(LeftReason.UNREADABLE)
    return read


def _current_codes(field: Field, answer: Json, codes: Codes) -> list[Json]:
    """The entries as the list has them today; an entry that it has no more keeps all of them behind."""
    known = codes.get(field.dictionary, {})
    entries = [known.get(typed_code(dict(entry))) for entry in chosen_codes(answer)]
    if not entries or any(entry is None for entry in entries):
        raise _Stays(LeftReason.OPTIONS)
    return entries


def _taken_rows(field: Field, other: Field, answer: Json) -> Taken:
    """Rows keep their order and place; a column stays behind where its cells cannot be taken."""
    rows: list[Json] = []
    without: dict[str, Text] = {}
    for row in answer if isinstance(answer, list) else []:
        cells: dict[str, Json] = {}
        for column in field.columns:
            cell = row.get(column.key) if isinstance(row, dict) else None
            if is_blank(cell):
                continue
            try:
                cells[column.key] = _cell(column, other.column(column.key), cell)
            except _Stays:
                without[column.key] = column.label
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise _Stays(LeftReason.GONE if without else LeftReason.UNREADABLE)
    return Taken(other, rows, tuple(without.values()))


def _cell(column: Field, other: Field | None, cell: Json) -> Json:
    if other is None:
        raise _Stays(LeftReason.GONE)
    _require_alike(column, other)
    return _read(other, cell)


def _taken_cells(field: Field, other: Field, answer: Json) -> Taken:
    """Amounts that were typed; sums are added up anew."""
    amounts = answer if isinstance(answer, dict) else {}
    there = {cell.key: cell for cell in other.cells if not cell.sum_of}
    cells: dict[str, Json] = {}
    without: list[Text] = []
    for cell in field.cells:
        amount = amounts.get(cell.key)
        if cell.sum_of or is_blank(amount):
            continue
        try:
            known = there.get(cell.key)
            cells[cell.key] = _cell(cell_field(field, cell), cell_field(other, known) if known else None, amount)
        except _Stays:
            without.append(cell.label)
    if not cells:
        raise _Stays(LeftReason.GONE if without else LeftReason.UNREADABLE)
    return Taken(other, cells, tuple(without))
