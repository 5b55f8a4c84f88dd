"""材料审核结论 as it is chosen: kept at once, and the page told of it; without a script back to the page."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from accounts.access import Actor, actor_of
from applications.models import Application
from procedures.queries.packages import compiled
from reviews.domain.material_verdicts import PASSING, Fitness, MaterialVerdict
from reviews.models import StepTask
from reviews.policies import verdict_on
from reviews.queries.access import reach_task, tasks_of
from reviews.queries.dossier import dossier_of
from reviews.queries.situations import situation_of
from reviews.services.material_verdicts import judge_material
from reviews.web.material_cards import material_cards, unfit_names, verdict_counts
from reviews.web.posted import LANGUAGE, Posted, filter_query
from reviews.web.task_page import draw
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.wording import say

CONFLICT, UNPROCESSABLE = 409, 422


@login_required
@require_POST
def judge(request: HttpRequest, task_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    word = request.POST.get("fitness", "")
    posted = Posted(
        material=request.POST.get("material", "")[:60], fitness=word[:10], remark=request.POST.get("remark", "")
    )
    try:
        mine = judge_material(
            actor,
            task_id=task_id,
            material=posted.material,
            fitness=Fitness(word) if word in set(Fitness) else None,
            remark=posted.remark,
        )
    except ValidationFailed as refused:
        words = say(refused.problems[0].code, refused.problems[0].params)
        return _refused(request, actor, task_id, replace(posted, verdict_problem=words), status=UNPROCESSABLE)
    except IllegalTransition as refused:
        words = say(refused.code, refused.params)
        return _refused(request, actor, task_id, replace(posted, verdict_problem=words), status=CONFLICT)
    if getattr(request, "htmx", False):
        return _saved(request, actor, task_id, posted.material, mine)
    query = filter_query(request, "tab", "at")
    address = reverse("workbench:task", args=[task_id])
    return redirect(f"{address}{f'?{query}' if query else ''}#material-{posted.material}")


def _saved(
    request: HttpRequest, actor: Actor, task_id: UUID, material: str, mine: tuple[MaterialVerdict, ...]
) -> HttpResponse:
    """That it is kept, how far one is, and in the forms that pass the application what it would be passed with."""
    application = reach_task(actor, task_id).application
    tasks = [each.task for each in tasks_of(application, actor)]
    cards = material_cards(dossier_of(application, language=get_language() or LANGUAGE), (), tasks, mine)
    task = next(each for each in tasks if each.id == task_id)
    context = {
        "key": material,
        "verdict": next((each for each in mine if each.material == material), None),
        "saved": now(),
        "counts": verdict_counts(cards),
        "unfit": unfit_names(cards),
        "passing": _passing(actor, application, task),
    }
    return render(request, "reviews/_verdict_saved.html", context)


def _passing(actor: Actor, application: Application, task: StepTask) -> list[str]:
    """The acts of the page's panel that pass the application."""
    situation = situation_of(actor, application, task, compiled(application.procedure_version))
    return sorted(action.value for action in PASSING if verdict_on(action, situation).allowed)


def _refused(request: HttpRequest, actor: Actor, task_id: UUID, posted: Posted, *, status: int) -> HttpResponse:
    """What was typed stays in its place, with what is wrong or what happened meanwhile."""
    if getattr(request, "htmx", False):
        context = {"key": posted.material, "problem": posted.verdict_problem}
        return render(request, "reviews/_verdict_saved.html", context, status=status)
    reached = reach_task(actor, task_id)
    return draw(request, actor, reached, wanted=task_id, posted=posted, status=status, refusal=posted.verdict_problem)
