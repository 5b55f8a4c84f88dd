"""Writing down what the chain engine said: tasks, who may take them, and who may therefore see the application."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from accounts.access import Actor
from applications.models import AccessLevel, Application, ApplicationAccess
from procedures.domain.chain_model import Chain, Event, Step, TaskClosed, TaskOpened, TaskVoided
from procedures.domain.deadlines import due_on
from reviews.models import StepTask, TaskCandidate, TaskState
from tenants.calendar import working_calendar
from tenants.domain.clock import civil_date


def store_tasks(application: Application, chain: Chain, events: Sequence[Event], *, actor: Actor) -> list[StepTask]:
    """Apply the task events in their order; the tasks that were opened come back."""
    opened: list[StepTask] = []
    for event in events:
        match event:
            case TaskOpened():
                opened.append(_open_task(application, _known_step(chain, event.step), event))
            case TaskClosed():
                _close_task(application, event, actor)
            case TaskVoided():
                _void_task(application, event)
            case _:
                pass
    return opened


def let_see(application: Application, principals: Iterable[str], level: AccessLevel, *, at: datetime) -> None:
    """Give principals access. Nobody's access is lowered; a reader who gets a task may handle."""
    wanted = sorted(set(principals))
    if level is AccessLevel.HANDLE:
        ApplicationAccess.objects.filter(
            application=application, grantee__in=wanted, level__in=[AccessLevel.CONSULT, AccessLevel.ORGANISATION]
        ).update(level=AccessLevel.HANDLE)
    ApplicationAccess.objects.bulk_create(
        [
            ApplicationAccess(application=application, grantee=principal, level=level, sort_at=at)
            for principal in wanted
        ],
        ignore_conflicts=True,
    )


def _known_step(chain: Chain, key: str) -> Step:
    step = chain.step(key)
    if step is None:
        raise LookupError(f"the chain opened an unknown step {key!r}")
    return step


def _due_on(step: Step, opened_at: datetime) -> date | None:
    limit = due_on(step.limit_days, civil_date(opened_at), working_calendar()) if step.limit_days else None
    return limit.day if limit else None


def _open_task(application: Application, step: Step, event: TaskOpened) -> StepTask:
    task = StepTask.objects.create(
        application=application,
        step_key=step.key,
        step_label=str(step.name),
        kind=step.kind.value,
        branch_path=event.branch,
        visit=event.visit,
        round=event.round,
        opened_at=event.at,
        due_on=_due_on(step, event.at),
    )
    TaskCandidate.objects.bulk_create(
        [TaskCandidate(task=task, principal=principal, opened_at=event.at) for principal in event.assignees]
    )
    let_see(application, event.assignees, AccessLevel.HANDLE, at=application.submitted_at)
    return task


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
