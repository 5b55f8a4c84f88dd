"""Pages of the audit administrator: what was done, and the proof that nothing was changed since."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.ledger_words import command_words
from accounts.models import User
from accounts.queries.administration import ledger_visible_to, seals_of
from accounts.queries.keyset import keyset_page
from accounts.queries.people import people_by_id
from accounts.services.audit import check_ledger, export_proof
from accounts.web.guards import actor, sign_in_required
from accounts.web.staff_forms import LedgerFilterForm
from tenants.context import current_tenant
from tenants.records.models import LedgerEntry, LedgerSeal


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry as the page shows it: who (masked), and its place in the chain once it is sealed."""

    entry: LedgerEntry
    words: str
    actor: User | None
    seal: LedgerSeal | None
    #: Pairs, because a template would take a key named `items` for the method.
    details: list[tuple[str, object]]


@sign_in_required
@require_http_methods(["GET"])
def ledger(request: HttpRequest) -> HttpResponse:
    form = LedgerFilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    entries = ledger_visible_to(
        actor(request),
        command=wanted.get("command", ""),
        actor_id=wanted.get("actor"),
        subject_id=wanted.get("subject"),
    )
    if not form.is_valid():
        entries = entries.none()
    page = keyset_page(entries, request.GET.get("before"))
    people = people_by_id([entry.actor_id for entry in page.rows if entry.actor_id])
    seals = seals_of([entry.id for entry in page.rows])
    lines = [
        LedgerLine(
            entry=entry,
            words=command_words(entry.command),
            actor=people.get(entry.actor_id) if entry.actor_id else None,
            seal=seals.get(entry.id),
            details=list(entry.data.items()),
        )
        for entry in page.rows
    ]
    return render(request, "accounts/ledger.html", {"form": form, "page": page, "lines": lines})


@sign_in_required
@require_POST
def ledger_check(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say what was found."""
    return render(request, "accounts/ledger_check.html", {"finding": check_ledger(actor(request))})


@sign_in_required
@require_POST
def ledger_export(request: HttpRequest) -> HttpResponse:
    after = request.POST.get("after", "")
    position = int(after) if after.isascii() and after.isdigit() else 0
    response = HttpResponse(export_proof(actor(request), after=position), content_type="application/x-ndjson")
    name = f"ledger-{current_tenant().code}-{position + 1}.ndjson"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
