"""Putting work into the outbox; it leaves with the transaction that wanted it, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tenants.clock import now
from tenants.records.models import OutboxMessage
from tenants.records.services.waking import wake_after_commit


@dataclass(frozen=True, slots=True)
class Errand:
    """What a handler is given. Ids only in the payload, nothing personal."""

    payload: Mapping[str, object]
    dedupe_key: str = ""


def enqueue(
    handler: str, payload: Mapping[str, object], *, dedupe_key: str = "", not_before: datetime | None = None
) -> None:
    """Have `handler` run with `payload` after commit, at `not_before` or at once, until it succeeds.

    A second message with the same handler and dedupe key is dropped, for ever. Must run in the command's transaction.
    """
    enqueue_all(handler, [Errand(payload, dedupe_key)], not_before=not_before)


def enqueue_all(handler: str, errands: Sequence[Errand], *, not_before: datetime | None = None) -> None:
    """`enqueue` for several errands of one handler, with one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("the outbox is written inside the command's transaction")
    moment = now()
    due = not_before or moment
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(handler=handler, payload=dict(errand.payload), dedupe_key=errand.dedupe_key, not_before=due)
            for errand in errands
        ],
        ignore_conflicts=True,
    )
    if errands:
        wake_after_commit(due)
