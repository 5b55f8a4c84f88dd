"""分办、改派: choose tasks and a person, have them given out, and read how each ended."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Actor, actor_of
from reviews.queries.giving_out import (
    MOST_AT_ONCE,
    asked_in_words,
    page_to_give,
    procedures_to_give,
    receivers_on,
)
from reviews.queries.giving_out_many import reach_giving
from reviews.queries.inbox import ListFilter
from reviews.services.giving_out_many import TaskToGive, request_giving_out
from reviews.web.lists import layout_for, with_clocks
from reviews.web.posted import filter_query, identifier, read_filter, whole
from tenants.domain.ids import new_id
from tenants.wording import say

EVENLY = "evenly"
UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_out(request: HttpRequest) -> HttpResponse:
    """GET lists what can be given out, of one procedure; POST has what is ticked given out."""
    actor, wanted = actor_of(request.user), read_filter(request)
    if request.method != "POST":
        return _page(request, actor, wanted)
    problems, to = _problems(request)
    if problems:
        return _page(request, actor, wanted, problems=problems, status=UNPROCESSABLE)
    key = request.POST.get("idempotency_key", "")
    giving = request_giving_out(actor, _ticked(request), to=to, idempotency_key=key)
    return redirect(_with_filter(request, reverse("workbench:giving_out", args=[giving])))


@login_required
@require_safe
def giving(request: HttpRequest, giving_id: UUID) -> HttpResponse:
    """How far it is and how each ended, asked again by the page until all of it is over."""
    found = reach_giving(actor_of(request.user), giving_id)
    lines = [{"item": each, "why": say(each.code, each.params) if each.code else ""} for each in found.items]
    context = {
        "layout": layout_for(request),
        "giving": found,
        "lines": lines,
        "over": sum(each.is_over for each in found.items),
        "given": sum(bool(each.to) for each in found.items),
        "refused": sum(bool(each.code) for each in found.items),
        "again": _with_filter(request, reverse("workbench:giving_out", args=[giving_id])),
        "back": _with_filter(request, reverse("workbench:give_out")),
    }
    is_part = bool(getattr(request, "htmx", False))
    return render(request, f"reviews/{'_giving_state' if is_part else 'giving'}.html", context)


def _with_filter(request: HttpRequest, url: str) -> str:
    query = filter_query(request)
    return f"{url}?{query}" if query else url


def _ticked(request: HttpRequest) -> list[TaskToGive]:
    pairs = [text.partition(":") for text in request.POST.getlist("task")[:MOST_AT_ONCE]]
    found = {task: whole(version) for text, _, version in pairs if (task := identifier(text))}
    return [TaskToGive(task, version) for task, version in found.items()]


def _problems(request: HttpRequest) -> tuple[dict[str, str], UUID | None]:
    problems, wanted = {}, request.POST.get("to", "")
    if not _ticked(request):
        problems["task"] = say("nothing_selected")
    to = identifier(wanted)
    if to is None and wanted != EVENLY:
        problems["to"] = say("choose_person")
    return problems, to


def _page(
    request: HttpRequest,
    actor: Actor,
    wanted: ListFilter,
    *,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    procedures = procedures_to_give(actor)
    chosen = wanted.procedure or (procedures[0][0] if procedures else None)
    page = with_clocks(page_to_give(actor, replace(wanted, procedure=chosen), after=request.GET.get("after", "")))
    asked = asked_in_words(page.rows)
    base, found = reverse("workbench:give_out"), problems or {}
    kept = request.POST.getlist("task") if found else []
    context = {
        "layout": layout_for(request),
        "chips": [
            {"label": name, "url": f"{base}?procedure={key}", "active": key == chosen} for key, name in procedures
        ],
        "page": page,
        "rows": [
            {
                "row": row,
                "asked": asked.get(row.task.id, "") if row.task else "",
                "value": f"{row.task.id}:{row.application.version}" if row.task else "",
            }
            for row in page.rows
        ],
        "kept": kept,
        "to": request.POST.get("to", "") if found else "",
        "receivers": receivers_on(chosen) if chosen and page.rows else [],
        "problems": [(f"#give-{path}", words) for path, words in found.items()],
        "errors": found,
        "filter_query": filter_query(request),
        "idempotency_key": new_id(),
    }
    return render(request, "reviews/giving_out.html", context, status=status)
