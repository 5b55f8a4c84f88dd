"""Several paper sets taken in at once: preview first, then one result per line."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import actor_of
from reviews.models import StepTask
from reviews.queries.inbox import waiting_papers
from reviews.services.paper import Counted, PaperResult, PaperTurn, Proof
from reviews.services.paper import receive_papers as receive_several
from reviews.web.lists import layout_for
from reviews.web.posted import identifier, whole
from tenants.domain.errors import ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say

MOST_AT_ONCE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive_papers(request: HttpRequest) -> HttpResponse:
    """GET shows what would be received; POST receives it, line by line, and says how each ended."""
    actor = actor_of(request.user)
    given = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(task for text in given.getlist("task")[:MOST_AT_ONCE] if (task := identifier(text))))
    tasks = waiting_papers(actor, ids)
    if request.method != "POST":
        return _preview(request, tasks, {})
    versions = {identifier(pair.partition(":")[0]): whole(pair.partition(":")[2]) for pair in given.getlist("version")}
    proofs = _proofs(request)
    turns = [PaperTurn(task, versions.get(task, 0), proofs.get(task, Proof())) for task in ids]
    counted = Counted(whole(given.get("copies", "")), given.get("storage_place", ""))
    key = given.get("idempotency_key", "")
    try:
        if not turns:
            return _preview(request, tasks, {"": say("nothing_selected")}, 422)
        results = receive_several(actor, turns, counted=counted, idempotency_key=key)
    except ValidationFailed as refused:
        problems = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _preview(request, tasks, problems, 422)
    return _results(request, tasks, results)


def _proofs(request: HttpRequest) -> dict[UUID, Proof]:
    """The codes of scanned papers and the reasons beside them, by task."""
    pairs = zip(request.POST.getlist("paper"), request.POST.getlist("older_reason"), strict=False)
    found = {identifier(pair.partition(":")[0]): Proof(pair.partition(":")[2], reason) for pair, reason in pairs}
    return {task: proof for task, proof in found.items() if task is not None}


def _preview(
    request: HttpRequest, tasks: dict[UUID, StepTask], problems: dict[str, str], status: int = 200
) -> HttpResponse:
    given, proofs = request.POST or request.GET, _proofs(request)
    context = {
        "layout": layout_for(request),
        "tasks": [(task, proofs.get(task.id)) for task in tasks.values()],
        "problems": [(f"#batch-{path}" if path else "", words) for path, words in problems.items()],
        "errors": problems,
        "copies": given.get("copies", "1"),
        "storage_place": given.get("storage_place", ""),
        "idempotency_key": given.get("idempotency_key", "") or new_id(),
    }
    return render(request, "reviews/papers.html", context, status=status)


def _results(request: HttpRequest, tasks: dict[UUID, StepTask], results: list[PaperResult]) -> HttpResponse:
    lines = [
        {
            "task": tasks.get(result.task_id),
            "done": result.outcome is not None,
            "words": "" if result.outcome else say(result.code, result.params),
        }
        for result in results
    ]
    context = {
        "layout": layout_for(request),
        "lines": lines,
        "received": sum(result.outcome is not None for result in results),
        "refused": sum(result.outcome is None for result in results),
    }
    return render(request, "reviews/papers_done.html", context)
