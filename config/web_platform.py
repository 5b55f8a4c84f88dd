"""The platform's own host: which jurisdictions there are, and where each is found. Nothing of their business."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.addresses import origin_of
from tenants.queries.jurisdictions import active_domains


@dataclass(frozen=True, slots=True)
class Door:
    """One jurisdiction that is open, and the way in."""

    name: str
    host: str
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    doors = [Door(row.tenant.name, row.domain, f"{origin_of(row.domain)}/") for row in active_domains()]
    return render(request, "platform/home.html", {"doors": doors})
