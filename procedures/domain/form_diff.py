"""What changed between two rounds, field by field, and row by row inside tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from procedures.domain.answer_types import is_unreadable
from procedures.domain.form import cell_field
from procedures.domain.form_checks import row_identity
from procedures.domain.form_schema import Field, FieldType, FormSchema
from procedures.domain.values import Answers, Json


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference. `path` is where it stands now (where it stood, for what was removed).

    `field` is the field, column or cell that changed, or the table for a whole row; `before` and `after` are stored
    answers, of a moved row its old and new position.
    """

    path: str
    field: Field
    before: Json
    after: Json
    kind: ChangeKind


def diff(form: FormSchema, before: Answers, after: Answers) -> tuple[FieldChange, ...]:
    """Every change, in the form's order. Equal answers give nothing."""
    return tuple(
        change
        for field in form.fields()
        for change in _diff_field(field, field.key, before.get(field.key), after.get(field.key))
    )


def _diff_field(field: Field, path: str, before: Json, after: Json) -> Iterator[FieldChange]:
    if before == after:
        return
    if field.type is FieldType.TABLE and _is_rows(before) and _is_rows(after):
        yield from _diff_rows(field, path, _rows(before), _rows(after))
    elif field.type is FieldType.MATRIX and not is_unreadable(before) and not is_unreadable(after):
        old, new = _cells(before), _cells(after)
        for cell in field.cells:
            inner = cell_field(field, cell)
            yield from _diff_field(inner, f"{path}.{cell.key}", old.get(cell.key), new.get(cell.key))
    else:
        yield FieldChange(path, field, before, after, _kind(before, after))


def _kind(before: Json, after: Json) -> ChangeKind:
    if before is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if after is None else ChangeKind.CHANGED


def _diff_rows(
    table: Field, path: str, before: list[dict[str, Json]], after: list[dict[str, Json]]
) -> Iterator[FieldChange]:
    pairs = _pair_rows(table, before, after)
    partners = dict(pairs)
    for old in range(len(before)):
        if old not in partners:
            yield FieldChange(f"{path}[{old}]", table, [before[old]], None, ChangeKind.REMOVED)
    kept_order = sorted(new for _, new in pairs)
    for (old, new), place in zip(pairs, kept_order, strict=True):
        if table.ordered and new != place:
            yield FieldChange(f"{path}[{new}]", table, old + 1, new + 1, ChangeKind.MOVED)
        for column in table.columns:
            here = f"{path}[{new}].{column.key}"
            yield from _diff_field(column, here, before[old].get(column.key), after[new].get(column.key))
    matched = set(kept_order)
    for new in range(len(after)):
        if new not in matched:
            yield FieldChange(f"{path}[{new}]", table, None, [after[new]], ChangeKind.ADDED)


def _pair_rows(table: Field, before: list[dict[str, Json]], after: list[dict[str, Json]]) -> list[tuple[int, int]]:
    """Rows that are the same row: by their identifying cells, and what is left by position. Ordered by `before`."""
    free = {identity: at for at in range(len(after) - 1, -1, -1) if (identity := row_identity(table, after[at]))}
    pairs: dict[int, int] = {}
    for old, row in enumerate(before):
        identity = row_identity(table, row)
        if identity in free:
            pairs[old] = free.pop(identity)
    taken = set(pairs.values())
    for old in range(min(len(before), len(after))):
        if old not in pairs and old not in taken:
            pairs[old] = old
    return sorted(pairs.items())


def _is_rows(answer: Json) -> bool:
    return answer is None or isinstance(answer, list)


def _rows(answer: Json) -> list[dict[str, Json]]:
    return [row if isinstance(row, dict) else {} for row in answer] if isinstance(answer, list) else []


def _cells(answer: Json) -> dict[str, Json]:
    return answer if isinstance(answer, dict) else {}
