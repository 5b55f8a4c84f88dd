"""Workbooks that people take away: every cell a text, no formula, no link, drop-downs where there are options."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What makes a spreadsheet think of a formula, in half and full width, also behind blanks.
_FORMULA_STARTS = ("=", "+", "-", "@")
_MOST_CHARS = 32_767
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`choices` become a drop-down; `note` is told on the sheet of explanations."""

    title: str
    choices: tuple[str, ...] = ()
    note: str = ""
    width: int = 16


@dataclass(frozen=True, slots=True)
class SheetContent:
    """`room` is how many lines are prepared for typing."""

    title: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[str]] = ()
    room: int = 0
    notes: Sequence[str] = ()


def write_workbook(path: Path, content: SheetContent) -> int:
    """Write the workbook and say how many rows it has. Rows stream: memory does not grow with them."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        quoted = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True})
        sheet = book.add_worksheet(_sheet_name(content.title))
        _write_head(book, sheet, content, text)
        count = 0
        for count, row in enumerate(content.rows, 1):
            for column, cell in enumerate(row):
                clean = clean_text(cell)
                sheet.write_string(count, column, clean, quoted if looks_like_formula(clean) else text)
        _write_choices(book, sheet, content.columns, count + content.room)
        _write_notes(book, content, text)
    return count


def looks_like_formula(text: str) -> bool:
    folded = unicodedata.normalize("NFKC", text).lstrip()
    return folded.startswith(_FORMULA_STARTS) or text[:1] in {"\t", "\r", "\n"}


def clean_text(text: str) -> str:
    """Without characters that no XML may hold."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in {"Cc", "Cs"})[:_MOST_CHARS]


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:28] or _("数据")


def _write_head(book: Workbook, sheet: Worksheet, content: SheetContent, text: Format) -> None:
    head = book.add_format({"bold": True, "num_format": "@", "bg_color": "#E8EEF7", "bottom": 1, "text_wrap": True})
    for at, column in enumerate(content.columns):
        sheet.set_column(at, at, min(max(column.width, 2 * len(column.title) + 2), _WIDEST), text)
        sheet.write_string(0, at, column.title, head)
    sheet.freeze_panes(1, 0)


def _write_choices(book: Workbook, sheet: Worksheet, columns: Sequence[SheetColumn], last: int) -> None:
    """Options stand on a sheet of their own: a list inside a validation may have 255 characters only."""
    with_choices = [(at, column) for at, column in enumerate(columns) if column.choices]
    if not with_choices or not last:
        return
    name = _("选项")
    options = book.add_worksheet(name)
    for line in range(max(len(column.choices) for _at, column in with_choices)):
        for place, (_at, column) in enumerate(with_choices):
            if line < len(column.choices):
                options.write_string(line, place, column.choices[line])
    for place, (at, column) in enumerate(with_choices):
        letter = xlsxwriter.utility.xl_col_to_name(place)
        source = f"='{name}'!${letter}$1:${letter}${len(column.choices)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_title": column.title[:32],
            "error_message": _("请从下拉列表中选择。"),
        }
        sheet.data_validation(1, at, last, at, rule)


def _write_notes(book: Workbook, content: SheetContent, text: Format) -> None:
    lines = [*content.notes, *(f"{column.title}：{column.note}" for column in content.columns if column.note)]
    if not lines:
        return
    notes = book.add_worksheet(_("填写说明"))
    notes.set_column(0, 0, 100, text)
    for at, line in enumerate(lines):
        notes.write_string(at, 0, clean_text(line), text)
