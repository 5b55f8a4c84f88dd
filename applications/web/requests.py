"""The request as views behind the sign-in know it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from tenants.domain.ids import new_id


class SignedInRequest(HttpRequest):
    """What the middleware made of a request whose view demands a signed-in user. For annotations only."""

    user: User
    htmx: HtmxDetails


def idempotency_key(request: HttpRequest) -> str:
    """The key that the rendered form carries; a fresh one where it is missing or not one of ours."""
    try:
        return str(UUID(request.POST.get("idempotency_key", "")))
    except ValueError:
        return str(new_id())
