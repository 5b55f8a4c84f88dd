"""The table of a public notice as a Word document."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from reviews.domain.notices import NoticeLine

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import _Cell as Cell

_LABEL_WIDTH, _VALUE_WIDTH = Cm(4), Cm(12)
_HEADING_FONT, _TEXT_FONT = "黑体", "仿宋"


def notice_document(*, heading: str, number: str, lines: Sequence[NoticeLine]) -> bytes:
    """A docx: heading, number, and one table row for each published answer; tables stand inside their row."""
    document = Document()
    set_fonts(document)
    put_heading(document, heading)
    document.add_paragraph(f"受理编号：{plain(number)}")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for line in lines:
        label, value = table.add_row().cells
        label.width, value.width = _LABEL_WIDTH, _VALUE_WIDTH
        label.text = plain(line.label)
        if line.rows:
            _put_rows(value, line)
        else:
            value.text = plain(line.words)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def put_heading(document: DocumentType, words: str) -> None:
    """The title of an official paper, in the middle."""
    title = document.add_paragraph(plain(words))
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.runs[0]
    run.font.size, run.font.bold = Pt(18), True
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HEADING_FONT)  # noqa: SLF001 - no other way


def set_fonts(document: DocumentType) -> None:
    """The type of official papers."""
    style = document.styles["Normal"]
    style.font.size = Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _TEXT_FONT)


def _put_rows(cell: Cell, line: NoticeLine) -> None:
    """One numbered paragraph for each row: a table within a table tears at page ends."""
    for at, row in enumerate(line.rows, start=1):
        words = "，".join(plain(each) for each in row if each)
        paragraph = cell.paragraphs[0] if at == 1 else cell.add_paragraph()
        paragraph.add_run(f"{at}. {words}")


def plain(text: str) -> str:
    """Without the characters that no XML document can hold."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs", "Cn"})
