"""One's own inbox."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.queries.keyset import keyset_page
from accounts.web.guards import actor, sign_in_required
from notifications.queries.inbox import messages_of
from notifications.services.inbox import mark_all_read, open_message


@sign_in_required
@require_http_methods(["GET"])
def messages(request: HttpRequest) -> HttpResponse:
    page = keyset_page(messages_of(actor(request).user_id), request.GET.get("before"))
    return render(request, "notifications/messages.html", {"page": page})


@sign_in_required
@require_http_methods(["GET"])
def message_open(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Where SMS and mail lead: marks the message read and goes on to what it is about."""
    return redirect(open_message(actor(request).user_id, message_id).url_path)


@sign_in_required
@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    mark_all_read(actor(request).user_id)
    return redirect("notifications:messages")
