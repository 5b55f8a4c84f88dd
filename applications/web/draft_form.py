"""The pages on which a draft is filled in: one per section, saved as it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_of
from applications.domain.row_edits import Paste, RowEdit, edit_rows, parse_row_edit, paste_cells
from applications.queries.consents import missing_consents
from applications.queries.dossiers import Remarks, remarks_of
from applications.queries.earlier import undo_of
from applications.queries.helping import Reach, reach_draft, reach_form
from applications.queries.stored_answers import stored_answers
from applications.services.drafts import SavedSection, SectionConflict, save_section, section_version
from applications.web.field_views import field_view, renewed_controls
from applications.web.requests import SignedInRequest
from applications.web.section_page import SectionPage, before_save, language, redrawn_fields, section_page
from procedures.domain.form_paths import answers_from_paths
from procedures.domain.form_reading import display_value
from procedures.domain.form_schema import FormSchema, Section
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from tenants.domain.errors import NotAuthorised


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a conflict: what this page would save, and what is saved."""

    label: str
    mine: str
    saved: str


#: What the page says of its summary: that it lists what is missing, too.
COMPLETE = "complete"


@login_required
@require_safe
def draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """To the first section; a draft that another system began asks for the consents first. A helper to his first."""
    reach = reach_draft(request.user, draft_id)
    found = reach.draft
    if not reach.is_help and missing_consents(found):
        return redirect("applications:consents", draft_id=found.id)
    sections = compiled(found.procedure_version).form(found.variant).sections
    first = next(each for each in sections if reach.sections is None or each.key in reach.sections)
    return redirect("applications:section", draft_id=found.id, section_key=first.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedInRequest, draft_id: UUID, section_key: str) -> HttpResponse:
    is_save = request.method == "POST"
    reach = (reach_form if is_save else reach_draft)(request.user, draft_id)
    found = reach.draft
    form = compiled(found.procedure_version).form(found.variant)
    chosen = _section(form, section_key)
    reach.require(section_key)
    if is_save:
        return _save(request, reach, form, chosen)
    page = section_page(
        found,
        form,
        chosen,
        stored_answers(found),
        version=section_version(found, chosen),
        remarks=remarks_of(found.application),
        complete="check" in request.GET,
        only=reach.sections,
    )
    context = {"page": page, "draft": found, "is_help": reach.is_help}
    context["undo"] = None if reach.is_help else undo_of(found)
    return render(request, "applications/section.html", context)


def _section(form: FormSchema, key: str) -> Section:
    chosen = form.section(key)
    if chosen is None:
        raise NotAuthorised("section_unknown")
    return chosen


def _save(request: SignedInRequest, reach: Reach, form: FormSchema, chosen: Section) -> HttpResponse:
    row_edit = parse_row_edit(request.POST.get("_row", ""))
    result = save_section(
        reach.draft.id,
        section_key=chosen.key,
        raw=_typed(request.POST, form, row_edit),
        shown=frozenset(request.POST.getlist("_shown")),
        version=_version(request.POST),
        actor=actor_of(request.user),
    )
    remarks = remarks_of(result.draft.application)
    if isinstance(result, SectionConflict):
        return _conflict(request, reach, result, remarks)
    if request.htmx:
        return _saved(request, reach, result, remarks, table=_table(request.POST, row_edit))
    page = section_page(
        result.draft, form, chosen, result.answers, version=result.version, remarks=remarks, only=reach.sections
    )
    if row_edit is not None:
        return redirect(f"{page.save_url}#field-{row_edit.table}")
    if page.problems:
        context = {"page": page, "draft": result.draft, "is_help": reach.is_help}
        return render(request, "applications/section.html", context, status=422)
    return redirect(page.next_url)


def _typed(post: QueryDict, form: FormSchema, row_edit: RowEdit | None) -> dict[str, Json]:
    pairs = [(name, value) for name, values in post.lists() for value in values if not name.startswith("_")]
    raw = answers_from_paths(form, pairs)
    if row_edit is not None and row_edit.table in form.by_key:
        raw = edit_rows(raw, row_edit)
    paste = _paste(post)
    if paste is not None and paste.table in form.by_key:
        raw = paste_cells(raw, paste, [column.key for column in form.by_key[paste.table].columns])
    return raw


def _paste(post: QueryDict) -> Paste | None:
    row = post.get("_paste_row", "")
    if not (row.isascii() and row.isdigit()):
        return None
    return Paste(post.get("_paste_table", ""), int(row), post.get("_paste_column", ""), post.get("_paste", ""))


def _table(post: QueryDict, row_edit: RowEdit | None) -> str:
    return row_edit.table if row_edit else post.get("_paste_table", "")


def _version(post: QueryDict) -> int:
    """The section's version on which the page was drawn; `_overwrite` says that the conflict was seen."""
    word = post.get("_overwrite") or post.get("_version", "")
    return int(word) if word.isascii() and word.isdigit() else -1


def _saved(
    request: SignedInRequest, reach: Reach, result: SavedSection, remarks: Remarks, *, table: str
) -> HttpResponse:
    """What changed on the page, to be swapped in by id; the table itself where its rows were changed.

    A page with a summary of what is wrong, also of what is missing where it was checked, gets that renewed.
    """
    summary = request.POST.get("_summary", "")
    complete = summary == COMPLETE
    before = before_save(result.draft, result.form, result.before, result.prefilled_before, complete=complete)
    page: SectionPage = section_page(
        result.draft,
        result.form,
        result.section,
        result.answers,
        version=result.version,
        remarks=remarks,
        complete=complete,
        only=reach.sections,
        since=before,
        also=table,
    )
    redrawn = redrawn_fields(page, before.state.visible, also=table)
    shown = [item for item in page.fields if item.visible and item.key != table and item not in redrawn]
    context = {
        "page": page,
        "draft": result.draft,
        "has_summary": bool(summary),
        "table": next((item for item in page.fields if item.key == table), None),
        "redrawn": redrawn,
        "renewed": renewed_controls([field_view(result.form.by_key[item.key], before.state) for item in shown], shown),
    }
    return render(request, "applications/_saved.html", context)


def _conflict(request: SignedInRequest, reach: Reach, conflict: SectionConflict, remarks: Remarks) -> HttpResponse:
    """Both versions side by side. The page keeps what was typed, until the person has chosen."""
    context: dict[str, object] = {
        "draft": conflict.draft,
        "is_help": reach.is_help,
        "differences": [
            Difference(
                item.label.in_language(language()),
                display_value(item, conflict.mine.get(item.key)),
                display_value(item, conflict.saved.get(item.key)),
            )
            for item in conflict.fields
        ],
        "version": conflict.version,
    }
    if request.htmx:
        response = render(request, "applications/_conflict.html", context, status=409)
        response["HX-Retarget"], response["HX-Reswap"] = "#conflict", "innerHTML"
        return response
    context["page"] = section_page(
        conflict.draft,
        conflict.form,
        conflict.section,
        conflict.mine,
        version=conflict.version,
        remarks=remarks,
        only=reach.sections,
    )
    return render(request, "applications/section.html", context, status=409)
