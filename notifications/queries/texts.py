"""The texts of a jurisdiction for whoever looks after them: numbers by day, and what did not arrive. Never content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
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

    @property
    def is_quiet(self) -> bool:
        return not (self.sent or self.failed or self.held)


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
    told = {receipt: Count("id", filter=Q(receipt=receipt)) for receipt in Receipt}
    left = _by_day(
        "sent_at", first, sent=Count("id"), delivered=told[Receipt.DELIVERED], failed=told[Receipt.UNDELIVERED]
    )
    for found in (left, _by_day("failed_at", first, failed=Count("id")), _by_day("held_at", first, held=Count("id"))):
        for day, numbers in found.items():
            for name, number in numbers.items():
                setattr(days[day], name, getattr(days[day], name) + number)
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


def _by_day(moment: str, first: datetime, **numbers: Count) -> dict[date, dict[str, int]]:
    """Numbers by their names, for each day that has any. One query."""
    rows = Delivery.objects.filter(channel=Channel.SMS, **{f"{moment}__gte": first})
    by_day = rows.annotate(day=TruncDate(moment, tzinfo=CHINA)).order_by().values("day").annotate(**numbers)
    rows_of_days: list[tuple[Any, ...]] = list(by_day.values_list("day", *numbers))
    return {row[0]: dict(zip(numbers, row[1:], strict=True)) for row in rows_of_days}
