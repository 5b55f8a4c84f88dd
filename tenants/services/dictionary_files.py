"""Tables out of uploaded files: CSV as Chinese office programs write it, and xlsx. Every cell comes as text."""

from __future__ import annotations

import csv
import io
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tenants.domain.dictionaries import MOST_ROWS, CodeRow, read_rows
from tenants.domain.errors import Problem, ValidationFailed

MOST_BYTES = 8 * 1024 * 1024
MOST_COLUMNS = 20
ZIP_MARK = b"PK\x03\x04"


def rows_of(content: bytes) -> tuple[CodeRow, ...]:
    """The rows of an uploaded list. Raises ValidationFailed with every row that is wrong."""
    rows, problems = read_rows(read_table(content))
    if problems:
        raise ValidationFailed(problems)
    return rows


def read_table(content: bytes) -> list[list[str]]:
    """The first sheet, or the CSV. Raises ValidationFailed for what cannot be read as either."""
    if len(content) > MOST_BYTES:
        raise ValidationFailed([Problem("file", "dictionary_file_large", {"most": MOST_BYTES // 1024 // 1024})])
    return _sheet(content) if content.startswith(ZIP_MARK) else _csv(content)


def _sheet(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return [_texts(row) for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise ValidationFailed([Problem("file", "dictionary_file_unreadable")]) from error


def _texts(row: tuple[object, ...]) -> list[str]:
    texts = ["" if cell is None else str(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise ValidationFailed([Problem("file", "dictionary_file_unreadable")])
