"""Telling people what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.addresses import absolute_url
from accounts.models import User
from notifications.domain.catalogue import CATALOGUE, Event, OutsideChannel, fill
from notifications.models import Channel, Delivery, Message
from tenants.context import current_tenant
from tenants.domain.subjects import SubjectRef
from tenants.records.services.outbox import enqueue

HANDLER = "notifications.deliver"


@transaction.atomic
def notify(
    event: str,
    *,
    recipients: Iterable[UUID],
    subject: SubjectRef,
    url_path: str,
    params: Mapping[str, str] | None = None,
) -> list[Message]:
    """Put a message into the inbox of every active recipient and queue its way outside.

    `url_path` is a path on this jurisdiction's host; `params` fill the words inside, `title` is always there. What
    leaves the product is a link to the message. Part of the caller's transaction; the texts are fixed now.
    """
    entry = CATALOGUE[event]
    if not url_has_allowed_host_and_scheme(url_path, allowed_hosts=None) or not url_path.startswith("/"):
        raise ValueError(f"not a path on this host: {url_path!r}")
    places = {"title": subject.title, **(params or {})}
    people = list(User.objects.filter(id__in=set(recipients), is_active=True).order_by("id"))
    messages = [_message(entry, person, subject, url_path, places) for person in people]
    Message.objects.bulk_create(messages)
    deliveries = [
        delivery
        for person, message in zip(people, messages, strict=True)
        for delivery in _deliveries(entry, person, message)
    ]
    Delivery.objects.bulk_create(deliveries)
    for delivery in deliveries:
        enqueue(HANDLER, {"delivery": str(delivery.id)}, dedupe_key=str(delivery.id))
    return messages


def _message(event: Event, person: User, subject: SubjectRef, url_path: str, places: Mapping[str, str]) -> Message:
    language = settings.LANGUAGE_CODE
    return Message(
        recipient=person,
        event=event.key,
        title=fill(event.title, places, language),
        body=fill(event.body, places, language),
        url_path=url_path,
        subject_type=subject.type,
        subject_id=subject.id,
    )


def _deliveries(event: Event, person: User, message: Message) -> list[Delivery]:
    addresses = {OutsideChannel.SMS: person.mobile, OutsideChannel.MAIL: person.email}
    link = absolute_url(reverse("notifications:message_open", args=[message.id]))
    text = fill(event.outside, {"tenant": current_tenant().short_name, "link": link}, settings.LANGUAGE_CODE)
    return [
        Delivery(
            message=message,
            event=event.key,
            channel=Channel(channel.value),
            address=addresses[channel],
            text=text,
            dedupe_key=f"{message.id}:{channel}",
        )
        for channel in sorted(event.channels)
        if addresses[channel]
    ]
