"""Writing down what the chain engine said: tasks, and who may take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.access import Actor
from applications.models import Application
from procedures.domain.chain_events import Event, TaskClosed, TaskOpened, TaskVoided
from procedures.domain.chain_model import Chain, Step
from procedures.domain.deadlines import due_on
from reviews.models import StepTask, TaskCandidate, TaskState
from tenants.calendar import working_calendar
from tenants.clock import now
from tenants.domain.clock import civil_date
from tenants.records.services.waking import look_after_commit

#: How soon a task that nobody can take is looked at again, and then each time (`unblocking`).
LOOKED_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A task that has just been opened, with those who may take it; nobody where the chain is blocked."""

    task: StepTask
    principals: tuple[str, ...]


def store_tasks(application: Application, chain: Chain, events: Sequence[Event], *, actor: Actor) -> list[OpenedTask]:
    """Apply the task events in their order; the tasks that were opened come back. Those in a row are stored at once."""
    opened: list[OpenedTask] = []
    stored = 0
    for event in events:
        match event:
            case TaskOpened():
                opened.append(OpenedTask(_new_task(application, chain, event), event.assignees))
            case TaskClosed():
                stored = _insert(opened, stored)
                _close_task(application, event, actor)
            case TaskVoided():
                stored = _insert(opened, stored)
                _void_task(application, event)
            case _:
                pass
    _insert(opened, stored)
    return opened


def _insert(opened: Sequence[OpenedTask], stored: int) -> int:
    """Write the tasks after the first `stored`; how many are written then."""
    new = opened[stored:]
    if new:
        StepTask.objects.bulk_create([each.task for each in new])
        add_candidates(new)
    if any(each.task.awaits_somebody for each in new):
        look_after_commit(now() + LOOKED_AFTER)
    return len(opened)


def add_candidates(tasks: Iterable[OpenedTask]) -> None:
    """Put tasks into the inboxes of those who may take them."""
    TaskCandidate.objects.bulk_create(
        TaskCandidate(task=each.task, principal=principal, opened_at=each.task.opened_at)
        for each in tasks
        for principal in each.principals
    )


def _known_step(chain: Chain, key: str) -> Step:
    step = chain.step(key)
    if step is None:
        raise LookupError(f"the chain opened an unknown step {key!r}")
    return step


def _due_on(step: Step, opened_at: datetime) -> date | None:
    limit = due_on(step.limit, civil_date(opened_at), working_calendar()) if step.limit else None
    return limit.day if limit else None


def _new_task(application: Application, chain: Chain, event: TaskOpened) -> StepTask:
    step = _known_step(chain, event.step)
    return StepTask(
        application=application,
        step_key=step.key,
        step_label=str(step.name),
        kind=step.kind.value,
        branch_path=event.branch,
        visit=event.visit,
        round=event.round,
        opened_at=event.at,
        due_on=_due_on(step, event.at),
        awaits_somebody=not event.assignees,
    )


def _visit(application: Application, event: TaskClosed | TaskVoided) -> StepTask:
    return StepTask.objects.get(
        application=application, step_key=event.step, branch_path=event.branch, visit=event.visit
    )


def _close_task(application: Application, event: TaskClosed, actor: Actor) -> None:
    task = _visit(application, event)
    task.state = TaskState.DONE
    task.outcome = event.outcome
    task.closed_at = event.at
    task.closed_by_id = actor.account_id
    task.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
    task.candidates.update(open=False)


def _void_task(application: Application, event: TaskVoided) -> None:
    """A finished act keeps its outcome and is marked; an open task leaves everybody's inbox.

    A step that was walked past has no row: nothing was ever waiting there.
    """
    for task in StepTask.objects.filter(
        application=application, step_key=event.step, branch_path=event.branch, visit=event.visit
    ):
        task.voided = True
        task.state = TaskState.VOID if task.state == TaskState.OPEN else task.state
        task.save(update_fields=["voided", "state"])
        task.candidates.update(open=False)
