"""Texts that did not arrive."""

from __future__ import annotations

from uuid import uuid4

from accounts.models import User
from notifications.domain.catalogue import Event, Words, register_events
from notifications.models import Channel, Delivery, DeliveryState
from notifications.services.notify import notify
from tenants.clock import now
from tenants.domain.subjects import SubjectRef

register_events([Event("tests.text", Words("“{title}”消息", "message"))])


def undelivered_text(person: User, *, title: str = "高温合金", reason: str = "空号") -> Delivery:
    """Sent, and reported as undelivered by the provider."""
    subject = SubjectRef("applications.application", uuid4(), title)
    message = notify("tests.text", recipients=[person.id], subject=subject, url_path="/my/")[0]
    text = Delivery.objects.get(message=message, channel=Channel.SMS)
    moment = now()
    text.state, text.sent_at = DeliveryState.SENT, moment
    text.receipt, text.receipt_at, text.receipt_reason = "undelivered", moment, reason
    text.save()
    return text
