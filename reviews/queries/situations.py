"""One person before one task: the facts that the policy table judges."""

from __future__ import annotations

from accounts.access import Actor
from applications.domain.states import Status
from applications.models import Application
from procedures.domain.chain_model import Chain
from reviews.domain.offers import is_office_step, offered_actions
from reviews.models import Decision, DecisionState, StepTask, TaskState
from reviews.policies import TaskSituation
from reviews.queries.grants import handled_procedures


def situation_of(
    actor: Actor,
    application: Application,
    task: StepTask,
    chain: Chain,
    *,
    candidates: frozenset[str] | None = None,
    handled: bool | None = None,
    decided: bool | None = None,
) -> TaskSituation:
    """Up to three queries: the task's candidates, the actor's grants, the decision; each only where not given."""
    step = chain.step(task.step_key)
    if candidates is None:
        candidates = frozenset(task.candidates.values_list("principal", flat=True))
    if handled is None:
        handled = application.procedure_id in handled_procedures(actor)
    if decided is None:
        decided = Decision.objects.filter(act__task=task, state=DecisionState.EFFECTIVE).exists()
    return TaskSituation(
        status=Status(application.status),
        is_candidate=bool(candidates & actor.principals),
        is_office_step=step is None or is_office_step(step),
        handles_procedure=handled,
        is_open=task.state == TaskState.OPEN,
        offered=offered_actions(step) if step else frozenset(),
        holds_effective_decision=decided,
    )
