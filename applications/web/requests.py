"""The request as views behind the sign-in know it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class SignedInRequest(HttpRequest):
    """What the middleware made of a request whose view demands a signed-in user. For annotations only."""

    user: User
    htmx: HtmxDetails
