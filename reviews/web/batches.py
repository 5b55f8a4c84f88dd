"""批次办理: the list, what was picked, one batch, and what its confirmation would do."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Actor, actor_of
from documents.services.serving import Disposition, signed_link
from reviews.batch_policies import BatchAction, batch_verdict
from reviews.domain.batches import BatchKind, BatchState, ItemState, kinds_for
from reviews.models import BATCH_KIND_LABELS, Batch
from reviews.queries.batch_files import FORMATS, MEGABYTES, batch_file
from reviews.queries.batch_preview import preview_items
from reviews.queries.batches import (
    Picked,
    batches_of,
    collecting_at,
    count_items,
    items_of,
    may_begin,
    picked_tasks,
    place_of,
    reach_batch,
    situation_for_batch,
    suggested_number,
)
from reviews.services.batch_confirming import gaps_of
from reviews.services.batches import Collected, add_to_batch, create_batch, entries_of
from reviews.web.batch_views import chips_for, exempt_choices, picked_ids, preview_rows, result_options, rows_of
from reviews.web.lists import layout_for
from reviews.web.posted import identifier
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.wording import say

CONFLICT, UNPROCESSABLE = 409, 422
MEGABYTE = 1024 * 1024


@login_required
@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    """Batches that I run, the newest first."""
    state = request.GET.get("state", "")[:20]
    page = batches_of(actor_of(request.user), state=state, after=request.GET.get("after", ""))
    context = {
        "layout": layout_for(request),
        "rows": [(row, f"batch_{row.state}") for row in page.rows],
        "next_cursor": page.next_cursor,
        "chips": chips_for(state),
        "filtered": state in set(BatchState),
    }
    return render(request, "reviews/batches.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest) -> HttpResponse:
    """GET shows what was picked and where it can go; POST puts it into a batch, a new one or one that is there."""
    actor, ids = actor_of(request.user), picked_ids(request)
    if request.method != "POST":
        return _collect_page(request, picked_tasks(actor, ids), actor, {})
    try:
        into = identifier(request.POST.get("batch", ""))
        if into is not None:
            collected = add_to_batch(actor, batch_id=into, task_ids=ids)
        else:
            collected = create_batch(
                actor, kind=request.POST.get("kind", ""), title=request.POST.get("title", ""), task_ids=ids
            )
    except ValidationFailed as refused:
        problems = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _collect_page(request, picked_tasks(actor, ids), actor, problems, UNPROCESSABLE)
    except IllegalTransition as refused:
        problems = {"": say(refused.code, refused.params)}
        return _collect_page(request, picked_tasks(actor, ids), actor, problems, CONFLICT)
    _say_collected(request, collected)
    return redirect("workbench:batch", collected.batch.id)


def _say_collected(request: HttpRequest, collected: Collected) -> None:
    said = ngettext("已加入 %(n)d 件。", "已加入 %(n)d 件。", collected.taken) % {"n": collected.taken}
    messages.success(request, said)
    for entry in collected.refused:
        title = entry.picked.task.application.title
        messages.warning(request, _("《%(title)s》没有加入：%(why)s") % {"title": title, "why": say(entry.refusal)})


def _collect_page(
    request: HttpRequest, picked: list[Picked], actor: Actor, problems: Mapping[str, str], status: int = 200
) -> HttpResponse:
    own = [each for each in picked if each.entrant.forward and actor.principals & each.entrant.principals]
    first = next((each for each in own if may_begin(actor, each)), own[0] if own else None)
    place = place_of(actor, first) if first else None
    forward = first.entrant.forward if first else None
    entries = entries_of(place, picked) if place else ()
    given = request.POST
    context = {
        "layout": layout_for(request),
        "rows": [
            (each.picked.task, say(each.refusal) if each.refusal else "", each.picked.entrant.held_by)
            for each in entries
        ],
        "able": sum(not each.refusal for each in entries),
        "waiting": collecting_at(actor, place) if place else [],
        "kinds": [(kind.value, BATCH_KIND_LABELS[kind]) for kind in kinds_for(forward)] if forward else [],
        "step": first.task if first else None,
        "given": {"kind": given.get("kind", ""), "title": given.get("title", ""), "batch": given.get("batch", "")},
        "errors": problems,
        "problems": [(f"#batch-{path}" if path else "", words) for path, words in problems.items()],
    }
    return render(request, "reviews/batch_collect.html", context, status=status)


@login_required
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch; asked by htmx, how far its confirmation is."""
    actor = actor_of(request.user)
    found = reach_batch(actor, batch_id)
    if getattr(request, "htmx", False):
        response = render(request, "reviews/_batch_progress.html", _progress(found, count_items(found)))
        if found.state != BatchState.CONFIRMING:
            response["HX-Refresh"] = "true"
        return response
    return draw(request, actor, found)


def _progress(found: Batch, counts: Mapping[str, int]) -> dict[str, object]:
    total = sum(counts.values())
    return {"batch": found, "over": total - counts.get(ItemState.PENDING, 0), "total": total}


def draw(
    request: HttpRequest,
    actor: Actor,
    found: Batch,
    *,
    act: str = "",
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, fresh, or with the form `act` as it was typed and what is wrong with it."""
    items, errors = items_of(found), problems or {}
    situation = situation_for_batch(actor, found)
    may = {each.value: bool(batch_verdict(each, situation)) for each in BatchAction}
    typed = {str(name): str(value) for name, value in request.POST.items()}
    states = [item.state for item in items]
    counts = {state.value: states.count(state) for state in ItemState}
    context: dict[str, object] = {
        "layout": layout_for(request),
        "batch": found,
        "word": f"batch_{found.state}",
        "kind": BATCH_KIND_LABELS[BatchKind(found.kind)],
        "may": may,
        "rows": rows_of(found, items, typed if act == "items" else {}, errors),
        "options": result_options(items),
        "exempt_choices": exempt_choices(found),
        "result_label": next((option.label for option in result_options(items) if option.key == found.result), ""),
        "counts": counts,
        "errors": errors,
        "act": act,
        "problems": [(_anchor(act, path), words) for path, words in errors.items()],
        "given": _given(found, typed if act and act != "items" else {}, act),
        "suggested": suggested_number(found) if may["record"] and not found.document_number else "",
        "formats": ",".join(FORMATS),
        "max_bytes": MEGABYTES * MEGABYTE,
    }
    return render(request, "reviews/batch.html", context | _progress(found, counts), status=status)


def _anchor(act: str, path: str) -> str:
    return f"#{path}" if act == "items" and path else f"#{act}-{path}" if path else ""


def _given(found: Batch, typed: Mapping[str, str], act: str) -> dict[str, dict[str, str]]:
    """What stands in the forms: what was typed into the one that was refused, otherwise what is on record."""
    known = {
        "describe": {
            "title": found.title,
            "result": found.result,
            "opinion": found.opinion,
            "conclusion": found.conclusion,
        },
        "meeting": {
            "day": found.meeting_on.isoformat() if found.meeting_on else "",
            "place": found.meeting_place,
            "people": found.meeting_people,
            "minutes": found.minutes,
            "evidence": "",
            "evidence_name": "",
        },
        "number": {"number": found.document_number},
        "scan": {"evidence": "", "evidence_name": ""},
    }
    if act in known and typed:
        known[act] = {name: typed.get(name, "") for name in known[act]}
    return known


@login_required
@require_safe
def preview(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What the confirmation would do, item by item. Nothing is written."""
    actor = actor_of(request.user)
    return draw_preview(request, actor, reach_batch(actor, batch_id))


def draw_preview(
    request: HttpRequest, actor: Actor, found: Batch, *, refusals: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    items = items_of(found)
    previews = preview_items(actor, found, items)
    missing = gaps_of(found, len(items))
    context = {
        "layout": layout_for(request),
        "batch": found,
        "word": f"batch_{found.state}",
        "kind": BATCH_KIND_LABELS[BatchKind(found.kind)],
        "rows": preview_rows(previews),
        "ready": sum(each.will_be_done for each in previews),
        "left": sum(each.act.action is None for each in previews),
        "stuck": sum(each.problem is not None for each in previews),
        "hard": [say(gap.code) for gap in missing if gap.hard],
        "soft": [say(gap.code) for gap in missing if not gap.hard],
        "may_confirm": bool(batch_verdict(BatchAction.CONFIRM, situation_for_batch(actor, found))),
        "problems": [("", words) for words in refusals],
    }
    return render(request, "reviews/batch_preview.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, batch_id: UUID, which: str) -> HttpResponse:
    """The stamped scan or the minutes, by a link that lives a minute."""
    found = reach_batch(actor_of(request.user), batch_id)
    return redirect(signed_link(batch_file(found, which), disposition=Disposition.INLINE))
