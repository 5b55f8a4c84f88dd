"""Telling somebody who has no account here: a text with a link, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from accounts.addresses import absolute_url
from notifications.domain.catalogue import CATALOGUE, fill
from notifications.models import Channel, Delivery
from notifications.services.notify import HANDLER
from tenants.context import current_tenant
from tenants.records.services.outbox import enqueue


@transaction.atomic(savepoint=False)
def text_stranger(event: str, *, mobile: str, url_path: str, reference: str) -> None:
    """Queue a text to a number, once for each `reference`. Part of the caller's transaction."""
    places = {"tenant": current_tenant().short_name, "link": absolute_url(url_path)}
    delivery, is_new = Delivery.objects.get_or_create(
        dedupe_key=f"{event}:{reference}",
        defaults={
            "event": event,
            "channel": Channel.SMS,
            "address": mobile,
            "text": fill(CATALOGUE[event].outside, places, settings.LANGUAGE_CODE),
            "url_path": url_path,
        },
    )
    if is_new:
        enqueue(HANDLER, {"delivery": str(delivery.id)}, dedupe_key=str(delivery.id))
