"""Inbox, done, all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import actor_of
from accounts.domain.roles import RoleKey
from applications.models import STATUS_LABELS
from procedures.domain.chain_model import StepKind
from procedures.domain.deadlines import days_left
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
from tenants.calendar import working_calendar
from tenants.clock import today

Chip = dict[str, object]


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for me, the longest waiting first."""
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
def all_applications(request: HttpRequest) -> HttpResponse:
    """Everything I may see, the newest first."""
    actor = actor_of(request.user)
    page = all_visible(actor, read_filter(request), today=today(), after=request.GET.get("after", ""))
    context = {"chips": _status_chips(request), "can_publish": RoleKey.REGISTRATION_POINT in actor.role_keys}
    return _render(request, "all", with_clocks(page), context)


def _render(request: HttpRequest, which: str, page: ListPage, context: dict[str, object]) -> HttpResponse:
    is_part = bool(getattr(request, "htmx", False)) and request.htmx.target == "list"  # type: ignore[attr-defined]
    return render(
        request,
        "reviews/_list.html" if is_part else "reviews/list.html",
        {
            "layout": layout_for(request),
            "which": which,
            "page": page,
            "filter_query": filter_query(request),
            "filtered": bool(filter_query(request)),
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
        each.overdue if wanted.overdue else each.tasks
        for each in waiting
        if wanted.procedure in {None, each.procedure} and wanted.step in {"", each.step}
    )


def _inbox_chips(request: HttpRequest, waiting: Sequence[Waiting]) -> list[Chip]:
    wanted = read_filter(request)
    base = reverse("workbench:inbox")
    steps: dict[tuple[str, str], int] = {}
    for each in waiting:
        steps[each.step, each.step_label] = steps.get((each.step, each.step_label), 0) + each.tasks
    total, overdue = sum(steps.values()), sum(each.overdue for each in waiting)
    chips: list[Chip] = [
        {"label": _("全部"), "url": base, "active": not (wanted.step or wanted.overdue), "count": total},
        {"label": _("已超期"), "url": f"{base}?overdue=1", "active": wanted.overdue, "count": overdue},
    ]
    chips += [
        {"label": label, "url": f"{base}?step={key}", "active": wanted.step == key, "count": count}
        for (key, label), count in sorted(steps.items(), key=lambda each: each[0][1])
    ]
    return chips


def _status_chips(request: HttpRequest) -> list[Chip]:
    wanted = read_filter(request)
    base = reverse("workbench:all")
    chips: list[Chip] = [{"label": _("全部"), "url": base, "active": not wanted.status}]
    chips += [
        {"label": str(label), "url": f"{base}?status={key.value}", "active": wanted.status == key.value}
        for key, label in STATUS_LABELS.items()
    ]
    return chips
