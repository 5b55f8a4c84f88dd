"""The confirmation of a batch: the order is fixed, everything is decided or forwarded one by one, exceptions itemised.

A worker carries it out: every item is one message of the outbox, whose effect and tick are one transaction, and which
sends the next one off. A worker that dies loses at most the item it was at, and that one is done again from nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.access import Actor, actor_of
from accounts.models import User
from accounts.services.languages import language_of
from notifications.services.notify import notify
from procedures.queries.packages import compiled, heavy_columns
from reviews.batch_policies import BatchAction
from reviews.domain.actions import Action
from reviews.domain.batches import (
    BatchCommand,
    BatchKind,
    BatchState,
    Exempt,
    Gap,
    ItemState,
    Planned,
    Recorded,
    gaps,
    move_batch,
    needs_opinion,
    with_basis,
)
from reviews.models import Batch, BatchItem
from reviews.queries.batch_preview import planned_for
from reviews.queries.batches import count_items
from reviews.queries.locks import lock_batch
from reviews.services.acts import ActOutcome
from reviews.services.batches import begin_batch, changed, record_batch, subject_of_batch
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task, return_application
from tenants.clock import now
from tenants.domain.errors import DomainError, ParamValue, Problem, ValidationFailed
from tenants.records.services.outbox import enqueue

CARRY_OUT = "reviews.carry_out_batch"
FINISHED = "batch_finished"
log = structlog.get_logger("tongban.batches")


@transaction.atomic
def fix_batch(actor: Actor, *, batch_id: UUID, revision: int) -> Batch:
    """The list and its order stand: the document can be made. What somebody does to an application from now on keeps
    it out of the confirmation.

    Raises NotAuthorised, IllegalTransition, ValidationFailed for an empty list.
    """
    batch = begin_batch(actor, batch_id, BatchAction.FIX, revision=revision)
    items = list(batch.items.select_related("application").only("id", "version", "application__version"))
    if not items:
        raise ValidationFailed([Problem("", "batch_gap_items")])
    for item in items:
        item.version = item.application.version
    BatchItem.objects.bulk_update(items, ["version"])
    batch.state = move_batch(BatchState(batch.state), BatchCommand.FIX)
    changed(batch, "state")
    record_batch("reviews.fix_batch", actor, batch, items=len(items))
    return batch


@transaction.atomic
def reopen_batch(actor: Actor, *, batch_id: UUID) -> Batch:
    """Back to arranging; a stamped scan of the earlier list goes. Raises NotAuthorised, IllegalTransition."""
    batch = begin_batch(actor, batch_id, BatchAction.REOPEN)
    batch.state = move_batch(BatchState(batch.state), BatchCommand.REOPEN)
    batch.scan = None
    changed(batch, "state", "scan")
    record_batch("reviews.reopen_batch", actor, batch)
    return batch


def gaps_of(batch: Batch, items: int) -> tuple[Gap, ...]:
    """What is missing before the confirmation."""
    recorded = Recorded(
        items=items,
        has_meeting=batch.meeting_on is not None and bool(batch.minutes),
        has_number=bool(batch.document_number),
        has_scan=batch.scan_id is not None,
    )
    return gaps(BatchKind(batch.kind), recorded)


@transaction.atomic
def confirm_batch(actor: Actor, *, batch_id: UUID, revision: int) -> Batch:
    """Have everything carried out as it was previewed, in the order of the list, in the actor's name.

    Raises NotAuthorised, IllegalTransition (also when it was confirmed or changed meanwhile), ValidationFailed naming
    what is missing.
    """
    batch = begin_batch(actor, batch_id, BatchAction.CONFIRM, revision=revision)
    count = batch.items.count()
    missing = [gap for gap in gaps_of(batch, count) if gap.hard]
    if missing:
        raise ValidationFailed([Problem("", gap.code) for gap in missing])
    batch.state = move_batch(BatchState(batch.state), BatchCommand.CONFIRM)
    batch.confirmed_by_id, batch.confirmed_at = actor.user_id, now()
    changed(batch, "state", "confirmed_by", "confirmed_at")
    left = batch.items.filter(exempt=Exempt.LEAVE_OUT).update(state=ItemState.LEFT_OUT, open=False)
    record_batch("reviews.confirm_batch", actor, batch, items=count, left_out=left, number=batch.document_number)
    _send_next(batch, User.objects.get(pk=actor.user_id))
    return batch


@transaction.atomic
def carry_out(batch_id: UUID) -> None:
    """Do the next item that waits, and send the one after it off; at the end the batch is over."""
    batch = lock_batch(batch_id)
    if batch.state != BatchState.CONFIRMING or batch.confirmed_by_id is None:
        return
    person, item = User.objects.get(pk=batch.confirmed_by_id), _next_item(batch)
    with translation.override(language_of(person)):
        if item is not None:
            _carry_out_item(person, batch, item)
        _send_next(batch, person)


def _next_item(batch: Batch) -> BatchItem | None:
    return (
        batch.items.filter(state=ItemState.PENDING)
        .select_related("task", "application__procedure_version")
        .defer(*heavy_columns("application__procedure_version"))
        .order_by("position", "id")
        .first()
    )


def _send_next(batch: Batch, person: User) -> None:
    following = _next_item(batch)
    if following is None:
        _finish(batch, person)
        return
    enqueue(CARRY_OUT, {"batch": str(batch.id)}, dedupe_key=str(following.id))


def _carry_out_item(person: User, batch: Batch, item: BatchItem) -> None:
    """The act, or the reason why it was not done: what fails is undone by itself and hinders nothing else."""
    if not person.is_active:
        _refuse(item, "batch_actor_gone", {})
        return
    try:
        with transaction.atomic():
            outcome = _act(actor_of(person), batch, item)
    except ValidationFailed as refused:
        _refuse(item, refused.problems[0].code, refused.problems[0].params)
    except DomainError as refused:
        _refuse(item, refused.code, refused.params)
    except (OperationalError, InterfaceError):
        # The database, not the item: the message is tried again.
        raise
    except Exception as error:  # noqa: BLE001 - one broken application must not hold the others
        log.warning("batch.item_failed", batch=str(batch.id), item=str(item.id), error=type(error).__name__)
        _refuse(item, "batch_item_failed", {})
    else:
        item.state, item.act_id, item.open = ItemState.DONE, outcome.act_id, False
        item.save(update_fields=["state", "act", "open"])


def _refuse(item: BatchItem, code: str, params: Mapping[str, ParamValue]) -> None:
    kept = {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
    item.state, item.code, item.params, item.open = ItemState.REFUSED, code[:60], kept, False
    item.save(update_fields=["state", "code", "params", "open"])


def _act(actor: Actor, batch: Batch, item: BatchItem) -> ActOutcome:
    """Through the command of the decision panel, once: the item's id is its key."""
    planned = planned_for(batch, item)
    words, key = _opinion(batch, item, planned), f"batch:{item.id}"
    if planned.action is Action.DECIDE:
        return decide_application(
            actor,
            task_id=item.task_id,
            version=item.version,
            result=planned.result,
            opinion=words,
            number="",
            idempotency_key=key,
        )
    if planned.action is Action.RETURN:
        return return_application(
            actor, task_id=item.task_id, version=item.version, opinion=words, remarks=(), idempotency_key=key
        )
    return approve_task(actor, task_id=item.task_id, version=item.version, opinion=words, idempotency_key=key)


def _opinion(batch: Batch, item: BatchItem, planned: Planned) -> str:
    """What the act says; going forward it names the batch. One that is owed and missing stays missing."""
    step = compiled(item.application.procedure_version).chain.step(item.task.step_key)
    if planned.action is Action.RETURN or (not planned.opinion and step is not None and needs_opinion(step, planned)):
        return planned.opinion
    return with_basis(planned.opinion, title=batch.title, number=batch.document_number)


def _finish(batch: Batch, person: User) -> None:
    batch.state = move_batch(BatchState(batch.state), BatchCommand.FINISH)
    batch.finished_at = now()
    changed(batch, "state", "finished_at")
    counts = count_items(batch)
    done, refused, left = (counts.get(each, 0) for each in (ItemState.DONE, ItemState.REFUSED, ItemState.LEFT_OUT))
    # For the ledger, also of one who has left since: he holds nothing here.
    confirmer = Actor(person.id, frozenset(), frozenset(), person.display_name)
    record_batch("reviews.finish_batch", confirmer, batch, done=done, refused=refused, left_out=left)
    notify(
        FINISHED,
        recipients=[person.id],
        subject=subject_of_batch(batch),
        url_path=reverse("workbench:batch", args=[batch.id]),
        params={"title": batch.title, "done": str(done), "refused": str(refused), "left": str(left)},
    )
