"""Steps that opened while nobody held their role: looked at again until somebody does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from applications.queries.locks import lock_application
from applications.services.access_rows import let_handle
from notifications.services.notify import send_notices
from procedures.queries.packages import compiled
from reviews.models import StepTask, TaskState
from reviews.queries.assignees import roster_of
from reviews.queries.locks import lock_task
from reviews.services.chain_news import subject_of, task_notice
from reviews.services.chain_rows import LOOKED_AFTER, OpenedTask, add_candidates
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
    roster = roster_of(application, chain)
    principals = roster.assignees.get(task.step_key, ())
    if not principals:
        return
    _note_given(task)
    add_candidates([OpenedTask(task, principals)])
    let_handle(application, principals)
    write_ledger(
        "reviews.give_waiting_task",
        actor_id=None,
        subject=subject_of(application),
        data={"task": str(task.id), "step": task.step_key},
    )
    send_notices([task_notice(application, task, roster.people_of(principals))])


def _note_given(task: StepTask) -> None:
    task.awaits_somebody = False
    task.save(update_fields=["awaits_somebody"])
