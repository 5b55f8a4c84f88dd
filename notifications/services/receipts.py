"""Receipts of the SMS provider, written down at the delivery they are about."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from notifications.domain.receipts import Receipt
from notifications.models import Channel, Delivery
from tenants.clock import now


@transaction.atomic
def note_receipt(reference: UUID, receipt: Receipt, *, reason: str = "") -> bool:
    """Whether the reference is a text of this jurisdiction. The first receipt stays: repeating it changes nothing."""
    sent = Delivery.objects.filter(pk=reference, channel=Channel.SMS)
    noted = sent.filter(receipt="").update(receipt=receipt.value, receipt_at=now(), receipt_reason=reason)
    return bool(noted) or sent.exists()
