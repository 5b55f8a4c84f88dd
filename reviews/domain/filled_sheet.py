"""Results, opinions and numbers as somebody filled them in beside an exported list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from documents.domain.sheets import CellKind, Sheet
from tenants.domain.errors import Problem, ValidationFailed

MOST_LINES = 100
_DIGITS = 9


class FillColumn(StrEnum):
    """Columns that come back; `TOKEN` says which version of which task the line was exported from."""

    NUMBER = "number"
    RESULT = "result"
    OPINION = "opinion"
    REGISTRATION_NUMBER = "registration_number"
    TOKEN = "token"  # noqa: S105 - a version mark


@dataclass(frozen=True, slots=True)
class FilledLine:
    line: int
    number: str
    result: str = ""
    opinion: str = ""
    registration_number: str = ""
    token: str = ""
    lost: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.result or self.opinion)


def make_token(task_id: UUID, version: int) -> str:
    return f"{task_id}:{version}"


def read_token(token: str) -> tuple[UUID, int] | None:
    """The task and the application's version; None for what no export wrote."""
    task, _, version = token.partition(":")
    if not (version.isascii() and version.isdigit() and len(version) <= _DIGITS):
        return None
    try:
        return UUID(task), int(version)
    except ValueError:
        return None


def read_filled(sheet: Sheet, titles: Mapping[FillColumn, str]) -> tuple[FilledLine, ...]:
    """The lines in which something was filled in, columns found by their headers.

    Raises ValidationFailed at `file`: no such headers, nothing filled in, too many lines.
    """
    head = [cell.text for cell in sheet.lines[0].cells] if sheet.lines else []
    places = {column: head.index(title) for column, title in titles.items() if title in head}
    missing = [titles[each] for each in (FillColumn.NUMBER, FillColumn.RESULT, FillColumn.TOKEN) if each not in places]
    if missing:
        raise ValidationFailed([Problem("file", "fill_columns_missing", {"columns": "、".join(missing)})])
    lines = []
    for line in sheet.lines[1:]:
        cells = {column: line.cell(at) for column, at in places.items()}
        lost = tuple(each.value for each, cell in cells.items() if cell.kind in {CellKind.LOST, CellKind.ERROR})
        filled = FilledLine(line.number, lost=lost, **{each.value: cell.text for each, cell in cells.items()})
        if filled.says_something:
            lines.append(filled)
    if not lines:
        raise ValidationFailed([Problem("file", "fill_nothing")])
    if len(lines) > MOST_LINES:
        raise ValidationFailed([Problem("file", "fill_too_many", {"most": MOST_LINES})])
    return tuple(lines)


def lines_from_posted(posted: object) -> tuple[FilledLine, ...] | None:
    """Lines as the preview sent them to be confirmed; None for anything else."""
    if not isinstance(posted, list) or not posted or len(posted) > MOST_LINES:
        return None
    lines = []
    for each in posted:
        known = isinstance(each, dict) and each.keys() == {"line", *FillColumn}
        if not known or not isinstance(each["line"], int) or not all(isinstance(each[key], str) for key in FillColumn):
            return None
        lines.append(FilledLine(**each))
    return tuple(lines)
