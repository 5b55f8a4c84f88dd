"""整改清单: the applicant's page of what a return asked for, each with a link to its place and an answer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from applications.domain.corrections import MAX_ANSWER, Progress, progress_of
from applications.domain.states import Status
from applications.models import CorrectionItem, Draft
from applications.queries.access import access_draft
from applications.queries.corrections import corrections_of
from applications.queries.dossiers import remarks_of
from applications.services.corrections import answer_correction
from applications.web.material_rows import judgement_of
from applications.web.requests import SignedInRequest
from applications.web.section_page import language, navigation
from procedures.domain.form_paths import label_of, section_key
from procedures.domain.form_schema import FormSchema
from procedures.queries.packages import compiled
from tenants.domain.errors import ValidationFailed
from tenants.wording import say

MATERIALS = "materials."


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """One item as its page shows it; `url` leads to where it is corrected."""

    item: CorrectionItem
    place: str
    url: str
    problem: str = ""


def correction_views(draft: Draft, form: FormSchema) -> list[CorrectionView]:
    return [_view(draft, form, item) for item in corrections_of(draft.application)]


def _view(draft: Draft, form: FormSchema, item: CorrectionItem) -> CorrectionView:
    if item.path.startswith(MATERIALS):
        key = item.path.removeprefix(MATERIALS)
        package = compiled(draft.procedure_version)
        name = next((each.name.in_language(language()) for each in package.materials.items if each.key == key), key)
        return CorrectionView(item, name, f"{reverse('applications:materials', args=[draft.id])}#material-{key}")
    page = reverse("applications:section", args=[draft.id, section_key(form, item.path)])
    return CorrectionView(item, label_of(form, item.path), f"{page}#field-{item.path}")


def is_supplement(draft: Draft) -> bool:
    """Whether the draft answers a request for a supplement (补正), which is no return."""
    return draft.application is not None and draft.application.status == Status.SUPPLEMENTING


def views_progress(views: list[CorrectionView]) -> Progress:
    return progress_of([view.item.done for view in views])


@login_required
@require_safe
def corrections(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """The list; a return that named no place leads to the form at once."""
    draft = access_draft(request.user, draft_id)
    form = compiled(draft.procedure_version).form(draft.variant)
    views = correction_views(draft, form)
    if not views:
        return redirect("applications:draft", draft_id=draft.id)
    return _page(request, draft, form, views)


@login_required
@require_POST
def answer(request: SignedInRequest, draft_id: UUID, item_id: UUID) -> HttpResponse:
    """Kept as it is typed; without a script by its button."""
    words = request.POST.get("answer", "")
    try:
        answer_correction(
            draft_id,
            item_id=item_id,
            done=request.POST.get("done") == "yes",
            answer=words,
            actor=actor_of(request.user),
        )
    except ValidationFailed as refused:
        return _refused(request, draft_id, item_id, words, refused)
    if not request.htmx:
        return redirect(f"{reverse('applications:corrections', args=[draft_id])}#correction-{item_id}")
    draft = access_draft(request.user, draft_id)
    views = correction_views(draft, compiled(draft.procedure_version).form(draft.variant))
    view = next(each for each in views if each.item.id == item_id)
    context = {"draft": draft, "view": view, "progress": views_progress(views), "oob": True, "saved": True}
    return render(request, "applications/_correction_saved.html", context)


def _refused(
    request: SignedInRequest, draft_id: UUID, item_id: UUID, words: str, refused: ValidationFailed
) -> HttpResponse:
    """What was typed stays in its place, with what is wrong."""
    draft = access_draft(request.user, draft_id)
    form = compiled(draft.procedure_version).form(draft.variant)
    problem = say(refused.problems[0].code, refused.problems[0].params)
    views = []
    for view in correction_views(draft, form):
        if view.item.id == item_id:
            view.item.answer, view.item.done = words, request.POST.get("done") == "yes"
            views.append(CorrectionView(view.item, view.place, view.url, problem))
        else:
            views.append(view)
    if request.htmx:
        wrong = next(view for view in views if view.problem)
        return render(request, "applications/_correction_state.html", {"view": wrong, "oob": True}, status=422)
    return _page(request, draft, form, views, status=422)


def _page(
    request: SignedInRequest, draft: Draft, form: FormSchema, views: list[CorrectionView], *, status: int = 200
) -> HttpResponse:
    remarks = remarks_of(draft.application)
    context = {
        "draft": draft,
        "sections": navigation(draft, form, judgement_of(draft), "-corrections", remarks),
        "corrections": views,
        "progress": views_progress(views),
        "opinion": remarks.opinion,
        "step_label": remarks.step_label,
        "is_supplement": is_supplement(draft),
        "most": MAX_ANSWER,
    }
    return render(request, "applications/corrections.html", context, status=status)
