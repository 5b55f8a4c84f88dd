"""Looking at filed files beside the form, at personal values, and bringing evidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from accounts.web.staff_forms import ReasonForm
from documents.domain.file_rules import FileRules
from documents.domain.file_states import FileState
from documents.queries.files import file_status, uploaded_file
from documents.services.serving import PAGE_STEP, page_images
from documents.services.uploads import finish_upload, start_upload
from reviews.queries.access import reach_file, reach_task
from reviews.queries.dossier import dossier_of
from reviews.queries.evidence import EVIDENCE_FORMATS, EVIDENCE_MEGABYTES, EVIDENCE_PURPOSE
from reviews.services.revealing import reveal_personal, revealable
from reviews.web.posted import LANGUAGE, whole
from tenants.domain.errors import DomainError, IllegalTransition, ValidationFailed
from tenants.wording import say

MEGABYTE = 1024 * 1024
UNPROCESSABLE = 422


@login_required
@require_safe
def file(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """The pages of a filed file as pictures, for the pane at the right."""
    material = reach_file(actor_of(request.user), material_id)
    stored = material.file
    first = whole(request.GET.get("first", "")) or 1
    is_clean = stored is not None and stored.state == FileState.CLEAN
    pages = page_images(stored, first=first) if stored is not None and is_clean else []
    total = (stored.pages or 0) if stored else 0
    context = {
        "material": material,
        "file": stored,
        "pages": pages,
        "drawing": any(not page.url for page in pages),
        "first": first,
        "following": first + PAGE_STEP if first + PAGE_STEP <= total else 0,
        "previous": max(first - PAGE_STEP, 1) if first > 1 else 0,
    }
    return render(request, "reviews/_file.html", context)


@login_required
@require_POST
def reveal(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The form pane with personal values readable, in place of the masked one; without a reason it stays masked."""
    actor, form = actor_of(request.user), ReasonForm(request.POST)
    is_given = form.is_valid()
    if is_given:
        application = reveal_personal(actor, application_id=application_id, reason=form.cleaned_data["reason"])
    else:
        application = revealable(actor, application_id)
    dossier = dossier_of(application, language=get_language() or LANGUAGE, reveal=is_given)
    context = {"round": dossier.round, "application": application}
    if not is_given:
        context |= {"may_reveal": True, "reason_form": form}
    return render(request, "reviews/_form_pane.html", context, status=200 if is_given else UNPROCESSABLE)


@login_required
@require_POST
def start_evidence(request: HttpRequest, task_id: UUID) -> JsonResponse:
    """A ticket for one evidence file, for whoever may open the task."""
    actor = actor_of(request.user)
    reach_task(actor, task_id)
    try:
        ticket = start_upload(
            actor_id=actor.user_id,
            name=request.POST.get("name", ""),
            size=whole(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            purpose=EVIDENCE_PURPOSE,
            rules=FileRules(EVIDENCE_FORMATS, EVIDENCE_MEGABYTES * MEGABYTE),
        )
    except ValidationFailed as refused:
        return _refused(refused, 422)
    return JsonResponse(ticket.as_json())


@login_required
@require_POST
def finish_evidence(request: HttpRequest, file_id: UUID) -> JsonResponse:
    """The browser has posted the bytes: the check begins."""
    try:
        stored = finish_upload(file_id, actor_id=actor_of(request.user).user_id)
    except IllegalTransition as refused:
        return _refused(refused, 409)
    return JsonResponse(file_status(stored).as_json())


@login_required
@require_safe
def evidence_status(request: HttpRequest, file_id: UUID) -> JsonResponse:
    """How far the check of one's own upload is."""
    stored = uploaded_file(file_id, actor_id=actor_of(request.user).user_id)
    return JsonResponse(file_status(stored).as_json())


def _refused(refused: DomainError, status: int) -> JsonResponse:
    problems = refused.problems if isinstance(refused, ValidationFailed) else ()
    words = [say(problem.code, problem.params) for problem in problems] or [say(refused.code, refused.params)]
    return JsonResponse({"error": " ".join(words)}, status=status)
