"""The rules that the province sets for a jurisdiction's texts, kept in the jurisdiction's own data."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from notifications.domain.texts import problems_of_rules
from notifications.models import TextSettings
from tenants.domain.errors import ValidationFailed

KEY = "notifications.texts"


def checked_rules(*, signature: str, daily_quota: int | None) -> dict[str, str | int | None]:
    """What a job carries to the jurisdiction. Raises ValidationFailed at `signature` and `daily_quota`."""
    problems = problems_of_rules(signature.strip(), daily_quota)
    if problems:
        raise ValidationFailed(problems)
    return {"signature": signature.strip(), "daily_quota": daily_quota}


@transaction.atomic
def store_rules(values: Mapping[str, object]) -> None:
    """Runs in the jurisdiction. Raises ValidationFailed for what cannot be; repeating it changes nothing."""
    signature, quota = str(values.get("signature") or ""), values.get("daily_quota")
    checked = checked_rules(signature=signature, daily_quota=quota if isinstance(quota, int) else None)
    TextSettings.objects.update_or_create(id=1, defaults=checked)
