"""Changes to the rows of a repeating table, as the buttons and the clipboard of a page ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from procedures.domain.form_paths import MAX_ROW
from procedures.domain.values import Json


class RowCommand(StrEnum):
    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class RowEdit:
    """One change to the rows of one table; `index` is meaningless for ADD."""

    table: str
    command: RowCommand
    index: int = 0


def parse_row_edit(text: str) -> RowEdit | None:
    """`completers:remove:2` as the buttons of a table send it; None for anything else."""
    table, _, rest = text.partition(":")
    command, _, index = rest.partition(":")
    if not table or command not in set(RowCommand) or (index and not (index.isascii() and index.isdigit())):
        return None
    return RowEdit(table, RowCommand(command), int(index or 0))


def edit_rows(raw: Mapping[str, Json], edit: RowEdit) -> dict[str, Json]:
    """What was typed, with the table's rows changed; an index outside the table changes nothing."""
    rows = _rows(raw, edit.table)
    last = len(rows) - 1
    if edit.command is RowCommand.ADD and last < MAX_ROW:
        rows.append({})
    elif edit.command is RowCommand.REMOVE and edit.index <= last:
        del rows[edit.index]
    elif edit.command is RowCommand.UP and 0 < edit.index <= last:
        rows[edit.index - 1], rows[edit.index] = rows[edit.index], rows[edit.index - 1]
    elif edit.command is RowCommand.DOWN and edit.index < last:
        rows[edit.index + 1], rows[edit.index] = rows[edit.index], rows[edit.index + 1]
    return {**raw, edit.table: list(rows)}


@dataclass(frozen=True, slots=True)
class Paste:
    """A block of spreadsheet cells, put down at a row and column of a table."""

    table: str
    row: int
    column: str
    text: str


def paste_cells(raw: Mapping[str, Json], paste: Paste, columns: Sequence[str]) -> dict[str, Json]:
    """What was typed, with the block written over the cells from its place on.

    Rows that are missing are added; cells beyond the last column or the highest row are dropped.
    """
    rows = _rows(raw, paste.table)
    reached = list(columns[columns.index(paste.column) :]) if paste.column in columns else []
    for offset, line in enumerate(paste.text.rstrip("\r\n").splitlines() if reached else []):
        place = paste.row + offset
        if place > MAX_ROW:
            break
        rows.extend({} for _ in range(place + 1 - len(rows)))
        found = rows[place]
        cells = dict(found) if isinstance(found, dict) else {}
        cells.update({key: cell.strip() for key, cell in zip(reached, line.split("\t"), strict=False)})
        rows[place] = cells
    return {**raw, paste.table: rows}


def _rows(raw: Mapping[str, Json], table: str) -> list[Json]:
    present = raw.get(table)
    return list(present) if isinstance(present, list) else []
