"""整改清单 beside the application: what was asked for, what was answered, what changed, and the ticks."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Actor, actor_of
from applications.domain.corrections import Finding, progress_of
from reviews.policies import correction_verdict
from reviews.queries.access import reach_task, tasks_of
from reviews.queries.corrections import correction_lines
from reviews.queries.dossier import dossier_of
from reviews.queries.situations import situation_of
from reviews.services.corrections import judge_correction
from reviews.web.lists import layout_for
from reviews.web.posted import LANGUAGE
from tenants.domain.errors import IllegalTransition
from tenants.wording import say


@login_required
@require_safe
def corrections(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """The list: a page, and the part that the application's page fetches."""
    return _page(request, actor_of(request.user), task_id)


@login_required
@require_POST
def judge(request: HttpRequest, task_id: UUID, item_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    word = request.POST.get("finding", "")
    finding = Finding(word) if word in set(Finding) else Finding.NONE
    try:
        judge_correction(actor, task_id=task_id, item_id=item_id, finding=finding)
    except IllegalTransition as refused:
        return _page(request, actor, task_id, problem=say(refused.code, refused.params), status=409)
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('workbench:corrections', args=[task_id])}#correction-{item_id}")
    return _page(request, actor, task_id)


def _page(request: HttpRequest, actor: Actor, task_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    reached = reach_task(actor, task_id)
    dossier = dossier_of(reached.application, language=get_language() or LANGUAGE)
    focus = next(each for each in tasks_of(reached.application, actor) if each.task.id == task_id)
    situation = situation_of(
        actor,
        dossier.application,
        focus.task,
        dossier.package,
        is_candidate=focus.is_mine,
        handled=focus.handles_procedure,
        decided=focus.holds_decision,
        absent=focus.absent,
    )
    lines = correction_lines(dossier)
    context = {
        "layout": layout_for(request),
        "application": reached.application,
        "task_id": task_id,
        "corrections": lines,
        "progress": progress_of([line.item.finding == Finding.SETTLED for line in lines]),
        "may_judge": correction_verdict(situation).allowed,
        "problem": problem,
    }
    is_part = bool(getattr(request, "htmx", False))
    template = f"reviews/{'_corrections' if is_part else 'corrections'}.html"
    return render(request, template, context, status=status)
