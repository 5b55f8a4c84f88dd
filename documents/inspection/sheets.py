"""The first sheet of an xlsx as texts, exactly: no formula is calculated, no number reformatted beyond what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from documents.domain.sheets import EPOCH_1900, EPOCH_1904, MAX_CELL_CHARS, MAX_COLUMNS, MAX_LINES, CellKind
from documents.inspection.formats import inspect_content
from documents.inspection.verdict import Refused

#: Spreadsheets keep fifteen significant digits of a number.
_KEPT_DIGITS = 15
_PADDED = re.compile(r"0{2,30}", re.ASCII)

Cells = list[tuple[str, str]]


def read_first_sheet(path: Path) -> dict[str, Any]:
    """Numbered lines of (text, kind) with the epoch. The package is inspected first. Raises Refused."""
    inspect_content(path, "xlsx", ("xlsx",), path)
    try:
        values = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        lines = list(_lines(values.worksheets[0], formulas.worksheets[0]))
    except Refused:
        raise
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise Refused("file_damaged") from error
    epoch = EPOCH_1904 if values.epoch == CALENDAR_MAC_1904 else EPOCH_1900
    return {"epoch": epoch, "lines": lines}


def _lines(values: Any, formulas: Any) -> Iterator[tuple[int, Cells]]:
    """Lines that say something; what the sheet declares about its own size is not believed."""
    for sheet in (values, formulas):
        sheet.reset_dimensions()
    rows = zip(values.iter_rows(max_col=MAX_COLUMNS), formulas.iter_rows(max_col=MAX_COLUMNS), strict=False)
    for number, (row, sources) in enumerate(rows, 1):
        cells = [_cell(cell, source) for cell, source in zip(row, sources, strict=False)]
        while cells and not cells[-1][0]:
            cells.pop()
        if not cells:
            continue
        if number > MAX_LINES:
            raise Refused("sheet_too_long", {"most": MAX_LINES})
        yield number, cells


def _cell(cell: Any, source: Any) -> tuple[str, str]:
    value = cell.value
    if getattr(source, "data_type", "") == "f" and value is None:
        return "=", CellKind.ERROR
    if getattr(cell, "data_type", "") == "e":
        return str(value), CellKind.ERROR
    text, kind = _text(value, str(getattr(cell, "number_format", "") or ""))
    return text[:MAX_CELL_CHARS], kind


def _text(value: Any, number_format: str) -> tuple[str, CellKind]:
    if value is None:
        return "", CellKind.TEXT
    if isinstance(value, bool):
        return str(value).upper(), CellKind.TEXT
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime) and value.time() != time(0):
        return value.isoformat(" ", "seconds"), CellKind.DATE
    if isinstance(value, date):
        return value.isoformat()[:10], CellKind.DATE
    return str(value).strip(), CellKind.TEXT


def _number(value: float, number_format: str) -> tuple[str, CellKind]:
    """A number as its cell shows it: leading zeros of a format such as 000000 are digits that people mean."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{_KEPT_DIGITS}g"))
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if len(text.lstrip("-").partition(".")[0]) > _KEPT_DIGITS:
        return text, CellKind.LOST
    if _PADDED.fullmatch(number_format) and text.isdigit():
        text = text.zfill(len(number_format))
    return text, CellKind.NUMBER
