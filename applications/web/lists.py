"""我的: drafts and applications of one person; and what a unit's administrator sees of the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.domain.states import Status
from applications.models import STATUS_LABELS
from applications.queries.helping import helping
from applications.queries.lists import (
    drafts_of,
    own_applications,
    own_status_counts,
    unit_applications,
    unit_principals,
    unit_status_counts,
)
from applications.web.requests import SignedInRequest
from procedures.queries.packages import open_procedures
from tenants.domain.errors import NotAuthorised


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in the line above a list."""

    key: str
    label: str
    count: int
    current: bool


def status_chips(counts: Mapping[str, int], current: str) -> list[Chip]:
    """One chip per status that occurs, and the one that is chosen."""
    return [
        Chip(status.value, str(STATUS_LABELS[status]), counts.get(status.value, 0), status.value == current)
        for status in Status
        if counts.get(status.value) or status.value == current
    ]


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    counts = own_status_counts(request.user)
    context = {
        "drafts": drafts_of(request.user, after=request.GET.get("drafts_after", "")),
        "helping": helping(request.user),
        "page": own_applications(request.user, status=status, after=request.GET.get("after", "")),
        "chips": status_chips(counts, status),
        "total": sum(counts.values()),
        "status": status,
        "procedures": open_procedures(),
    }
    return render(request, "applications/mine.html", context)


@login_required
@require_safe
def unit(request: SignedInRequest) -> HttpResponse:
    if not unit_principals(request.user):
        raise NotAuthorised("not_an_administrator")
    status = request.GET.get("status", "")
    counts = unit_status_counts(request.user)
    context = {
        "page": unit_applications(request.user, status=status, after=request.GET.get("after", "")),
        "chips": status_chips(counts, status),
        "total": sum(counts.values()),
        "status": status,
    }
    return render(request, "applications/unit.html", context)
