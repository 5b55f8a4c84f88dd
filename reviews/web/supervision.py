"""督办: numbers that open their lists, the lists, and the notes that must be answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Actor, actor_of
from reviews.domain.supervising import Figures, Grouping, Light, Measure
from reviews.queries.access import reach_application
from reviews.queries.supervision import (
    NONE,
    Group,
    groups,
    note_application,
    supervised_notes,
    supervised_notes_page,
    supervised_page,
    supervises,
    waiting_page,
)
from reviews.services.supervising import answer_note, ask_for_answer
from reviews.web.lists import layout_for, with_clocks
from reviews.web.posted import AskForm, filter_query, identifier, read_day, read_filter
from reviews.web.task_page import draw
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say

CONFLICT, UNPROCESSABLE = 409, 422
GROUPINGS: dict[Grouping, str | Promise] = {
    Grouping.DEPARTMENT: lazy("按部门"),
    Grouping.PROCEDURE: lazy("按事项"),
    Grouping.STEP: lazy("按环节"),
    Grouping.PERSON: lazy("按人员"),
}
HEADS: dict[Grouping, str | Promise] = {
    Grouping.DEPARTMENT: lazy("部门"),
    Grouping.PROCEDURE: lazy("事项"),
    Grouping.STEP: lazy("环节"),
    Grouping.PERSON: lazy("人员"),
}
LIGHTS: dict[Light, str | Promise] = {
    Light.OVERDUE: lazy("已超期"),
    Light.DUE_SOON: lazy("即将到期"),
    Light.IN_TIME: lazy("正常"),
}


MEASURES: dict[Measure, str | Promise] = {
    Measure.ANY: lazy("全部时限"),
    Measure.STEP: lazy("环节时限"),
    Measure.WHOLE: lazy("办件时限（法定、承诺）"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A count and the list behind it."""

    label: str
    light: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    url: str
    numbers: tuple[Number, ...]
    total: int


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How much is overdue, about to be, and in time, by department, procedure, step or person."""
    actor, wanted = actor_of(request.user), read_filter(request)
    grouping = _grouping(request)
    found, total = groups(actor, wanted, grouping)
    query = filter_query(request)
    context = {
        "layout": layout_for(request),
        "chips": [
            {"label": str(label), "url": _url({"by": key.value}, query), "active": key is grouping}
            for key, label in GROUPINGS.items()
        ],
        "measures": _measures(request, wanted.limit),
        "head": HEADS[grouping],
        "total": _line(_("合计"), total, "", query),
        "lines": [
            _line(_label(group, grouping), group.figures, f"{grouping.value}={group.key}", query) for group in found
        ],
        "unanswered": supervised_notes(actor, answered=False).count(),
        "late": supervised_notes(actor, answered=False).filter(answer_by__lt=today()).count(),
        "filtered": bool(query),
    }
    return render(request, "reviews/supervision.html", context)


def _measures(request: HttpRequest, present: str) -> list[dict[str, object]]:
    """The same page by other limits, everything else kept."""
    plain = _query_without(request, "limit")
    return [
        {
            "label": str(label),
            "url": f"{request.path}?{'&'.join(part for part in (plain, f'limit={key}' if key else '') if part)}",
            "active": key == (present if present in list(Measure) else ""),
        }
        for key, label in MEASURES.items()
    ]


def _grouping(request: HttpRequest) -> Grouping:
    word = request.GET.get("by", "")
    return Grouping(word) if word in list(Grouping) else Grouping.DEPARTMENT


def _url(own: dict[str, str], query: str) -> str:
    parts = [part for part in (urlencode(own), query) if part]
    return f"{reverse('workbench:supervision')}?{'&'.join(parts)}"


def _label(group: Group, grouping: Grouping) -> str:
    if group.key != NONE:
        return group.label
    return _("申报单位或待指定") if grouping is Grouping.DEPARTMENT else _("申报单位或待指定人员")


def _line(label: str, figures: Figures, narrowed: str, query: str) -> Line:
    base = reverse("workbench:supervised_tasks")
    kept = "&".join(part for part in (narrowed, query) if part)
    counts = {
        Light.OVERDUE: figures.overdue,
        Light.DUE_SOON: figures.due_soon,
        Light.IN_TIME: figures.in_time,
    }
    numbers = tuple(
        Number(
            str(LIGHTS[light]),
            light.value,
            count,
            f"{base}?{'&'.join(part for part in (f'light={light}', kept) if part)}",
        )
        for light, count in counts.items()
    )
    return Line(label, f"{base}?{kept}" if kept else base, numbers, figures.total)


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The list behind a number, the longest waiting first."""
    actor, wanted = actor_of(request.user), read_filter(request)
    page = with_clocks(supervised_page(actor, wanted, after=request.GET.get("after", "")))
    plain = _query_without(request, "light")
    base = reverse("workbench:supervised_tasks")
    chips = [{"label": _("全部"), "url": f"{base}?{plain}", "active": not wanted.light}]
    chips += [
        {
            "label": str(label),
            "url": f"{base}?{'&'.join(part for part in (f'light={light}', plain) if part)}",
            "active": wanted.light == light,
        }
        for light, label in LIGHTS.items()
    ]
    context = {
        "layout": layout_for(request),
        "page": page,
        "chips": chips,
        "measures": _measures(request, wanted.limit),
        "filter_query": filter_query(request),
        "filtered": bool(filter_query(request)),
    }
    return render(request, "reviews/supervised.html", context)


def _query_without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    for each in (name, "after"):
        query.pop(each, None)
    return query.urlencode()


@login_required
@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """Notes that wait for my answer; for whoever supervises, all of what is supervised as well."""
    actor, view, after = actor_of(request.user), request.GET.get("view", ""), request.GET.get("after", "")
    views = {"mine": _("待我答复")}
    if supervises(actor):
        views |= {"unanswered": _("尚未答复"), "answered": _("已经答复")}
    if view not in views:
        view = "unanswered" if supervises(actor) else "mine"
    if view == "mine":
        page = waiting_page(actor, after=after)
    else:
        page = supervised_notes_page(actor, answered=view == "answered", after=after)
    context = {
        "layout": layout_for(request),
        "chips": [{"label": label, "url": f"?view={key}", "active": key == view} for key, label in views.items()],
        "page": page,
        "today": today(),
        "supervises": supervises(actor),
    }
    return render(request, "reviews/supervision_notes.html", context)


@login_required
@require_POST
def ask(request: HttpRequest, application_id: UUID) -> HttpResponse:
    actor, post = actor_of(request.user), request.POST
    typed = AskForm(post.get("text", ""), post.get("answer_by", ""))
    try:
        ask_for_answer(
            actor,
            application_id=application_id,
            text=typed.text,
            answer_by=read_day(typed.answer_by),
            idempotency_key=str(identifier(post.get("idempotency_key", "")) or new_id()),
        )
    except ValidationFailed as refused:
        return _again(request, actor, application_id, _wrong(typed, refused))
    except IllegalTransition as refused:
        return _again(request, actor, application_id, typed, refusal=say(refused.code, refused.params))
    messages.success(request, _("督办意见已发出，答复后会通知您。"))
    return redirect(f"{reverse('workbench:application', args=[application_id])}#supervision")


@login_required
@require_POST
def answer(request: HttpRequest, note_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    application_id = note_application(actor, note_id)
    typed = AskForm(note=str(note_id), answer=request.POST.get("answer", ""))
    try:
        answer_note(actor, note_id=note_id, answer=typed.answer)
    except ValidationFailed as refused:
        return _again(request, actor, application_id, _wrong(typed, refused))
    except IllegalTransition as refused:
        return _again(request, actor, application_id, typed, refusal=say(refused.code, refused.params))
    messages.success(request, _("答复已提交。"))
    return redirect(f"{reverse('workbench:application', args=[application_id])}#supervision")


def _wrong(typed: AskForm, refused: ValidationFailed) -> AskForm:
    return replace(typed, problems={each.path: say(each.code, each.params) for each in refused.problems})


def _again(
    request: HttpRequest, actor: Actor, application_id: UUID, typed: AskForm, *, refusal: str = ""
) -> HttpResponse:
    """The page of the application with what was typed."""
    reached = reach_application(actor, application_id)
    status = CONFLICT if refusal else UNPROCESSABLE
    return draw(request, actor, reached, wanted=None, asking=typed, status=status, refusal=refusal)
