"""One person's messages; nobody reads another's."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from notifications.domain.hours import Hours
from notifications.models import Message
from tenants.domain.errors import NotAuthorised


def messages_of(user_id: UUID) -> QuerySet[Message]:
    """Newest first."""
    return Message.objects.filter(recipient=user_id).order_by("-id")


def messages_of_event(user_id: UUID, event: str) -> QuerySet[Message]:
    """Of one kind, newest first."""
    return Message.objects.filter(recipient=user_id, event=event).order_by("-id")


def access_message(user_id: UUID, message_id: UUID) -> Message:
    """One's own message; NotAuthorised when it is unknown or somebody else's."""
    message = messages_of(user_id).filter(id=message_id).first()
    if message is None:
        raise NotAuthorised("not_authorised")
    return message


def unread_count(user_id: UUID) -> int:
    return Message.objects.filter(recipient=user_id, read_at=None).count()


def hours_of(user_id: UUID) -> Hours:
    """A person's choice; no waiting without one."""
    return Hours(*User.objects.values_list("quiet_from", "quiet_until", "digest").get(pk=user_id))
