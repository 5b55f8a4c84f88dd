"""What a phone sees that was let in by a code: one material's title, and a way to bring pages. No sign-in."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from applications.domain.phone_capture import MOST_PAGES, PAGE_MEGABYTES
from applications.models import PhoneCapture
from applications.queries.phone_captures import live_capture, told_capture, uploaded_pages
from applications.services.draft_materials import material_spec
from applications.services.phone_captures import finish_page, give_pages, start_page
from applications.web.public_limits import asked_too_often
from applications.web.section_page import language
from applications.web.upload_answers import NO_FILE, declared_size, upload_answer
from documents.models import StoredFile
from documents.queries.files import file_status
from procedures.domain.materials import MEGABYTE
from procedures.queries.packages import compiled
from tenants.domain.errors import NotAuthorised
from tenants.wording import say

#: Openings, and questions with a secret that is none, of one address within ten minutes: an office behind one address.
TRIES = 60
NOT_FOUND = 404


@never_cache
@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """A secret that is unknown, over, closed or used up looks like one that never was."""
    if _too_often(request):
        return render(request, "phone/over.html", {"too_often": True}, status=429)
    try:
        capture, draft = live_capture(token)
        spec = material_spec(draft, capture.key)
    except NotAuthorised:
        return render(request, "phone/over.html", status=404)
    context = {
        "procedure": compiled(draft.procedure_version).meta.name.in_language(language()),
        "material": spec.name.in_language(language()),
        "state": capture.state,
        "most_pages": MOST_PAGES,
        "max_megabytes": spec.max_megabytes,
        "max_bytes": spec.max_megabytes * MEGABYTE,
        "page_bytes": PAGE_MEGABYTES * MEGABYTE,
        "start_url": reverse("phone:start", args=[token]),
        "finish_url": reverse("phone:finish", args=[token, NO_FILE]),
        "give_url": reverse("phone:give", args=[token]),
        "state_url": reverse("phone:state", args=[token]),
    }
    return render(request, "phone/page.html", context)


@require_POST
def start(request: HttpRequest, token: str) -> HttpResponse:
    size, kind = declared_size(request.POST.get("size", "")), request.POST.get("content_type", "")
    return _answer(request, lambda: start_page(token, size=size, content_type=kind).as_json())


@require_POST
def finish(request: HttpRequest, token: str, file_id: UUID) -> HttpResponse:
    return _answer(request, lambda: _told(finish_page(token, file_id=file_id)))


@require_POST
def give(request: HttpRequest, token: str) -> HttpResponse:
    """All pages in their order, as JSON: `[{"file": id, "turns": 0, "corners": []}]`."""
    pages = _as_json(request.POST.get("pages", ""))
    return _answer(request, lambda: _state(give_pages(token, pages=pages)))


@never_cache
@require_safe
def state(request: HttpRequest, token: str) -> HttpResponse:
    return _answer(request, lambda: _state(told_capture(token)))


def _state(capture: PhoneCapture) -> dict[str, object]:
    filed = file_status(capture.file) if capture.file is not None else None
    return {
        "state": capture.state,
        "done": capture.pages_done,
        "total": len(capture.pages),
        "problem": say(capture.problem_code, capture.problem_params) if capture.problem_code else "",
        "file": filed.state.value if filed else "",
        "refusal": filed.refusal if filed else "",
        "pages": {str(file.id): _told(file) for file in uploaded_pages(capture)},
    }


def _told(file: StoredFile) -> dict[str, object]:
    status = file_status(file)
    return {"state": status.state.value, "refusal": status.refusal}


def _as_json(text: str) -> object:
    """What cannot be read is refused like no pages at all."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _answer(request: HttpRequest, work: Callable[[], dict[str, object]]) -> JsonResponse:
    answer = upload_answer(work)
    if answer.status_code == NOT_FOUND and _too_often(request):
        return JsonResponse({"error": ""}, status=429)
    return answer


def _too_often(request: HttpRequest) -> bool:
    return asked_too_often("phone", f"address:{request.META.get('REMOTE_ADDR', '')}", tries=TRIES)
