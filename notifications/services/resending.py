"""Sending a text again that did not arrive: a new row in the same words, or a renewed invitation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.services.account_messages import AccountMessageKind
from accounts.services.invitations import renew_invitation
from notifications.domain.receipts import Receipt
from notifications.domain.texts import TextSituation, resend_refusal
from notifications.models import Channel, Delivery, DeliveryState
from notifications.policies import TextAction, may_texts
from notifications.queries.texts import has_quota, lock_text
from notifications.services.delivery import DELIVER, account_delivery_key
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

INVITATION = "accounts.invitation"
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Resent:
    """What became of one of several texts; `refusal` is the code that says why it was not sent."""

    masked_address: str
    refusal: str = ""


def resend_texts(actor: Actor, text_ids: Sequence[UUID]) -> list[Resent]:
    """Each in a transaction of its own: what can be sent is, the rest says why not.

    Raises NotAuthorised for whoever may not and for an unknown text, ValidationFailed for none or too many.
    """
    if not text_ids or len(text_ids) > MOST_AT_ONCE:
        code = "texts_too_many" if text_ids else "texts_none_selected"
        raise ValidationFailed([Problem("delivery", code, {"most": MOST_AT_ONCE})])
    return [_outcome(actor, text_id) for text_id in dict.fromkeys(text_ids)]


def _outcome(actor: Actor, text_id: UUID) -> Resent:
    authorize(may_texts(TextAction.RESEND, actor.role_keys))
    try:
        return Resent(resend_text(actor, text_id).masked_address)
    except IllegalTransition as refused:
        return Resent(str(refused.params.get("address", "")), refused.code)


@transaction.atomic
def resend_text(actor: Actor, text_id: UUID) -> Delivery:
    """The new row. Raises NotAuthorised, IllegalTransition with the reason."""
    authorize(may_texts(TextAction.RESEND, actor.role_keys))
    text = lock_text(text_id)
    moment = now()
    code = resend_refusal(_situation(text), moment)
    if code:
        raise IllegalTransition(code, address=text.masked_address)
    try:
        again = _invitation(text, actor) if text.event == INVITATION else _same_words(text)
    except IllegalTransition as refused:
        raise IllegalTransition(refused.code, address=text.masked_address) from refused
    again.resends, again.first_at = text.resends + 1, text.first_at or text.created_at
    again.save(force_insert=True)
    if again.message_id or again.url_path:
        enqueue(DELIVER, {"delivery": str(again.id)}, dedupe_key=str(again.id))
    text.resent_at = moment
    text.save(update_fields=["resent_at"])
    write_ledger(
        "notifications.resend_text",
        actor_id=actor.user_id,
        subject=SubjectRef("notifications.delivery", text.id, text.masked_address),
        data={"again": str(again.id), "event": text.event, "resends": again.resends},
    )
    return again


def _situation(text: Delivery) -> TextSituation:
    return TextSituation(
        is_undelivered=text.state == DeliveryState.FAILED or text.receipt == Receipt.UNDELIVERED,
        is_resent=text.resent_at is not None,
        first_at=text.first_at or text.created_at,
        resends=text.resends,
        is_code=text.message_id is None and text.event != INVITATION and not text.url_path,
        has_quota=has_quota(),
    )


def _same_words(text: Delivery) -> Delivery:
    """The words as they were: they lead into the product, where nothing runs out. To the number of today.

    Somebody without an account has no other number than the one that was noted.
    """
    if text.url_path:
        return Delivery(
            event=text.event,
            channel=Channel.SMS,
            address=text.address,
            text=text.text,
            url_path=text.url_path,
            dedupe_key=f"{text.id}:again",
        )
    recipient = text.message.recipient if text.message else None
    if recipient is None or not recipient.is_active or not recipient.mobile:
        raise IllegalTransition("text_recipient_gone")
    return Delivery(
        message=text.message,
        event=text.event,
        channel=Channel.SMS,
        address=recipient.mobile,
        text=text.text,
        dedupe_key=f"{text.id}:again",
    )


def _invitation(text: Delivery, actor: Actor) -> Delivery:
    """A link that works for seven days from now; the row stands ready for its sending, which counts from here."""
    invitation = renew_invitation(text.address, invited_by=actor.user_id)
    key = account_delivery_key(AccountMessageKind.INVITATION, str(invitation.id), Channel.SMS)
    return Delivery(event=text.event, channel=Channel.SMS, address=text.address, dedupe_key=key)
