"""文书 among the applicant's pages: read, and taken as a document."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_of
from applications.domain.check_codes import grouped
from applications.domain.written import WrittenState
from applications.models import WrittenNotice
from applications.queries.written import access_written, rectified_by
from applications.services.written_delivery import note_first_view
from applications.services.written_prints import ask_for_document
from applications.web.requests import SignedInRequest
from documents.services.serving import Disposition, signed_link
from tenants.clock import now
from tenants.domain.errors import NotAuthorised

#: After this long the page says that it takes longer than usual, and stops asking so often.
PATIENCE = timedelta(minutes=2)


@login_required
@require_safe
def written(request: SignedInRequest, written_id: UUID) -> HttpResponse:
    """The notice as it reads on paper. That the applicant's side opened it for the first time is recorded."""
    notice = access_written(request.user, written_id)
    if request.method == "GET":
        note_first_view(actor_of(request.user), notice)
    replacement = rectified_by(notice) if notice.state == WrittenState.VOID else None
    context = {
        "application": notice.application,
        "replacement": replacement,
        **document_state(notice, *_places(notice)),
    }
    return render(request, "applications/written.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def written_document(request: SignedInRequest, written_id: UUID) -> HttpResponse:
    """POST: have the PDF made. GET: how far it is, asked by the waiting page."""
    notice = access_written(request.user, written_id)
    if request.method != "POST":
        return render(request, "applications/_written_document.html", document_state(notice, *_places(notice)))
    ask_for_document(actor_of(request.user), notice)
    return redirect("applications:written", written_id=notice.id)


@login_required
@require_safe
def written_file(request: SignedInRequest, written_id: UUID) -> HttpResponse:
    """The document, by a link to the store that lives a minute."""
    return document_link(request, access_written(request.user, written_id))


def document_link(request: HttpRequest, notice: WrittenNotice) -> HttpResponse:
    """To the store, for opening or for keeping. Raises NotAuthorised while there is no document."""
    if notice.file is None:
        raise NotAuthorised("application_unknown")
    how = Disposition.ATTACHMENT if "download" in request.GET else Disposition.INLINE
    return redirect(signed_link(notice.file, disposition=how))


def document_state(notice: WrittenNotice, document_url: str, file_url: str) -> dict[str, object]:
    """What the part of a page about the document needs."""
    return {
        "notice": notice,
        "code": grouped(notice.code),
        "document_url": document_url,
        "file_url": file_url,
        "is_slow": notice.asked_at is not None and now() - notice.asked_at > PATIENCE,
    }


def _places(notice: WrittenNotice) -> tuple[str, str]:
    return (
        reverse("applications:written_document", args=[notice.id]),
        reverse("applications:written_file", args=[notice.id]),
    )
