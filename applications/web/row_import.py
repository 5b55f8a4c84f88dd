"""Rows from Excel: a template to take away, a file or the clipboard to bring back, a preview, and then the table."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_of
from applications.domain.row_import import (
    ImportedRow,
    ImportMode,
    RowImport,
    header_of,
    read_rows,
    rows_from_posted,
)
from applications.models import Draft
from applications.queries.helping import reach_draft
from applications.services.drafts import section_version
from applications.services.row_import import TriedImport, import_rows, table_of, try_rows
from applications.web.requests import SignedInRequest
from documents.domain.sheets import Sheet, sheet_from_text
from documents.services.sheets import read_upload
from documents.services.workbooks import CONTENT_TYPE, SheetColumn, SheetContent, write_workbook
from procedures.domain.form_checks import TABLE_ROWS
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import Field, FieldType, FormSchema
from procedures.queries.packages import compiled
from tenants.domain.errors import DomainError, IllegalTransition, Problem, ValidationFailed
from tenants.wording import say

UNPROCESSABLE, CONFLICT = 422, 409
_EXAMPLES = {
    FieldType.DATE: lazy("填 2024-05-01 的样子"),
    FieldType.YEAR_MONTH: lazy("填 2024-05 的样子"),
}


@dataclass(frozen=True, slots=True)
class PreviewCell:
    text: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    line: int
    cells: tuple[PreviewCell, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """The table of a draft that a request is about."""

    draft: Draft
    form: FormSchema
    table: Field
    is_help: bool = False


@login_required
@require_safe
def template(request: SignedInRequest, draft_id: UUID, table_key: str) -> HttpResponse:
    place = _place(request, draft_id, table_key)
    table = place.table
    content = SheetContent(
        title=str(table.label),
        columns=[_sheet_column(column) for column in table.columns],
        room=table.max_items or TABLE_ROWS,
        notes=[
            _("第一行是表头，请勿改动；从第二行起每行填写一条。"),
            _("所有单元格均为文本格式：证件号码、编号照原样输入，开头的 0 和 18 位号码都会保留。"),
        ],
    )
    with tempfile.TemporaryDirectory(prefix="tongban-template-") as folder:
        path = Path(folder) / "template.xlsx"
        write_workbook(path, content)
        answer = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = _attachment(f"{table.label}.xlsx")
    return answer


def _attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _sheet_column(column: Field) -> SheetColumn:
    labels = tuple(str(option.label) for option in column.choices().values())
    notes = [_("必填")] if column.required else []
    if column.type is FieldType.MULTI:
        notes.append(_("可填多项，用分号隔开：%(labels)s") % {"labels": "；".join(labels)})
    if column.type in _EXAMPLES:
        notes.append(str(_EXAMPLES[column.type]))
    if column.max_chars:
        notes.append(_("不超过 %(most)s 字") % {"most": column.max_chars})
    if column.hint:
        notes.append(str(column.hint))
    return SheetColumn(
        header_of(column),
        choices=() if column.type is FieldType.MULTI else labels,
        note="；".join(notes),
        width=40 if column.type is FieldType.LONG_TEXT else 16,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: SignedInRequest, draft_id: UUID, table_key: str) -> HttpResponse:
    """GET asks for file or paste; POST shows the preview; POST with `rows` saves what the preview showed."""
    place = _place(request, draft_id, table_key)
    if request.method != "POST":
        return _page(request, place, {})
    try:
        if "rows" in request.POST:
            return _confirm(request, place)
        return _preview(request, place, read_rows(place.table, _sheet(request)), ImportMode(_mode(request)))
    except ValidationFailed as refused:
        problems = [(each.path, say(each.code, each.params)) for each in refused.problems]
        return _page(request, place, {"problems": problems}, UNPROCESSABLE)


def _place(request: SignedInRequest, draft_id: UUID, table_key: str) -> Place:
    reach = reach_draft(request.user, draft_id)
    draft = reach.draft
    form = compiled(draft.procedure_version).form(draft.variant)
    table = table_of(form, table_key)
    reach.require(form.section_of[table.key].key)
    return Place(draft, form, table, reach.is_help)


def _mode(request: SignedInRequest) -> str:
    word = request.POST.get("mode", "")
    return word if word in set(ImportMode) else ImportMode.APPEND.value


def _sheet(request: SignedInRequest) -> Sheet:
    """What was brought: the file before the clipboard."""
    upload = request.FILES.get("file")
    if upload is not None:
        return read_upload(upload)
    sheet = sheet_from_text(request.POST.get("paste", ""))
    if not sheet.lines:
        raise ValidationFailed([Problem("file", "sheet_missing")])
    return sheet


def _preview(
    request: SignedInRequest, place: Place, incoming: RowImport, mode: ImportMode, refusal: DomainError | None = None
) -> HttpResponse:
    if not incoming.rows:
        raise ValidationFailed([Problem("file", "sheet_empty")])
    tried = try_rows(place.draft, place.form, place.table, incoming, mode)
    wrong = sum(at >= 0 for at, _column in tried.problems)
    context = {
        "preview": True,
        "rows": _preview_rows(place.table, incoming, tried),
        "table_messages": [say(each.code, each.params) for each in tried.problems.get((-1, ""), ())],
        "ignored": "、".join(incoming.ignored),
        "absent": "、".join(str(column.label) for column in incoming.absent),
        "wrong": wrong,
        "version": section_version(place.draft, place.form.section_of[place.table.key]),
        "raw": json.dumps([row.raw for row in incoming.rows], ensure_ascii=False),
        "refusal": say(refusal.code, refusal.params) if refusal else "",
    }
    return _page(request, place, context, CONFLICT if refusal else 200)


def _preview_rows(table: Field, incoming: RowImport, tried: TriedImport) -> list[PreviewRow]:
    return [
        PreviewRow(
            row.line,
            tuple(
                PreviewCell(
                    display_value(column, tried.rows[at].get(column.key)) if at < len(tried.rows) else "",
                    tuple(say(each.code, each.params) for each in tried.problems.get((at, column.key), ())),
                )
                for column in table.columns
            ),
        )
        for at, row in enumerate(incoming.rows)
    ]


def _confirm(request: SignedInRequest, place: Place) -> HttpResponse:
    try:
        posted = json.loads(request.POST["rows"])
    except ValueError:
        posted = None
    typed = rows_from_posted(place.table, posted)
    if not typed:
        raise ValidationFailed([Problem("file", "rows_unreadable")])
    mode, version = ImportMode(_mode(request)), request.POST.get("version", "")
    try:
        import_rows(
            place.draft.id,
            table_key=place.table.key,
            rows=typed,
            mode=mode,
            version=int(version) if version.isascii() and version.isdigit() else -1,
            actor=actor_of(request.user),
        )
    except IllegalTransition as refusal:
        again = RowImport(tuple(ImportedRow(number, row) for number, row in enumerate(typed, 1)))
        return _preview(request, place, again, mode, refusal)
    words = ngettext("已导入 %(count)s 行。", "已导入 %(count)s 行。", len(typed)) % {"count": len(typed)}
    messages.success(request, words)
    return redirect(_back(place))


def _back(place: Place) -> str:
    section = place.form.section_of[place.table.key]
    page = reverse("applications:section", args=[place.draft.id, section.key])
    return f"{page}#field-{place.table.key}"


def _page(request: SignedInRequest, place: Place, context: dict[str, object], status: int = 200) -> HttpResponse:
    shared = {
        "draft": place.draft,
        "is_help": place.is_help,
        "table": place.table,
        "columns": [header_of(column) for column in place.table.columns],
        "mode": _mode(request),
        "paste": request.POST.get("paste", ""),
        "back": _back(place),
    }
    return render(request, "applications/rows.html", {**shared, **context}, status=status)
