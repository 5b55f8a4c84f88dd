"""The printed form of a submitted version, and the stamped scans brought against it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from accounts.services.personal import reveal as record_reveal
from applications.domain.check_codes import grouped
from applications.models import Application, PrintedForm
from applications.policies import Action
from applications.queries.access import access_draft, allowed_actions
from applications.queries.printed import access_printed, access_scan, draft_print_of, scans_of
from applications.services.printing import request_draft_print, request_printed_form
from applications.services.stamping import (
    FORMATS,
    MEGABYTES,
    MOST_FILES,
    attach_stamped,
    remove_stamped,
    start_stamped_upload,
)
from applications.web.requests import SignedInRequest
from applications.web.upload_answers import NO_FILE, declared_size, upload_answer
from documents.domain.file_rules import FORMATS as KNOWN_FORMATS
from documents.queries.files import file_status
from documents.services.serving import Disposition, signed_link
from procedures.domain.materials import MEGABYTE
from tenants.clock import now
from tenants.domain.errors import NotAuthorised
from tenants.domain.subjects import SubjectRef

#: After this long the page says that it takes longer than usual, and stops asking.
PATIENCE = timedelta(minutes=2)


@login_required
@require_POST
def print_form(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    word = request.POST.get("round", "")
    wanted = int(word) if word.isascii() and word.isdecimal() and len(word) < len("10000") else 0
    printed = request_printed_form(application_id, round_number=wanted, actor=actor_of(request.user))
    return redirect("applications:printed", printed_id=printed.id)


@login_required
@require_safe
def printed(request: SignedInRequest, printed_id: UUID) -> HttpResponse:
    found = access_printed(request.user, printed_id)
    application = found.submission.application
    is_latest = found.submission.round == application.round
    context = {
        **_state(found),
        "application": application,
        "is_latest": is_latest,
        "may_stamp": is_latest and Action.STAMP in allowed_actions(request.user, application),
        "scans": [(scan, file_status(scan.file)) for scan in scans_of(found)],
        "upload": _upload_box(found),
    }
    return render(request, "applications/printed.html", context)


@login_required
@require_safe
def printed_state(request: SignedInRequest, printed_id: UUID) -> HttpResponse:
    """How far the document is: asked by the waiting page."""
    return render(request, "applications/_printed_state.html", _state(access_printed(request.user, printed_id)))


@login_required
@require_safe
def printed_file(request: SignedInRequest, printed_id: UUID) -> HttpResponse:
    """The document with its personal values, to the store by a link that lives a minute; the viewing is recorded."""
    found = access_printed(request.user, printed_id)
    if found.file is None:
        raise NotAuthorised("application_unknown")
    _record(request, found.submission.application)
    how = Disposition.ATTACHMENT if "download" in request.GET else Disposition.INLINE
    return redirect(signed_link(found.file, disposition=how))


@login_required
@require_POST
def start_stamped(request: SignedInRequest, printed_id: UUID) -> HttpResponse:
    return upload_answer(
        lambda: start_stamped_upload(
            printed_id,
            name=request.POST.get("name", ""),
            size=declared_size(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            actor=actor_of(request.user),
        ).as_json()
    )


@login_required
@require_POST
def finish_stamped(request: SignedInRequest, printed_id: UUID, file_id: UUID) -> HttpResponse:
    def work() -> dict[str, object]:
        scan = attach_stamped(printed_id, file_id=file_id, actor=actor_of(request.user))
        return dict(file_status(scan.file).as_json())

    return upload_answer(work)


@login_required
@require_safe
def stamped_status(request: SignedInRequest, printed_id: UUID, file_id: UUID) -> HttpResponse:
    def work() -> dict[str, object]:
        scans = scans_of(access_printed(request.user, printed_id))
        scan = next((each for each in scans if each.file_id == file_id), None)
        if scan is None:
            raise NotAuthorised("file_unknown")
        return dict(file_status(scan.file).as_json())

    return upload_answer(work)


@login_required
@require_POST
def remove_scan(request: SignedInRequest, scan_id: UUID) -> HttpResponse:
    return redirect("applications:printed", printed_id=remove_stamped(scan_id, actor=actor_of(request.user)))


@login_required
@require_safe
def scan_file(request: SignedInRequest, scan_id: UUID) -> HttpResponse:
    scan = access_scan(request.user, scan_id)
    _record(request, scan.printed.submission.application)
    return redirect(signed_link(scan.file, disposition=Disposition.INLINE))


@login_required
@require_POST
def print_draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    request_draft_print(draft_id, actor=actor_of(request.user))
    return redirect("applications:draft_print", draft_id=draft_id)


@login_required
@require_safe
def draft_print(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """The page of a draft's print, and its state for the waiting page."""
    draft = access_draft(request.user, draft_id)
    found = draft_print_of(draft_id)
    context = {
        "draft": draft,
        "printed": found,
        "is_current": found is not None and found.version == draft.version,
        "is_slow": found is not None and now() - found.requested_at > PATIENCE,
    }
    template = "_draft_print_state" if getattr(request, "htmx", False) else "draft_print"
    return render(request, f"applications/{template}.html", context)


@login_required
@require_safe
def draft_print_file(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    access_draft(request.user, draft_id)
    found = draft_print_of(draft_id)
    if found is None or found.file is None:
        raise NotAuthorised("draft_unknown")
    return redirect(signed_link(found.file, disposition=Disposition.INLINE))


def _state(found: PrintedForm) -> dict[str, object]:
    return {
        "printed": found,
        "code": grouped(found.code),
        "round": found.submission.round,
        "is_slow": now() - found.requested_at > PATIENCE,
    }


def _upload_box(found: PrintedForm) -> dict[str, object]:
    known = [KNOWN_FORMATS[key] for key in FORMATS]
    return {
        "start_url": reverse("applications:start_stamped", args=[found.id]),
        "finish_url": reverse("applications:finish_stamped", args=[found.id, NO_FILE]),
        "status_url": reverse("applications:stamped_status", args=[found.id, NO_FILE]),
        "formats": ",".join(FORMATS),
        "accept": ",".join(f".{extension}" for each in known for extension in each.extensions),
        "max_bytes": MEGABYTES * MEGABYTE,
        "megabytes": MEGABYTES,
        "most": MOST_FILES,
    }


def _record(request: SignedInRequest, application: Application) -> None:
    subject = SubjectRef("applications.application", application.id, application.number)
    record_reveal(actor_id=request.user.id, subject=subject, fields=["printed_form"])
