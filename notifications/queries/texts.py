"""The texts of a jurisdiction for whoever looks after them: numbers by day, and what did not arrive. Never content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.access import Actor, authorize
from notifications.domain.hours import start_of_day
from notifications.domain.receipts import Receipt
from notifications.domain.texts import DAYS, TextRules
from notifications.models import Channel, Delivery, DeliveryState, TextSettings
from notifications.policies import TextAction, may_texts
from tenants.clock import now
from tenants.domain.clock import CHINA
from tenants.domain.errors import NotAuthorised

_MISSED = Q(state=DeliveryState.FAILED) | Q(receipt=Receipt.UNDELIVERED)


@dataclass(slots=True)
class TextDay:
    """One day in China. `failed` were refused by the gateway to the end, or reported as undelivered."""

    day: date
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    held: int = 0


def text_rules() -> TextRules:
    """What holds here; the installation's where the province set nothing. One query."""
    own = TextSettings.objects.filter(id=1).first()
    quota = own.daily_quota if own is not None else None
    return TextRules(
        signature=(own.signature if own is not None else "") or settings.SMS_SIGNATURE,
        daily_quota=settings.SMS_DAILY_QUOTA if quota is None else quota,
    )


def texts_sent_today() -> int:
    return Delivery.objects.filter(channel=Channel.SMS, sent_at__gte=start_of_day(now())).count()


def has_quota() -> bool:
    """Whether another text may leave today."""
    quota = text_rules().daily_quota
    return not quota or texts_sent_today() < quota


def text_days(actor: Actor) -> list[TextDay]:
    """The last days, today first, each with its numbers; days without texts too. Three queries."""
    authorize(may_texts(TextAction.SEE, actor.role_keys))
    today = start_of_day(now())
    first = today - timedelta(days=DAYS - 1)
    days = {day: TextDay(day) for day in (today.date() - timedelta(days=back) for back in range(DAYS))}
    undelivered = Q(receipt=Receipt.UNDELIVERED)
    for day, sent, delivered, missed in _by_day(
        "sent_at", first, Count("id"), Count("id", filter=Q(receipt=Receipt.DELIVERED)), Count("id", filter=undelivered)
    ):
        found = days[day]
        found.sent, found.delivered, found.failed = sent, delivered, missed
    for day, failed in _by_day("failed_at", first, Count("id")):
        days[day].failed += failed
    for day, held in _by_day("held_at", first, Count("id")):
        days[day].held = held
    return list(days.values())


def undelivered_texts(actor: Actor) -> QuerySet[Delivery]:
    """Texts that did not arrive, newest first."""
    authorize(may_texts(TextAction.SEE, actor.role_keys))
    return Delivery.objects.filter(_MISSED, channel=Channel.SMS).order_by("-id").defer("text")


def lock_text(text_id: UUID) -> Delivery:
    """A text, locked to the end of the transaction. NotAuthorised when there is none."""
    found = (
        Delivery.objects.select_for_update(of=("self",), no_key=True).filter(pk=text_id, channel=Channel.SMS).first()
    )
    if found is None:
        raise NotAuthorised("not_authorised")
    return found


def _by_day(moment: str, first: datetime, *numbers: Count) -> list[tuple[date, ...]]:
    rows = Delivery.objects.filter(channel=Channel.SMS, **{f"{moment}__gte": first})
    named = {f"number_{place}": number for place, number in enumerate(numbers)}
    return list(
        rows.annotate(day=TruncDate(moment, tzinfo=CHINA))
        .order_by()
        .values("day")
        .annotate(**named)
        .values_list("day", *named)
    )
