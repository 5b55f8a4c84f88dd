"""Signing in leads to where one's work is."""

from __future__ import annotations

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
    return HttpResponseRedirect(first_place_of(request.user))
