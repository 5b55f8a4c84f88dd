"""Putting work into the outbox; it leaves with the transaction that wanted it, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from tenants.clock import now
from tenants.records.models import OutboxMessage
from tenants.records.services.waking import wake_after_commit


def enqueue(
    handler: str, payload: Mapping[str, object], *, dedupe_key: str = "", not_before: datetime | None = None
) -> None:
    """Have `handler` run with `payload` after commit, at `not_before` or at once, until it succeeds.

    A second message with the same handler and dedupe key is dropped, for ever. Ids only in the payload, nothing
    personal. Must run in the command's transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the outbox is written inside the command's transaction")
    moment = now()
    message = OutboxMessage(
        handler=handler, payload=dict(payload), dedupe_key=dedupe_key, not_before=not_before or moment
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    wake_after_commit(message.not_before)
