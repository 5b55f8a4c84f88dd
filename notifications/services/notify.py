"""Telling people what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.addresses import absolute_url
from accounts.models import User
from accounts.services.languages import language_of
from notifications.domain.catalogue import CATALOGUE, IN_APP, InLanguages, OutsideChannel, fill, fill_own
from notifications.models import Channel, Delivery, Message
from tenants.context import current_tenant
from tenants.domain.subjects import SubjectRef
from tenants.records.services.outbox import Errand, enqueue_all

HANDLER = "notifications.deliver"


@dataclass(frozen=True, slots=True)
class Notice:
    """One event told to some people, about one subject.

    `url_path` is a path on this jurisdiction's host; `params` fill the words inside, `title` is always there.
    `own_words` replace, by channel (`in_app`, `sms`, `mail`), the body inside and the text outside.
    """

    event: str
    recipients: frozenset[UUID]
    subject: SubjectRef
    url_path: str
    params: Mapping[str, str] = field(default_factory=dict)
    own_words: Mapping[str, InLanguages] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not url_has_allowed_host_and_scheme(self.url_path, allowed_hosts=None) or not self.url_path.startswith("/"):
            raise ValueError(f"not a path on this host: {self.url_path!r}")


def notify(
    event: str,
    *,
    recipients: Iterable[UUID],
    subject: SubjectRef,
    url_path: str,
    params: Mapping[str, str] | None = None,
) -> list[Message]:
    """`send_notices` for a single one."""
    return send_notices([Notice(event, frozenset(recipients), subject, url_path, params or {})])


@transaction.atomic(savepoint=False)
def send_notices(notices: Sequence[Notice]) -> list[Message]:
    """Put each notice into the inbox of every active recipient and queue its way outside: four statements in all.

    What leaves the product is a link to the message. Everybody reads the language they chose. Part of the caller's
    transaction; the texts are fixed now.
    """
    wanted = {user_id for notice in notices for user_id in notice.recipients}
    if not wanted:
        return []
    people = list(User.objects.filter(id__in=wanted, is_active=True).order_by("id"))
    told = [
        (notice, _message(notice, person)) for notice in notices for person in people if person.id in notice.recipients
    ]
    messages = [message for _notice, message in told]
    Message.objects.bulk_create(messages)
    deliveries = [delivery for notice, message in told for delivery in _deliveries(message, notice.own_words)]
    Delivery.objects.bulk_create(deliveries)
    enqueue_all(HANDLER, [Errand({"delivery": str(each.id)}, str(each.id)) for each in deliveries])
    return messages


def _message(notice: Notice, person: User) -> Message:
    language, event = language_of(person), CATALOGUE[notice.event]
    places = {"title": notice.subject.title, **notice.params}
    return Message(
        recipient=person,
        event=event.key,
        title=fill(event.title, places, language),
        body=fill_own(notice.own_words.get(IN_APP), event.body, places, language),
        url_path=notice.url_path,
        subject_type=notice.subject.type,
        subject_id=notice.subject.id,
    )


def _deliveries(message: Message, own: Mapping[str, InLanguages]) -> list[Delivery]:
    event, person = CATALOGUE[message.event], message.recipient
    addresses = {OutsideChannel.SMS: person.mobile, OutsideChannel.MAIL: person.email}
    link = absolute_url(reverse("notifications:message_open", args=[message.id]))
    places = {"tenant": current_tenant().short_name, "link": link}
    return [
        Delivery(
            message=message,
            event=event.key,
            channel=Channel(channel.value),
            address=addresses[channel],
            text=fill_own(own.get(channel.value), event.outside, places, language_of(person)),
            dedupe_key=f"{message.id}:{channel}",
        )
        for channel in sorted(event.channels)
        if addresses[channel]
    ]
