"""Where the link of a text leads."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from notifications.events import DIGEST


def link_path(event: str, message_id: UUID | None) -> str:
    """To the message; of the day's reminder to the inbox."""
    if event == DIGEST:
        return reverse("notifications:messages")
    return reverse("notifications:message_open", args=[message_id])
