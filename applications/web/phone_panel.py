"""The panel beside a material that shows the code for a phone, and how its pages fare."""

from __future__ import annotations

import base64
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from accounts.addresses import absolute_url
from applications.domain.phone_capture import LIFE, MOST_PAGES, CaptureState
from applications.models import Draft, PhoneCapture
from applications.queries.access import access_draft
from applications.queries.dossiers import remarks_of
from applications.queries.phone_captures import access_capture, uploaded_pages
from applications.services.draft_materials import material_spec
from applications.services.phone_captures import close_capture, open_capture, renew_capture
from applications.web.material_rows import judgement_of, material_items
from applications.web.requests import SignedInRequest
from applications.web.section_page import language
from documents.domain.file_states import FileState
from documents.services.qr import qr_svg
from tenants.clock import now
from tenants.domain.errors import NotAuthorised
from tenants.wording import say

_MINUTES = int(LIFE.total_seconds()) // 60
_SETTLED = frozenset({FileState.CLEAN, FileState.REFUSED})


@login_required
@require_POST
@never_cache
def open_phone(request: SignedInRequest, draft_id: UUID, key: str) -> HttpResponse:
    """A new code, shown once; the one before it ends."""
    opened = open_capture(draft_id, key=key, actor=actor_of(request.user))
    link = absolute_url(reverse("phone:page", args=[opened.token]))
    picture = base64.b64encode(qr_svg(link).encode()).decode()
    context = {**_context(opened.capture), "link": link, "code_picture": f"data:image/svg+xml;base64,{picture}"}
    return render(request, "applications/_phone_panel.html", context)


@login_required
@require_POST
def renew_phone(request: SignedInRequest, draft_id: UUID, capture_id: UUID) -> HttpResponse:
    capture = renew_capture(capture_id, draft_id=draft_id, actor=actor_of(request.user))
    return render(request, "applications/_phone_state.html", _context(capture))


@login_required
@require_POST
def close_phone(request: SignedInRequest, draft_id: UUID, capture_id: UUID) -> HttpResponse:
    """The panel goes; the button that opened it comes back."""
    draft = access_draft(request.user, draft_id)
    capture = access_capture(request.user, draft_id, capture_id)
    close_capture(capture_id, draft_id=draft_id, actor=actor_of(request.user))
    item = {
        "key": capture.key,
        "name": material_spec(draft, capture.key).name.in_language(language()),
        "phone_url": reverse("applications:open_phone", args=[draft_id, capture.key]),
    }
    return render(request, "applications/_phone_button.html", {"item": item})


@login_required
@require_safe
@never_cache
def phone_state(request: SignedInRequest, draft_id: UUID, capture_id: UUID) -> HttpResponse:
    """Asked by the panel; once the PDF is checked the answer is the whole row, which takes the row's place."""
    draft = access_draft(request.user, draft_id)
    capture = access_capture(request.user, draft_id, capture_id)
    if capture.file is not None and capture.file.state in _SETTLED:
        return _row(request, draft, capture.key)
    return render(request, "applications/_phone_state.html", _context(capture))


def _row(request: SignedInRequest, draft: Draft, key: str) -> HttpResponse:
    items = material_items(draft, judgement_of(draft), remarks_of(draft.application))
    item = next((each for each in items if each.key == key), None)
    if item is None:
        raise NotAuthorised("material_unknown")
    answer = render(request, "applications/_material.html", {"draft": draft, "item": item})
    answer["HX-Retarget"] = f"#material-{key}"
    answer["HX-Reswap"] = "outerHTML"
    return answer


def _context(capture: PhoneCapture) -> dict[str, object]:
    waits = capture.state == CaptureState.OPEN
    return {
        "capture": capture,
        "brought": _brought(capture) if waits else 0,
        "total": len(capture.pages),
        "problem": say(capture.problem_code, capture.problem_params) if waits and capture.problem_code else "",
        "is_over": waits and (capture.closed_at is not None or capture.expires_at <= now()),
        "is_closed": waits and capture.closed_at is not None,
        "minutes": _MINUTES,
        "most_pages": MOST_PAGES,
    }


def _brought(capture: PhoneCapture) -> int:
    return sum(file.state != FileState.PENDING for file in uploaded_pages(capture)) if capture.uploads else 0
