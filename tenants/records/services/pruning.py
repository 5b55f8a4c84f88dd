"""Forgetting records that have served: messages long done, keys that no browser will send again.

Ledger entries are never among them. Ids sort by time, so the oldest are found by the primary key.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from tenants.clock import now
from tenants.domain.ids import smallest_id_at
from tenants.records.due_work import due_work
from tenants.records.models import IdempotencyKey, OutboxMessage, OutboxState

MESSAGES_KEPT = timedelta(days=30)
#: Browsers retry within hours; a key of last week belongs to a page that nobody has open any more.
KEYS_KEPT = timedelta(days=7)
AT_ONCE = 500


@due_work("records.forget_old_records")
def forget_old_records() -> datetime | None:
    """Delete one handful of each; when to take the next, if there may be more. What failed stays to be looked at."""
    old_messages = OutboxMessage.objects.filter(state=OutboxState.DONE, id__lt=smallest_id_at(now() - MESSAGES_KEPT))
    old_keys = IdempotencyKey.objects.filter(id__lt=smallest_id_at(now() - KEYS_KEPT))
    messages = list(old_messages.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    OutboxMessage.objects.filter(id__in=messages).delete()
    keys = list(old_keys.order_by("id").values_list("id", flat=True)[:AT_ONCE])
    IdempotencyKey.objects.filter(id__in=keys).delete()
    return now() if AT_ONCE in {len(messages), len(keys)} else None
