"""A block of spreadsheet cells as it was read or pasted: texts with what the spreadsheet said about them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: Lines and columns beyond this are refused, whatever a file claims.
MAX_LINES = 5_000
MAX_COLUMNS = 120
MAX_CELL_CHARS = 32_767

#: Spreadsheets count days from one of two epochs.
EPOCH_1900, EPOCH_1904 = 1900, 1904
_LAST_DAY = date(2200, 1, 1)
#: Day 60 of the older epoch is the 29th of February 1900, which never was.
_NEVER = 60
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{2,}", re.ASCII | re.IGNORECASE)


class CellKind(StrEnum):
    """What a cell is: `lost` a number of which the spreadsheet itself forgot digits, `error` a formula that failed."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    LOST = "lost"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something, with its number in the spreadsheet, from 1."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        return self.cells[index] if index < len(self.cells) else Cell("")


@dataclass(frozen=True, slots=True)
class Sheet:
    lines: tuple[Line, ...]
    epoch: int = EPOCH_1900


def sheet_from_text(text: str) -> Sheet:
    """What a spreadsheet puts on the clipboard: lines of cells between tabs, quoted where they hold line breaks.

    Long numbers that the spreadsheet showed as `4.4E+17` are marked as lost. Lines beyond the bound are left out.
    """
    source = csv.reader(text.replace("\0", "").splitlines(keepends=True), delimiter="\t")
    lines: list[Line] = []
    try:
        for number, row in enumerate(source, 1):
            cells = tuple(_pasted(cell) for cell in row[:MAX_COLUMNS])
            if any(cell.text for cell in cells):
                lines.append(Line(number, cells))
            if number >= MAX_LINES:
                break
    except csv.Error:
        return Sheet(tuple(lines))
    return Sheet(tuple(lines))


def _pasted(text: str) -> Cell:
    clean = text.strip()[:MAX_CELL_CHARS]
    return Cell(clean, CellKind.LOST if _SCIENTIFIC.fullmatch(clean) else CellKind.TEXT)


def day_of_serial(serial: int, epoch: int) -> date | None:
    """The day a spreadsheet means by a number; None for a number that is no day."""
    if serial < 1 or (epoch == EPOCH_1900 and serial == _NEVER):
        return None
    start = date(1904, 1, 1) if epoch == EPOCH_1904 else date(1899, 12, 31 if serial < _NEVER else 30)
    return start + timedelta(days=serial) if serial <= (_LAST_DAY - start).days else None
