"""Reading one's own messages."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from notifications.models import Message
from notifications.queries.inbox import access_message
from tenants.clock import now


@transaction.atomic
def open_message(user_id: UUID, message_id: UUID) -> Message:
    """Mark one's own message read and return it; NotAuthorised for anybody else's or an unknown one."""
    message = access_message(user_id, message_id)
    if message.read_at is None:
        message.read_at = now()
        message.save(update_fields=["read_at"])
    return message


@transaction.atomic
def mark_all_read(user_id: UUID) -> int:
    """Mark everything in one's inbox read; returns how many were new."""
    return Message.objects.filter(recipient=user_id, read_at=None).update(read_at=now())
