"""Candidates for a code field, while somebody types."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tenants.queries.dictionaries import search_codes

#: The lists hold nothing of anybody, and an edition never changes: a browser may keep an answer for a while.
SECONDS_KEPT = 300


@login_required
@require_safe
def codes(request: HttpRequest, dictionary: str) -> HttpResponse:
    found = search_codes(dictionary, request.GET.get("q", ""))
    answer = JsonResponse({"items": [asdict(each) for each in found]})
    answer["Cache-Control"] = f"private, max-age={SECONDS_KEPT}"
    return answer
