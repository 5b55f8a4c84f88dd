"""Steps that opened while nobody held their role: looked at again until somebody does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import platform_actor
from applications.queries.locks import lock_application
from procedures.domain.chain_commands import NameAssignees
from procedures.domain.chain_model import Chain, NobodyPolicy
from procedures.queries.packages import compiled
from reviews.models import StepTask, TaskState
from reviews.queries.assignees import Roster, roster_of
from reviews.queries.locks import lock_task
from reviews.services.chain import apply_command
from reviews.services.chain_news import subject_of
from reviews.services.chain_rows import LOOKED_AFTER
from tenants.clock import now
from tenants.records.due_work import due_work
from tenants.records.services.ledger import write_ledger

#: Tasks looked at in one turn.
AT_ONCE = 50


@due_work("reviews.give_waiting_tasks")
def give_waiting_tasks() -> datetime | None:
    """Hand every open task that nobody can take to whoever holds its role by now; when to look again, if any is left.

    One query when there is none. Only the partial index `tasks_awaiting_somebody` is read.
    """
    waiting = StepTask.objects.filter(state=TaskState.OPEN, awaits_somebody=True).order_by("opened_at", "id")
    found = list(waiting.values_list("id", "application_id")[:AT_ONCE])
    for task_id, application_id in found:
        _give(application_id, task_id)
    return now() + LOOKED_AFTER if found and waiting.exists() else None


@transaction.atomic
def _give(application_id: UUID, task_id: UUID) -> None:
    application = lock_application(application_id)
    task = lock_task(task_id)
    if task.state != TaskState.OPEN or not task.awaits_somebody:
        return
    if task.candidates.exists():
        # Opened by a release that did not know the column.
        _note_given(task)
        return
    chain = compiled(application.procedure_version).chain
    principals = _found(roster_of(application, chain), chain, task.step_key)
    if not principals:
        return
    command = NameAssignees(task.step_key, principals, task.branch_path)
    apply_command(application, command, actor=platform_actor(""), now=now())
    write_ledger(
        "reviews.give_waiting_task",
        actor_id=None,
        subject=subject_of(application),
        data={"task": str(task.id), "step": task.step_key},
    )


def _found(roster: Roster, chain: Chain, step_key: str) -> tuple[str, ...]:
    """Whoever the rule finds by now, otherwise the role that stands in where it finds nobody."""
    step = chain.step(step_key)
    found = roster.assignees.get(step_key, ())
    if found or step is None or step.assignee.nobody is not NobodyPolicy.ROLE:
        return found
    return roster.fallbacks.get(step.assignee.fallback_role, ())


def _note_given(task: StepTask) -> None:
    task.awaits_somebody = False
    task.save(update_fields=["awaits_somebody"])
