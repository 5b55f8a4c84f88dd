"""The one document of a batch as a Word file: title, 文号, meeting, the list in official columns, closing words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from accounts.access import Actor, authorize
from documents.domain.file_rules import clean_name
from procedures.queries.packages import compiled
from reviews.batch_policies import BatchAction, batch_verdict
from reviews.domain.batches import BatchKind, Exempt, ItemState
from reviews.models import BATCH_KIND_LABELS, EXEMPT_LABELS, ITEM_STATE_LABELS, Batch, BatchItem
from reviews.queries.batch_preview import planned_for
from reviews.queries.batches import items_of, reach_batch, situation_for_batch
from reviews.services.batches import record_batch
from reviews.services.notice_document import plain, put_heading, set_fonts
from reviews.services.notice_export import DOCX, Exported
from tenants.wording import say

if TYPE_CHECKING:
    from uuid import UUID

    from docx.document import Document as DocumentType
    from docx.table import Table

_COLUMNS = (("序号", 1.2), ("受理编号", 3.6), ("名称", 6.6), ("申报单位", 4.8), ("办理结果", 3.2), ("意见", 5.3))


@transaction.atomic
def make_batch_document(actor: Actor, *, batch_id: UUID) -> Exported:
    """The document as the batch stands now. Recorded. Raises NotAuthorised, IllegalTransition."""
    batch = reach_batch(actor, batch_id)
    authorize(batch_verdict(BatchAction.LOOK, situation_for_batch(actor, batch)))
    content = batch_document(batch, items_of(batch))
    record_batch("reviews.make_batch_document", actor, batch, revision=batch.revision)
    name = batch.title[:80].replace("/", "_").replace("\\", "_")
    return Exported(clean_name(f"{name}.docx"), DOCX, content)


def batch_document(batch: Batch, items: Sequence[BatchItem]) -> bytes:
    """A docx on lying A4: what is in the batch row by row, in its order."""
    document = Document()
    set_fonts(document)
    _lay_on_its_side(document)
    put_heading(document, batch.title)
    if batch.document_number:
        document.add_paragraph(plain(batch.document_number)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraphs(document, _opening(batch, len(items)))
    table = document.add_table(rows=1, cols=len(_COLUMNS), style="Table Grid")
    table.autofit = False
    _fill(table, [title for title, _width in _COLUMNS], at=0)
    _repeat_head(table)
    for at, item in enumerate(items, start=1):
        table.add_row()
        _fill(table, _cells(batch, item, at), at=at)
    _paragraphs(document, _closing(batch, items))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _lay_on_its_side(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2.5)


def _paragraphs(document: DocumentType, texts: Sequence[str]) -> None:
    for text in texts:
        for line in plain(text).splitlines():
            document.add_paragraph(line)


def _opening(batch: Batch, count: int) -> list[str]:
    lines = [f"事项：{batch.procedure.name}　环节：{batch.step_label}　共 {count} 件"]
    if batch.meeting_on:
        place = f"　地点：{batch.meeting_place}" if batch.meeting_place else ""
        lines.append(f"会议日期：{batch.meeting_on:%Y年%m月%d日}{place}")
    if batch.meeting_people:
        lines.append(f"参加人员：{batch.meeting_people}")
    return lines


def _closing(batch: Batch, items: Sequence[BatchItem]) -> list[str]:
    exceptions = sum(item.exempt != Exempt.NONE for item in items)
    kind = BATCH_KIND_LABELS[BatchKind(batch.kind)]
    total = f"以上 {len(items)} 件，{kind} {len(items) - exceptions} 件，例外 {exceptions} 件。"
    return [total, *(text for text in (batch.minutes, batch.conclusion) if text)]


def _cells(batch: Batch, item: BatchItem, at: int) -> list[str]:
    application = item.application
    return [
        str(at),
        application.number,
        application.title,
        application.organisation_name,
        result_words(batch, item),
        say(item.code, item.params) if item.state == ItemState.REFUSED else planned_for(batch, item).opinion,
    ]


def result_words(batch: Batch, item: BatchItem) -> str:
    """What is decided on an item, or what became of it: with the number that it got."""
    if item.state in {ItemState.REFUSED, ItemState.LEFT_OUT}:
        return str(ITEM_STATE_LABELS[ItemState(item.state)])
    if item.exempt in {Exempt.RETURN, Exempt.LEAVE_OUT}:
        return str(EXEMPT_LABELS[Exempt(item.exempt)])
    wanted = planned_for(batch, item).result
    step = compiled(item.application.procedure_version).chain.step(item.task.step_key)
    label = next((str(each.label) for each in step.results if each.key == wanted), "") if step else ""
    decision = getattr(item.act, "decision", None)
    number = decision.number if decision is not None else ""
    return f"{label or '同意'} {number}".strip()


def _fill(table: Table, cells: Sequence[str], *, at: int) -> None:
    for cell, text, (_title, width) in zip(table.rows[at].cells, cells, _COLUMNS, strict=True):
        cell.width = Cm(width)
        cell.text = plain(text)
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.size, run.font.bold = Pt(10.5), at == 0


def _repeat_head(table: Table) -> None:
    """The head stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - no other way
