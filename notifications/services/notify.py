"""Telling people what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.addresses import absolute_url
from accounts.models import User
from accounts.services.languages import language_of
from notifications.domain.catalogue import CATALOGUE, IN_APP, InLanguages, OutsideChannel, fill, fill_own
from notifications.domain.hours import Hours, leaves_at
from notifications.events import DIGEST
from notifications.links import link_path
from notifications.models import Channel, Delivery, Message
from tenants.clock import now
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
    moment, deliveries = now(), list[tuple[datetime, Delivery]]()
    for notice, message in told:
        leaving, is_digest = _leaves_at(message.recipient, moment)
        own = {} if is_digest else notice.own_words
        deliveries += [(leaving, each) for each in _deliveries(message, own, digest_at=leaving if is_digest else None)]
    Delivery.objects.bulk_create([each for _, each in deliveries], ignore_conflicts=True)
    for leaving in sorted({at for at, _ in deliveries}):
        errands = [Errand({"delivery": str(each.id)}, str(each.id)) for at, each in deliveries if at == leaving]
        enqueue_all(HANDLER, errands, not_before=leaving)
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


def _leaves_at(person: User, moment: datetime) -> tuple[datetime, bool]:
    """When a message to somebody goes out, and whether as the day's one reminder."""
    chosen = Hours(person.quiet_from, person.quiet_until, person.digest)
    return leaves_at(moment, chosen), chosen.digest is not None


def _deliveries(
    message: Message, own: Mapping[str, InLanguages], *, digest_at: datetime | None = None
) -> list[Delivery]:
    """One per address. Of the day's reminder only the first is kept: its key is the hour's, its link the inbox."""
    event, person = CATALOGUE[DIGEST if digest_at else message.event], message.recipient
    addresses = {OutsideChannel.SMS: person.mobile, OutsideChannel.MAIL: person.email}
    link = absolute_url(link_path(event.key, message.id))
    places = {"tenant": current_tenant().short_name, "link": link}
    key = f"{DIGEST}:{person.id}:{int(digest_at.timestamp())}" if digest_at else str(message.id)
    return [
        Delivery(
            message=message,
            event=event.key,
            channel=Channel(channel.value),
            address=addresses[channel],
            text=fill_own(own.get(channel.value), event.outside, places, language_of(person)),
            dedupe_key=f"{key}:{channel}",
        )
        for channel in sorted(event.channels)
        if addresses[channel]
    ]
