"""Bringing messages out over SMS and mail, once each as far as the channel allows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.addresses import absolute_url
from accounts.services.account_messages import AccountMessage, compose
from accounts.services.languages import language_of
from notifications.adapters.mail import send_mail
from notifications.adapters.sms import ChannelError, Sms, send_sms
from notifications.domain.catalogue import CATALOGUE, Event, OutsideChannel, Words, fill
from notifications.domain.hours import next_morning
from notifications.domain.retry import pause_before_next
from notifications.links import link_path
from notifications.models import Channel, Delivery, DeliveryState
from notifications.queries.texts import has_quota, text_rules
from tenants.clock import now
from tenants.context import current_tenant
from tenants.records.services.outbox import enqueue

DELIVER = "notifications.deliver"
DELIVER_ACCOUNT_MESSAGE = "notifications.send_account_message"
KEY_LENGTH = 40
#: A mail about an application says in its subject no more than in its text.
MAIL_SUBJECT = Words("您有新的办理消息", "You have a new message")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to say, ready for either channel."""

    template: str
    subject: str
    text: str
    params: Mapping[str, str]


@transaction.atomic
def deliver(delivery_id: UUID) -> None:
    """Send a delivery that waits; nothing when it was sent or given up. A failure is kept and tried again later."""
    delivery = _lock(delivery_id)
    if delivery is None or delivery.state != DeliveryState.WAITING:
        return
    if _is_over_quota(delivery):
        _postpone(delivery)
        return
    link = absolute_url(delivery.url_path or link_path(delivery.event, delivery.message_id))
    subject = fill(MAIL_SUBJECT, {}, language_of(delivery.message.recipient)) if delivery.message else ""
    outgoing = Outgoing(CATALOGUE[delivery.event].sms_template, subject, delivery.text, {"link": link})
    _attempt(delivery, outgoing)
    if delivery.state == DeliveryState.WAITING:
        _enqueue_again(DELIVER, {"delivery": str(delivery.id)}, str(delivery.id), delivery.attempts)


@transaction.atomic
def deliver_account_message(kind: str, reference: str) -> None:
    """Word a code, link or invitation now and send it to the person's addresses.

    The words are not stored: a code is a secret. When the thing is void by now, what still waited has failed.
    """
    key = f"{kind}:{reference}"
    message = compose(kind, reference)
    if message is None:
        waiting = Delivery.objects.filter(dedupe_key__startswith=_digest(key), state=DeliveryState.WAITING)
        waiting.update(state=DeliveryState.FAILED, error="void", failed_at=now())
        return
    event = CATALOGUE[message.event]
    outgoing = _account_outgoing(event, message)
    deliveries = _account_deliveries(event, message, key)
    for delivery in deliveries:
        if delivery.state == DeliveryState.WAITING:
            _attempt(delivery, outgoing)
    attempts = [delivery.attempts for delivery in deliveries if delivery.state == DeliveryState.WAITING]
    if attempts:
        payload = {"kind": kind, "reference": reference}
        _enqueue_again(DELIVER_ACCOUNT_MESSAGE, payload, key, max(attempts))


def _account_outgoing(event: Event, message: AccountMessage) -> Outgoing:
    link = absolute_url(message.path) if message.path else ""
    places = {"tenant": current_tenant().short_name, "link": link, "code": message.code}
    return Outgoing(
        event.sms_template,
        fill(event.title, {}, message.language or settings.LANGUAGE_CODE),
        fill(event.outside, places, message.language or settings.LANGUAGE_CODE),
        {"code": message.code} if message.code else {"link": link},
    )


def _account_deliveries(event: Event, message: AccountMessage, key: str) -> list[Delivery]:
    """The rows of one account message, made once; the reference is a secret, so the key holds its digest."""
    addresses = {OutsideChannel.SMS: message.mobile, OutsideChannel.MAIL: message.email}
    rows = []
    for channel in sorted(event.channels):
        if addresses[channel]:
            row, _ = Delivery.objects.get_or_create(
                dedupe_key=_key(key, channel),
                defaults={"event": event.key, "channel": Channel(channel.value), "address": addresses[channel]},
            )
            rows.append(row)
    return rows


def account_delivery_key(kind: str, reference: str, channel: str) -> str:
    """Under which the row of an account message is found, for whoever makes it before it is sent."""
    return _key(f"{kind}:{reference}", channel)


def _key(key: str, channel: str) -> str:
    return f"{_digest(key)}:{channel}"


def _attempt(delivery: Delivery, outgoing: Outgoing) -> None:
    delivery.attempts += 1
    try:
        delivery.provider_id = _send(delivery, outgoing)
    except ChannelError as error:
        delivery.error = str(error)
        if pause_before_next(delivery.attempts) is None:
            delivery.state, delivery.failed_at = DeliveryState.FAILED, now()
    else:
        delivery.state, delivery.sent_at, delivery.error = DeliveryState.SENT, now(), ""
    delivery.save(update_fields=["attempts", "provider_id", "error", "state", "sent_at", "failed_at"])


def _is_over_quota(delivery: Delivery) -> bool:
    """Whether this jurisdiction has sent its texts of the day. Codes and invitations count, and never wait."""
    return delivery.channel == Channel.SMS and not has_quota()


def _postpone(delivery: Delivery) -> None:
    """To the next morning, without counting as an attempt."""
    delivery.error, delivery.held_at = "quota", delivery.held_at or now()
    delivery.save(update_fields=["error", "held_at"])
    morning = next_morning(now())
    payload = {"delivery": str(delivery.id)}
    enqueue(DELIVER, payload, dedupe_key=f"{delivery.id}:{morning.date()}", not_before=morning)


def _send(delivery: Delivery, outgoing: Outgoing) -> str:
    reference = str(delivery.id)
    if delivery.channel == Channel.SMS:
        signature = text_rules().signature
        return send_sms(Sms(delivery.address, signature, outgoing.template, outgoing.params, outgoing.text, reference))
    subject = f"【{current_tenant().short_name}】{outgoing.subject}"
    return send_mail(to=delivery.address, subject=subject, text=outgoing.text, reference=reference)


def _enqueue_again(handler: str, payload: dict[str, str], key: str, attempts: int) -> None:
    """A further attempt is a message of its own: the failed one is done, its count is kept on the delivery."""
    pause = pause_before_next(attempts)
    if pause is not None:
        enqueue(handler, payload, dedupe_key=f"{_digest(key)}:{attempts}", not_before=now() + pause)


def _lock(delivery_id: UUID) -> Delivery | None:
    return Delivery.objects.select_for_update(of=("self",), no_key=True).filter(id=delivery_id).first()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:KEY_LENGTH]
