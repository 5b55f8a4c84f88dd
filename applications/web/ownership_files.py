"""The documents of a claim: uploaded by the claimant, looked at by city staff."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from applications.queries.ownership import CLAIM_FORMATS, CLAIM_MEGABYTES, CLAIM_PURPOSE, claim_file
from applications.web.requests import SignedInRequest
from documents.domain.file_rules import FileRules
from documents.queries.files import file_status, uploaded_file
from documents.services.serving import Disposition, signed_link
from documents.services.uploads import finish_upload, start_upload
from tenants.domain.errors import DomainError, IllegalTransition, ValidationFailed
from tenants.wording import say

MEGABYTE = 1024 * 1024
DIGITS = 12


@login_required
@require_POST
def start(request: SignedInRequest) -> JsonResponse:
    """A ticket for one document. Anybody signed in may bring one; it counts when a claim names it."""
    size = request.POST.get("size", "")
    try:
        ticket = start_upload(
            actor_id=actor_of(request.user).user_id,
            name=request.POST.get("name", ""),
            size=int(size) if size.isascii() and size.isdecimal() and len(size) <= DIGITS else 0,
            content_type=request.POST.get("content_type", ""),
            purpose=CLAIM_PURPOSE,
            rules=FileRules(CLAIM_FORMATS, CLAIM_MEGABYTES * MEGABYTE),
        )
    except ValidationFailed as refused:
        return _refused(refused, 422)
    return JsonResponse(ticket.as_json())


@login_required
@require_POST
def finish(request: SignedInRequest, file_id: UUID) -> JsonResponse:
    try:
        stored = finish_upload(file_id, actor_id=actor_of(request.user).user_id)
    except IllegalTransition as refused:
        return _refused(refused, 409)
    return JsonResponse(file_status(stored).as_json())


@login_required
@require_safe
def status(request: SignedInRequest, file_id: UUID) -> JsonResponse:
    stored = uploaded_file(file_id, actor_id=actor_of(request.user).user_id)
    return JsonResponse(file_status(stored).as_json())


@login_required
@require_safe
def document(request: SignedInRequest, claim_id: UUID, which: str) -> HttpResponse:
    """Licence or mandate, opened by a link of a minute."""
    file = claim_file(actor_of(request.user), claim_id, which)
    return HttpResponseRedirect(signed_link(file, disposition=Disposition.INLINE))


def _refused(refused: DomainError, status: int) -> JsonResponse:
    problems = refused.problems if isinstance(refused, ValidationFailed) else ()
    words = [say(problem.code, problem.params) for problem in problems] or [say(refused.code, refused.params)]
    return JsonResponse({"error": " ".join(words)}, status=status)
