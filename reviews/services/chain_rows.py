"""Writing down what the chain engine said: tasks, and who may take them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.access import Actor
from accounts.domain.principals import parse_principal
from applications.models import Application
from procedures.domain.chain_events import Event, SeatsChanged, Signed, TaskClosed, TaskOpened, TaskVoided
from procedures.domain.chain_model import Chain, ChainState, Step, StepKind
from procedures.domain.chain_model import TaskState as ChainTask
from procedures.domain.chain_seats import front
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
    """A task that has just been opened, with those who may take it; nobody where the chain is blocked.

    Not new is one that changed hands: `principals` are those who are asked now and were not before.
    """

    task: StepTask
    principals: tuple[str, ...]
    is_new: bool = True


def store_tasks(
    application: Application, chain: Chain, state: ChainState, events: Sequence[Event], *, actor: Actor
) -> list[OpenedTask]:
    """Apply the task events in their order; what was opened comes back, and to whom. Tasks in a row are stored at once.

    A task that changed hands comes back with those who are newly asked.
    """
    opened: list[OpenedTask] = []
    stored = 0
    for event in events:
        match event:
            case TaskOpened():
                opened.append(OpenedTask(_new_task(application, chain, event), event.assignees))
            case Signed() | SeatsChanged():
                stored = _insert(opened, stored)
                opened += _newly_asked(application, chain, event, state)
                stored = len(opened)
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
    if any(each.task.kind == StepKind.PUBLIC_NOTICE for each in new):
        # Its notice may have run its days already.
        look_after_commit(now())
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


def _newly_asked(
    application: Application, chain: Chain, event: Signed | SeatsChanged, state: ChainState
) -> list[OpenedTask]:
    """Put an open task where the chain wants it now: into new inboxes, and out of those it left."""
    task = _visit(application, event)
    place = (event.step, event.branch, event.visit)
    found = next((each for each in state.open_tasks() if (each.step, each.branch, each.visit) == place), None)
    if found is None:
        return []
    wanted = front(found, _known_step(chain, event.step).signing)
    present = {each.principal: each for each in task.candidates.all()}
    task.candidates.filter(open=True).exclude(principal__in=wanted).update(open=False)
    task.candidates.filter(open=False, principal__in=wanted).update(open=True)
    new = OpenedTask(task, tuple(each for each in wanted if each not in present))
    add_candidates([new])
    _note_seats(task, found, has_people=bool(wanted))
    asked = tuple(each for each in wanted if each not in present or not present[each].open)
    return [OpenedTask(task, asked, is_new=False)]


def _note_seats(task: StepTask, found: ChainTask, *, has_people: bool) -> None:
    person = parse_principal(found.claimed_by).target if found.claimed_by else None
    if task.claimed_by_id != person or task.awaits_somebody is has_people:
        task.claimed_by_id, task.awaits_somebody = person, not has_people
        task.save(update_fields=["claimed_by", "awaits_somebody"])


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
        awaits_somebody=not event.assignees and step.kind is not StepKind.EXTERNAL,
    )


def _visit(application: Application, event: TaskClosed | TaskVoided | Signed | SeatsChanged) -> StepTask:
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
