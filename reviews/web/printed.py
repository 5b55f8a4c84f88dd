"""The printed form as it was generated beside the stamped scans: for whoever handles the application."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import actor_of
from accounts.web.staff_forms import ReasonForm
from applications.domain.check_codes import grouped
from applications.models import PrintedForm
from applications.queries.printed import printed_in
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.serving import PageLink, page_images
from reviews.queries.seals import seal_scans
from reviews.services.revealing import reveal_personal, revealable
from reviews.web.lists import layout_for
from reviews.web.posted import whole

#: Pages of one file that are shown at once.
MOST_PAGES = 40
UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def printed(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Which versions were printed; after a reason was given, which is recorded, the pages of both side by side."""
    actor = actor_of(request.user)
    application = revealable(actor, application_id)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    is_shown = request.method == "POST" and reason.is_valid()
    if is_shown:
        reveal_personal(actor, application_id=application_id, reason=reason.cleaned_data["reason"])
    forms = printed_in(application)
    wanted = whole(request.GET.get("round", "")) or max(forms, default=0)
    form = forms.get(wanted)
    context = {
        "layout": layout_for(request),
        "application": application,
        "rounds": sorted(forms),
        "round": wanted,
        "form": form,
        "code": grouped(form.code) if form else "",
        "reason_form": reason,
        "is_shown": is_shown,
        "generated": _pages(form.file) if form and is_shown else [],
        "scans": _scans(form, with_pages=is_shown) if form else [],
        "seals": [(file, _pages(file) if is_shown else []) for file in seal_scans(application)],
    }
    refused = request.method == "POST" and not is_shown
    return render(request, "reviews/printed.html", context, status=UNPROCESSABLE if refused else 200)


def _scans(form: PrintedForm, *, with_pages: bool) -> list[tuple[StoredFile, list[PageLink]]]:
    usable = [scan.file for scan in form.scans.all() if scan.file.state == FileState.CLEAN]
    return [(file, _pages(file) if with_pages else []) for file in usable]


def _pages(file: StoredFile | None) -> list[PageLink]:
    return page_images(file, count=MOST_PAGES) if file is not None and file.state == FileState.CLEAN else []
