"""Who may reach a view at all. What they may do there is the policies' to say."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import Actor, actor_of

View = Callable[..., HttpResponseBase]


def sign_in_required(view: View) -> View:
    """Send nobody to the sign-in page and back; inside a page htmx is told to go there as a whole."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if getattr(request, "htmx", False):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = reverse("accounts:sign_in")
            return response
        here = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': here})}")

    return guarded


def actor(request: HttpRequest) -> Actor:
    """The signed-in person as services see him; NotAuthorised for nobody."""
    return actor_of(request.user)
