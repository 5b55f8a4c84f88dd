"""批次办理: collect applications that wait at one step, put them in order, say what is done with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from documents.services.numbering import void_number
from reviews.batch_policies import BatchAction, batch_verdict
from reviews.domain.actions import Action
from reviews.domain.batches import (
    MOST_ITEMS,
    NUMBER_SCHEME,
    BatchCommand,
    BatchKind,
    BatchState,
    Exempt,
    Place,
    Wish,
    entry_refusal,
    kinds_for,
    move_batch,
    moved,
    reordered,
)
from reviews.models import Batch, BatchItem
from reviews.queries.batches import Picked, is_for_office, may_begin, picked_tasks, place_of, situation_for_batch
from reviews.queries.locks import lock_batch
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import LedgerValue, write_ledger

LONGEST_TITLE = 200
#: With the name of the batch and its 文号 behind it an opinion is still one that an act may have.
LONGEST_OPINION = 1700


@dataclass(frozen=True, slots=True)
class Entry:
    """A picked application, and why it is not taken in (a code; empty when it is)."""

    picked: Picked
    refusal: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of picking: the batch, how many came in, what stayed out."""

    batch: Batch
    taken: int
    refused: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemWishes:
    """What a page says about the items: numbers of the order, and exceptions."""

    positions: Mapping[UUID, int] = field(default_factory=dict)
    wishes: Mapping[UUID, Wish] = field(default_factory=dict)


def subject_of_batch(batch: Batch) -> SubjectRef:
    return SubjectRef("reviews.batch", batch.id, batch.title)


def record_batch(command: str, actor: Actor, batch: Batch, **data: LedgerValue) -> None:
    write_ledger(command, actor_id=actor.user_id, subject=subject_of_batch(batch), data={"kind": batch.kind, **data})


def begin_batch(actor: Actor, batch_id: UUID, action: BatchAction, *, revision: int | None = None) -> Batch:
    """The batch, locked, for somebody who may do this with it now. Before any application is locked.

    `revision` is what the page showed. Raises NotAuthorised, IllegalTransition.
    """
    batch = lock_batch(batch_id)
    authorize(batch_verdict(action, situation_for_batch(actor, batch)))
    if revision is not None and batch.revision != revision:
        raise IllegalTransition("batch_changed_since")
    return batch


def changed(batch: Batch, *columns: str) -> None:
    """Write columns of a batch that is locked, as its next revision."""
    batch.revision += 1
    batch.save(update_fields=[*columns, "revision"])


def entries_of(place: Place, picked: Sequence[Picked]) -> tuple[Entry, ...]:
    """Each picked application with the reason that keeps it out. Nothing is written."""
    return tuple(Entry(each, entry_refusal(place, each.entrant)) for each in picked)


@transaction.atomic
def create_batch(actor: Actor, *, kind: str, title: str, task_ids: Sequence[UUID]) -> Collected:
    """A new batch of what can be in it; the first picked task that could go says where it stands.

    Raises NotAuthorised, ValidationFailed at `kind`, `title`, or for nothing that could come in.
    """
    picked = picked_tasks(actor, task_ids)
    first = next((each for each in picked if may_begin(actor, each)), None)
    if first is None or first.entrant.forward is None:
        raise ValidationFailed([Problem("", _why_nothing(picked))])
    forward = first.entrant.forward
    problems = [] if kind in {each.value for each in kinds_for(forward)} else [Problem("kind", "batch_kind_unknown")]
    problems += _title_problems(title)
    if problems:
        raise ValidationFailed(problems)
    place = place_of(actor, first)
    batch = Batch.objects.create(
        kind=BatchKind(kind),
        title=title.strip(),
        procedure_id=place.procedure_id,
        step_key=place.step_key,
        step_label=first.task.step_label,
        forward=forward,
        for_office=is_for_office(first),
        principal=place.principal,
        created_by_id=actor.user_id,
        created_at=now(),
    )
    authorize(batch_verdict(BatchAction.ARRANGE, situation_for_batch(actor, batch)))
    collected = _take_in(batch, picked)
    record_batch("reviews.create_batch", actor, batch, step=batch.step_key, items=collected.taken)
    return collected


@transaction.atomic
def add_to_batch(actor: Actor, *, batch_id: UUID, task_ids: Sequence[UUID]) -> Collected:
    """What can be in the batch comes in at its end; the rest is named. Raises NotAuthorised, IllegalTransition."""
    batch = begin_batch(actor, batch_id, BatchAction.ARRANGE)
    picked = picked_tasks(actor, task_ids)
    if not picked:
        raise ValidationFailed([Problem("", "nothing_selected")])
    collected = _take_in(batch, picked)
    if collected.taken:
        changed(batch)
        record_batch("reviews.add_to_batch", actor, batch, items=collected.taken)
    return collected


def _why_nothing(picked: Sequence[Picked]) -> str:
    if not picked:
        return "nothing_selected"
    return "batch_item_elsewhere" if any(each.entrant.held_by for each in picked) else "batch_step_not_offered"


def _take_in(batch: Batch, picked: Sequence[Picked]) -> Collected:
    """The unique index has the last word where two take one application at once: it is then elsewhere."""
    entries = entries_of(Place(batch.procedure_id, batch.step_key, batch.principal), picked)
    able = [each.picked for each in entries if not each.refusal]
    present = BatchItem.objects.filter(batch=batch).count()
    if present + len(able) > MOST_ITEMS:
        raise ValidationFailed([Problem("", "batch_too_long", {"most": MOST_ITEMS})])
    BatchItem.objects.bulk_create(
        [
            BatchItem(batch=batch, application=each.task.application, task=each.task, position=present + at)
            for at, each in enumerate(able, start=1)
        ],
        ignore_conflicts=True,
    )
    inside = set(BatchItem.objects.filter(batch=batch).values_list("task_id", flat=True))
    lost = [Entry(each, "batch_item_elsewhere") for each in able if each.task.id not in inside]
    if lost:
        _number(batch, list(_order(batch)))
    return Collected(batch, len(able) - len(lost), (*(each for each in entries if each.refusal), *lost))


def _order(batch: Batch) -> tuple[UUID, ...]:
    return tuple(batch.items.order_by("position", "id").values_list("id", flat=True))


def _number(batch: Batch, order: Sequence[UUID]) -> None:
    """Positions from one on."""
    items = {item.id: item for item in batch.items.all()}
    moved_items = []
    for at, item_id in enumerate(order, start=1):
        if items[item_id].position != at:
            items[item_id].position = at
            moved_items.append(items[item_id])
    BatchItem.objects.bulk_update(moved_items, ["position"])


@transaction.atomic
def remove_item(actor: Actor, *, batch_id: UUID, item_id: UUID) -> Batch:
    """Take an application out again. Raises NotAuthorised, IllegalTransition."""
    batch = begin_batch(actor, batch_id, BatchAction.ARRANGE)
    item = _own_item(batch, item_id)
    number = item.application.number
    item.delete()
    _number(batch, _order(batch))
    changed(batch)
    record_batch("reviews.remove_from_batch", actor, batch, number=number)
    return batch


@transaction.atomic
def move_item(actor: Actor, *, batch_id: UUID, item_id: UUID, by: int) -> Batch:
    """One up or down. Raises NotAuthorised, IllegalTransition."""
    batch = begin_batch(actor, batch_id, BatchAction.ARRANGE)
    _number(batch, moved(_order(batch), _own_item(batch, item_id).id, by))
    changed(batch)
    record_batch("reviews.arrange_batch", actor, batch)
    return batch


@transaction.atomic
def arrange_batch(actor: Actor, *, batch_id: UUID, revision: int, wanted: ItemWishes) -> Batch:
    """The order by typed numbers, and the exceptions. What a page does not name stays as it is.

    Raises NotAuthorised, IllegalTransition (also for a page that was drawn before somebody else changed the list),
    ValidationFailed at `result-<id>` or `opinion-<id>`.
    """
    batch = begin_batch(actor, batch_id, BatchAction.ARRANGE, revision=revision)
    items = {item.id: item for item in batch.items.order_by("position", "id")}
    problems = [
        problem
        for item_id, wish in wanted.wishes.items()
        if item_id in items
        for problem in _problems(batch, item_id, wish)
    ]
    if problems:
        raise ValidationFailed(problems)
    for item_id, wish in wanted.wishes.items():
        if item_id in items:
            item = items[item_id]
            item.exempt, item.opinion = wish.exempt, wish.opinion.strip()
            item.result = wish.result if wish.exempt is Exempt.RESULT else ""
    BatchItem.objects.bulk_update(items.values(), ["exempt", "result", "opinion"])
    _number(batch, reordered(list(items), wanted.positions))
    changed(batch)
    exceptions = sum(item.exempt != Exempt.NONE for item in items.values())
    record_batch("reviews.arrange_batch", actor, batch, exceptions=exceptions)
    return batch


def _problems(batch: Batch, item_id: UUID, wish: Wish) -> list[Problem]:
    problems = []
    if wish.exempt is Exempt.RESULT and not (wish.result and batch.forward == Action.DECIDE):
        problems.append(Problem(f"result-{item_id}", "result_missing"))
    if wish.exempt is Exempt.RETURN and not wish.opinion.strip():
        problems.append(Problem(f"opinion-{item_id}", "return_reason_missing"))
    if len(wish.opinion) > LONGEST_OPINION:
        problems.append(Problem(f"opinion-{item_id}", "opinion_too_long", {"most": LONGEST_OPINION}))
    return problems


@transaction.atomic
def describe_batch(actor: Actor, *, batch_id: UUID, title: str, wish: Wish, conclusion: str) -> Batch:
    """Name, result and opinion for all, closing words of the document.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `title`, `opinion`, `conclusion`.
    """
    batch = begin_batch(actor, batch_id, BatchAction.ARRANGE)
    problems = _title_problems(title)
    for place, words in (("opinion", wish.opinion), ("conclusion", conclusion)):
        if len(words) > LONGEST_OPINION:
            problems.append(Problem(place, "opinion_too_long", {"most": LONGEST_OPINION}))
    if problems:
        raise ValidationFailed(problems)
    batch.title, batch.result, batch.opinion = title.strip(), wish.result, wish.opinion.strip()
    batch.conclusion = conclusion.strip()
    changed(batch, "title", "result", "opinion", "conclusion")
    record_batch("reviews.describe_batch", actor, batch, result=batch.result)
    return batch


@transaction.atomic
def cancel_batch(actor: Actor, *, batch_id: UUID) -> Batch:
    """Nothing is done with any of it; its 文号 is void. Raises NotAuthorised, IllegalTransition."""
    batch = begin_batch(actor, batch_id, BatchAction.CANCEL)
    batch.state = move_batch(BatchState(batch.state), BatchCommand.CANCEL)
    batch.cancelled_by_id, batch.cancelled_at = actor.user_id, now()
    batch.items.update(open=False)
    if batch.document_number:
        void_number(scheme=NUMBER_SCHEME, number=batch.document_number, reason="batch_cancelled")
    changed(batch, "state", "cancelled_by", "cancelled_at")
    record_batch("reviews.cancel_batch", actor, batch, number=batch.document_number)
    return batch


def _own_item(batch: Batch, item_id: UUID) -> BatchItem:
    item = batch.items.select_related("application").filter(pk=item_id).first()
    if item is None:
        raise NotAuthorised("batch_unknown")
    return item


def _title_problems(title: str) -> list[Problem]:
    words = title.strip()
    if not words:
        return [Problem("title", "batch_title_missing")]
    return [Problem("title", "batch_title_too_long", {"most": LONGEST_TITLE})] if len(words) > LONGEST_TITLE else []
