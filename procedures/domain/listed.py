"""Lists that administrators bring as one sheet: lines read by their headers, and as the preview posts them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from documents.domain.sheets import CellKind, Sheet
from tenants.domain.errors import Problem, ValidationFailed

MOST_LINES = 200
Column = TypeVar("Column", bound=str)


def texts_by_column(
    sheet: Sheet, titles: Mapping[Column, str], *, optional: Collection[Column] = ()
) -> list[tuple[int, dict[str, str]]]:
    """Number and texts of each line. Raises ValidationFailed at `file` for missing columns, no lines, too many."""
    head = [cell.text for cell in sheet.lines[0].cells] if sheet.lines else []
    places = {column: head.index(title) for column, title in titles.items() if title in head}
    missing = [title for column, title in titles.items() if column not in places and column not in optional]
    if missing:
        raise ValidationFailed([Problem("file", "staff_columns_missing", {"columns": "、".join(missing)})])
    lines = []
    for line in sheet.lines[1:]:
        cells = {column: line.cell(at) for column, at in places.items()}
        texts = {str(each): "" if cell.kind is CellKind.LOST else cell.text.strip() for each, cell in cells.items()}
        lines.append((line.number, texts))
    if not lines or len(lines) > MOST_LINES:
        code = "sheet_too_long" if lines else "sheet_empty"
        raise ValidationFailed([Problem("file", code, {"most": MOST_LINES})])
    return lines


def posted_lines(posted: object, columns: Collection[str]) -> list[tuple[int, dict[str, str]]] | None:
    """Lines as the preview sent them to be confirmed; None for anything else."""
    if not isinstance(posted, list) or not posted or len(posted) > MOST_LINES:
        return None
    lines = []
    for each in posted:
        known = isinstance(each, dict) and each.keys() == {"line", *columns}
        if not known or not isinstance(each["line"], int) or not all(isinstance(each[key], str) for key in columns):
            return None
        lines.append((each["line"], {key: each[key] for key in columns}))
    return lines
