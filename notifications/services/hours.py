"""Choosing when to be told."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import User
from notifications.domain.hours import Hours
from tenants.domain.errors import Problem, ValidationFailed


@transaction.atomic
def choose_hours(user_id: UUID, hours: Hours) -> None:
    """From the next message on. Raises ValidationFailed when only one end of the quiet hours is given."""
    if (hours.quiet_from is None) != (hours.quiet_until is None):
        raise ValidationFailed([Problem("quiet_until", "quiet_hours_need_both_ends")])
    if hours.quiet_from is not None and hours.quiet_from == hours.quiet_until:
        raise ValidationFailed([Problem("quiet_until", "quiet_hours_are_empty")])
    User.objects.filter(pk=user_id).update(
        quiet_from=hours.quiet_from, quiet_until=hours.quiet_until, digest=hours.digest
    )
