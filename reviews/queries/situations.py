"""One person before one task: the facts that the policy table judges."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from accounts.access import Actor
from accounts.domain.principals import user_principal
from accounts.domain.substitution import StandIn
from applications.domain.states import Status
from applications.models import Application, CounterEntry, PlanProjectState
from applications.queries.counter import entered_by
from procedures.domain.chain_returns import was_supplemented
from procedures.domain.chain_view import load_state
from procedures.domain.package.compiled import CompiledPackage
from reviews.domain.offers import is_office_step, offered_to
from reviews.domain.seating import ALONE, chain_task, may_take_back, return_targets, seating_of
from reviews.models import Decision, DecisionState, StepTask, TaskState
from reviews.policies import TaskSituation
from reviews.queries.grants import handles_procedure
from reviews.queries.standing import absent_behind, with_absent


def situation_of(
    actor: Actor,
    application: Application,
    task: StepTask,
    package: CompiledPackage,
    *,
    is_candidate: bool | None = None,
    handled: bool | None = None,
    decided: bool | None = None,
    absent: StandIn | None = None,
    entries: Sequence[CounterEntry] | None = None,
) -> TaskSituation:
    """Up to five queries, each only where the answer is not given: candidature, grants at an office step, decision;
    and who entered it, of an application that was entered at a counter. One more only for substitutes.
    """
    step = package.chain.step(task.step_key)
    office = step is None or is_office_step(step)
    if is_candidate is None:
        own = set(task.candidates.filter(principal__in=actor.principals).values_list("open", flat=True))
        is_candidate = bool(own)
        if True not in own and (task.state == TaskState.OPEN or not own):
            absent = _absent_at(actor, application, task)
            is_candidate, handled = is_candidate or absent is not None, True if absent else handled
    if handled is None:
        handled = office and handles_procedure(actor, application.procedure_id)
    if decided is None:
        decided = Decision.objects.filter(act__task=task, state=DecisionState.EFFECTIVE).exists()
    mine = actor.principals | (absent.principals if absent else frozenset())
    state = load_state(application.chain_state)
    me = user_principal(actor.user_id)
    seating = ALONE
    has_targets = False
    if step is not None and task.state == TaskState.OPEN:
        found = chain_task(state, task.step_key, task.branch_path)
        seating = seating_of(found, step, mine=mine, me=me, absent=user_principal(absent.absent_id) if absent else "")
        has_targets = bool(return_targets(package.chain, state, task.step_key, task.branch_path))
    return TaskSituation(
        status=Status(application.status),
        is_candidate=is_candidate,
        is_office_step=office,
        handles_procedure=handled,
        is_open=task.state == TaskState.OPEN,
        offered=offered_to(step, seating, has_targets=has_targets) if step else frozenset(),
        holds_effective_decision=decided,
        is_held=_is_held(application, task, package),
        entered_by_actor=entered_by(_people(actor, absent), application, entries),
        seating=seating,
        closed_by_actor=task.closed_by_id == actor.user_id,
        was_supplemented=was_supplemented(state),
        may_take_back=may_take_back(package.chain, state, task.step_key, task.branch_path, me=me),
        absent=absent,
    )


def _absent_at(actor: Actor, application: Application, task: StepTask) -> StandIn | None:
    """For whom a person would act at a task. No query for whoever stands in for nobody, otherwise one."""
    if not actor.standing_in:
        return None
    found = with_absent(actor, StepTask.objects.filter(pk=task.pk)).get()
    found.application = application
    return absent_behind(actor, [found]).get(task.id)


def _is_held(application: Application, task: StepTask, package: CompiledPackage) -> bool:
    """Whether the step waits for the plan project behind the application. A query only where there is one."""
    if package.in_plan is None or task.step_key != package.in_plan.held_step:
        return False
    return application.plan_project is not None and application.plan_project.state != PlanProjectState.ACCEPTED


def _people(actor: Actor, absent: StandIn | None) -> frozenset[UUID]:
    """Whose side of the counter counts: whoever acts, and whoever he acts for."""
    return frozenset({actor.user_id, absent.absent_id} if absent else {actor.user_id})
