"""Signing in leads to where one's work is, in the language that was chosen last."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET

from accounts.models import User
from config.menus import first_place_of


@login_required
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return HttpResponseRedirect("/")
    response = HttpResponseRedirect(first_place_of(request.user))
    if request.user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            request.user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
