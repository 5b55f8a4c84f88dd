"""A long list that is being written, and its file when it is ready: for whoever asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import actor_of
from documents.services.serving import signed_link
from reviews.queries.list_exports import reach_export
from reviews.web.lists import layout_for
from tenants.domain.errors import NotAuthorised


@login_required
@require_safe
def list_export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """How far it is, asked again by the page until there is a file."""
    found = reach_export(actor_of(request.user), export_id)
    context = {
        "layout": layout_for(request),
        "export": found,
    }
    is_part = bool(getattr(request, "htmx", False))
    return render(request, f"reviews/{'_list_export_state' if is_part else 'list_export'}.html", context)


@login_required
@require_safe
def list_export_file(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """The workbook, by a link to the store that lives a minute."""
    found = reach_export(actor_of(request.user), export_id)
    if found.file is None:
        raise NotAuthorised("export_unknown")
    return redirect(signed_link(found.file))
