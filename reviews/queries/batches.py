"""Batches: one's way to them, their lists, and what could come into one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.access import Actor
from applications.models import Application
from applications.queries.keyset import Page, keyset_page
from documents.domain.numbering import counter_of, next_suggestion
from documents.models import IssuedNumber
from procedures.domain.chain_model import Step
from procedures.models import ProcedureVersion
from procedures.queries.packages import compiled, heavy_columns
from reviews.batch_policies import BatchSituation
from reviews.domain.batches import NUMBER_SCHEME, BatchState, Entrant, Place, forward_action, pattern_of
from reviews.domain.offers import is_office_step, offered_actions
from reviews.models import Batch, BatchItem, StepTask, TaskCandidate, TaskState
from reviews.queries.grants import HANDLE, by_name, by_role, handles_procedure
from reviews.queries.standing import addressed
from tenants.clock import today
from tenants.domain.clock import civil_date
from tenants.domain.errors import NotAuthorised


def situation_for_batch(actor: Actor, batch: Batch) -> BatchSituation:
    """One or two queries for a batch of the office."""
    return BatchSituation(
        is_addressed=batch.principal in actor.principals,
        handles_procedure=batch.for_office and handles_procedure(actor, batch.procedure_id),
        for_office=batch.for_office,
        state=BatchState(batch.state),
    )


def reachable_batches(actor: Actor) -> QuerySet[Batch]:
    """Those that the actor runs."""
    procedure = OuterRef("procedure")
    granted = Exists(by_role(actor, HANDLE, procedure)) | Exists(by_name(actor, HANDLE, procedure))
    return Batch.objects.filter(Q(for_office=False) | Q(granted), principal__in=actor.principals)


def reach_batch(actor: Actor, batch_id: UUID) -> Batch:
    """A batch of those that one runs. One query. Raises NotAuthorised."""
    batch = (
        reachable_batches(actor)
        .filter(pk=batch_id)
        .select_related("procedure", "created_by", "confirmed_by", "cancelled_by", "scan", "minutes_file")
        .first()
    )
    if batch is None:
        raise NotAuthorised("batch_unknown")
    return batch


def batches_of(actor: Actor, *, state: str = "", after: str = "") -> Page[Batch]:
    """Batches that one runs, the newest first, each with its number of items as `size`. One query."""
    rows = reachable_batches(actor).select_related("procedure", "created_by").annotate(size=Count("items"))
    if state in set(BatchState):
        rows = rows.filter(state=state)
    return keyset_page(rows.defer("opinion", "minutes", "meeting_people", "conclusion"), at="created_at", after=after)


def items_of(batch: Batch) -> list[BatchItem]:
    """The items in their order, each with its application, task and act. One query, and one for the packages."""
    items = list(
        batch.items.select_related("application__plan_project", "task", "act__decision").order_by("position", "id")
    )
    _with_packages(item.application for item in items)
    return items


def _with_packages(applications: Iterable[Application]) -> None:
    """Their versions, each once and without what only compiling needs. One query."""
    given = list(applications)
    ids = {each.procedure_version_id for each in given}
    versions = ProcedureVersion.objects.defer(*heavy_columns()).in_bulk(ids) if ids else {}
    for each in given:
        each.procedure_version = versions[each.procedure_version_id]


@dataclass(frozen=True, slots=True)
class Picked:
    """A task that somebody picked for a batch. `step` is None when the package knows it no longer."""

    task: StepTask
    step: Step | None
    entrant: Entrant


def picked_tasks(actor: Actor, task_ids: Sequence[UUID]) -> list[Picked]:
    """Those of the tasks that wait for the actor, the longest waiting first. Four queries.

    Also what is lent to a substitute: it is then named as not to be taken in, instead of being dropped.
    """
    mine = TaskCandidate.objects.filter(addressed(actor, kind="task__kind"), task=OuterRef("pk"))
    tasks = list(
        StepTask.objects.filter(Exists(mine), pk__in=task_ids)
        .select_related("application__procedure")
        .order_by("opened_at", "id")
    )
    _with_packages(task.application for task in tasks)
    principals = _principals(task.id for task in tasks)
    held = _held(task.application_id for task in tasks)
    return [_picked(task, principals.get(task.id, frozenset()), held) for task in tasks]


def _picked(task: StepTask, principals: frozenset[str], held: Mapping[UUID, str]) -> Picked:
    step = compiled(task.application.procedure_version).chain.step(task.step_key)
    return Picked(
        task,
        step,
        Entrant(
            procedure_id=task.application.procedure_id,
            step_key=task.step_key,
            principals=principals,
            is_open=task.state == TaskState.OPEN,
            forward=forward_action(offered_actions(step)) if step else None,
            held_by=held.get(task.application_id, ""),
        ),
    )


def _principals(task_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, frozenset[str]] = {}
    rows = TaskCandidate.objects.filter(task__in=list(task_ids), open=True)
    for task_id, principal in rows.values_list("task_id", "principal"):
        found[task_id] = found.get(task_id, frozenset()) | {principal}
    return found


def _held(application_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Titles of the open batches that applications are in."""
    rows = BatchItem.objects.filter(application__in=list(application_ids), open=True)
    return dict(rows.values_list("application_id", "batch__title"))


def place_of(actor: Actor, picked: Picked) -> Place:
    """Where a batch begun with this task would stand: with the actor's role rather than with the actor in person."""
    shared = sorted(actor.principals & picked.entrant.principals, key=lambda each: (each.startswith("u:"), each))
    if not shared:
        raise NotAuthorised("task_unknown")
    return Place(picked.entrant.procedure_id, picked.entrant.step_key, shared[0])


def may_begin(actor: Actor, picked: Picked) -> bool:
    """Whether a batch can begin with this task: it could be taken in, and is the actor's own."""
    entrant = picked.entrant
    own = bool(actor.principals & entrant.principals)
    return own and entrant.is_open and not entrant.held_by and entrant.forward is not None


def is_for_office(picked: Picked) -> bool:
    return picked.step is None or is_office_step(picked.step)


def collecting_at(actor: Actor, place: Place) -> list[Batch]:
    """Batches at this place that still take applications in, the newest first. One query."""
    return list(
        reachable_batches(actor)
        .filter(
            principal=place.principal,
            procedure=place.procedure_id,
            step_key=place.step_key,
            state=BatchState.COLLECTING,
        )
        .order_by("-created_at", "-id")[:20]
    )


def suggested_number(batch: Batch) -> str:
    """The 文号 after that of the last batch of the same people; empty when there is nothing to follow.

    Two queries. Takes no lock: somebody may be faster.
    """
    last = (
        Batch.objects.filter(principal=batch.principal)
        .exclude(document_number="")
        .exclude(state=BatchState.CANCELLED)
        .order_by("-created_at", "-id")
        .values_list("document_number", "created_at")
        .first()
    )
    if last is None:
        return ""
    number, given = last[0], civil_date(last[1])
    pattern, day = pattern_of(number, given.year), today()
    if not pattern:
        return ""
    counter = counter_of(pattern, number, given) if given.year == day.year else 0
    return next_suggestion(pattern, counter or 0, day, is_taken=_is_taken).number


def _is_taken(number: str) -> bool:
    return IssuedNumber.objects.filter(scheme=NUMBER_SCHEME, number=number).exists()


def count_items(batch: Batch) -> dict[str, int]:
    """How many items are in each state. One query."""
    rows = batch.items.order_by().values_list("state").annotate(count=Count("id"))
    return dict(rows.values_list("state", "count"))
