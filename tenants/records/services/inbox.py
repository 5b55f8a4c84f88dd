"""Taking in what another tenant sent: once, however often it is delivered."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from tenants.records.models import InboxMessage


def take_in(*, source: str, message_id: UUID, action: Callable[[], None]) -> bool:
    """Run `action` for a message of the schema `source` unless it was taken before; True when it ran.

    One transaction: the note and the action's effects are committed together. A parallel delivery waits.
    """
    with transaction.atomic():
        _row, is_new = InboxMessage.objects.get_or_create(source=source, message_id=message_id)
        if is_new:
            action()
    return is_new
