"""The printed form as it was generated beside the stamped scans: for whoever handles the application."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import actor_of
from applications.domain.check_codes import grouped
from applications.models import PrintedForm
from applications.queries.printed import printed_in
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.serving import PAGE_STEP, PageLink, page_images
from reviews.services.revealing import reveal_personal
from reviews.web.lists import layout_for
from reviews.web.posted import whole


@login_required
@require_safe
def printed(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Pages of both, side by side. They show personal values in full: looking is recorded first."""
    application = reveal_personal(actor_of(request.user), application_id=application_id)
    forms = printed_in(application)
    wanted = whole(request.GET.get("round", "")) or max(forms, default=0)
    form = forms.get(wanted)
    first = whole(request.GET.get("first", "")) or 1
    context = {
        "layout": layout_for(request),
        "application": application,
        "rounds": sorted(forms),
        "round": wanted,
        "form": form,
        "code": grouped(form.code) if form else "",
        "generated": _pages(form.file, first) if form else [],
        "scans": _scans(form) if form else [],
        "following": first + PAGE_STEP if form and form.file and (form.file.pages or 0) >= first + PAGE_STEP else 0,
        "previous": max(first - PAGE_STEP, 1) if first > 1 else 0,
    }
    return render(request, "reviews/printed.html", context)


def _scans(form: PrintedForm) -> list[tuple[StoredFile, list[PageLink]]]:
    return [(scan.file, _pages(scan.file, 1)) for scan in form.scans.all() if scan.file.state == FileState.CLEAN]


def _pages(file: StoredFile | None, first: int) -> list[PageLink]:
    return page_images(file, first=first) if file is not None and file.state == FileState.CLEAN else []
