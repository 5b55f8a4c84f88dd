"""Inbox, done, all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import actor_of
from accounts.domain.roles import RoleKey
from applications.models import STATUS_LABELS
from procedures.domain.chain_model import StepKind
from procedures.domain.deadlines import days_left
from reviews.queries.copied import copied_to
from reviews.queries.inbox import (
    ListFilter,
    ListPage,
    Waiting,
    all_visible,
    done_by,
    inbox_count,
    waiting_by_step,
)
from reviews.queries.inbox import (
    inbox as waiting_tasks,
)
from reviews.queries.supervision import notes_waiting
from reviews.web.posted import filter_query, read_filter
from reviews.web.tabs import present_tab, tabs
from tenants.calendar import working_calendar
from tenants.clock import today

Chip = dict[str, object]


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me, the longest waiting first; all of it, what I claimed, or what is overdue."""
    actor, wanted, day = actor_of(request.user), read_filter(request), today()
    page = with_clocks(waiting_tasks(actor, wanted, today=day, after=request.GET.get("after", "")))
    waiting = waiting_by_step(actor, today=day)
    return _render(
        request,
        "inbox",
        page,
        {
            "chips": _inbox_chips(request, waiting),
            "procedures": list({each.procedure: each.procedure_name for each in waiting}.items()),
            "matching": inbox_count(actor, wanted, today=day) if wanted.text else _matching(waiting, wanted),
            "counts": _counts(waiting),
            "asked": notes_waiting(actor).count() if getattr(request.user, "is_staff_member", False) else 0,
            "can_batch": any(row.task and row.task.kind == StepKind.RECEIVE_PAPER for row in page.rows),
        },
    )


@login_required
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What I did, the latest first."""
    actor = actor_of(request.user)
    return _render(request, "done", done_by(actor, read_filter(request), after=request.GET.get("after", "")), {})


@login_required
@require_safe
def copied(request: HttpRequest) -> HttpResponse:
    """What was copied to me, the latest first."""
    actor = actor_of(request.user)
    return _render(request, "copied", copied_to(actor, read_filter(request), after=request.GET.get("after", "")), {})


@login_required
@require_safe
def all_applications(request: HttpRequest) -> HttpResponse:
    """Everything I may see, the newest first."""
    actor = actor_of(request.user)
    page = all_visible(actor, read_filter(request), today=today(), after=request.GET.get("after", ""))
    context = {"chips": _status_chips(request), "can_publish": RoleKey.REGISTRATION_POINT in actor.role_keys}
    return _render(request, "all", with_clocks(page), context)


def _render(request: HttpRequest, which: str, page: ListPage, context: dict[str, object]) -> HttpResponse:
    is_part = bool(getattr(request, "htmx", False)) and request.htmx.target == "list"  # type: ignore[attr-defined]
    counts = context.pop("counts", {})
    present = present_tab(which, read_filter(request))
    query = filter_query(request)
    return render(
        request,
        "reviews/_list.html" if is_part else "reviews/list.html",
        {
            "layout": layout_for(request),
            "which": which,
            "present": present,
            "tabs": tabs(present, counts if isinstance(counts, dict) else {}),
            "page": page,
            "kept": query if which == "inbox" else f"tab={which}&{query}".rstrip("&"),
            "filter_query": query,
            "filtered": bool(query),
            "narrowed": bool(QueryDict(query).keys() - {"overdue", "claimed"}),
            **context,
        },
    )


def layout_for(request: HttpRequest) -> str:
    """Staff work in the workbench; examiners of an applicant's unit stay in their own space."""
    return "layouts/workbench.html" if getattr(request.user, "is_staff_member", False) else "layouts/my.html"


def with_clocks(page: ListPage) -> ListPage:
    """Working days left per row, from the calendar that is read once."""
    calendar, day = working_calendar(), today()
    rows = [replace(row, days_left=days_left(row.due_on, day, calendar)) if row.due_on else row for row in page.rows]
    return ListPage(rows, page.next_cursor)


def _matching(waiting: Sequence[Waiting], wanted: ListFilter) -> int:
    """How many there are of what no text narrows."""
    return sum(
        each.claimed if wanted.claimed else each.overdue if wanted.overdue else each.tasks
        for each in waiting
        if wanted.procedure in {None, each.procedure} and wanted.step in {"", each.step}
    )


def _counts(waiting: Sequence[Waiting]) -> dict[str, int]:
    return {
        "inbox": sum(each.tasks for each in waiting),
        "claimed": sum(each.claimed for each in waiting),
        "overdue": sum(each.overdue for each in waiting),
    }


def _inbox_chips(request: HttpRequest, waiting: Sequence[Waiting]) -> list[Chip]:
    """The steps of the tab, each with how many of the tab wait there; the other filters stay."""
    wanted = read_filter(request)
    steps: dict[tuple[str, str], int] = {}
    for each in waiting:
        count = each.claimed if wanted.claimed else each.overdue if wanted.overdue else each.tasks
        steps[each.step, each.step_label] = steps.get((each.step, each.step_label), 0) + count
    chips: list[Chip] = [
        {
            "label": _("全部环节"),
            "url": _narrowed(request, step=""),
            "active": not wanted.step,
            "count": sum(steps.values()),
        }
    ]
    chips += [
        {"label": label, "url": _narrowed(request, step=key), "active": wanted.step == key, "count": count}
        for (key, label), count in sorted(steps.items(), key=lambda each: each[0][1])
        if count or wanted.step == key
    ]
    return chips


def _narrowed(request: HttpRequest, **changed: str) -> str:
    """The address of the same list with some filters changed, the others kept, from its beginning."""
    query = QueryDict(filter_query(request), mutable=True)
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _status_chips(request: HttpRequest) -> list[Chip]:
    wanted = read_filter(request)
    chips: list[Chip] = [{"label": _("全部"), "url": _narrowed(request, status=""), "active": not wanted.status}]
    chips += [
        {"label": str(label), "url": _narrowed(request, status=key.value), "active": wanted.status == key.value}
        for key, label in STATUS_LABELS.items()
    ]
    return chips
