"""Filling a province's picture of how far its cities are: each city answers as itself, the answer is written above."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import Truncator

from tenants.clock import now
from tenants.context import current_tenant, tenant_context
from tenants.domain.errors import NotAuthorised
from tenants.models import Jurisdiction
from tenants.readiness import Readiness, ReadinessCheck, registered_checks
from tenants.records.models import ReadinessItem
from tenants.records.services.outbox import enqueue

REFRESH = "tenants.refresh_readiness"
#: What the column holds; a check may name more than anybody wants to read.
LONGEST_DETAIL = 200


def request_readiness(jurisdiction: Jurisdiction) -> None:
    """Have the checklist of a child of the current tenant looked at anew, soon."""
    if jurisdiction.parent_id != current_tenant().pk:
        raise NotAuthorised("jurisdiction_not_below")
    with transaction.atomic():
        enqueue(REFRESH, {"jurisdiction_id": str(jurisdiction.pk)})


def refresh_readiness(jurisdiction_id: UUID) -> None:
    """Ask the child (read only, as its own role), then store its answers in the current tenant: two transactions."""
    parent = current_tenant()
    child = Jurisdiction.objects.filter(pk=jurisdiction_id, parent_id=parent.pk).first()
    if child is None:
        raise NotAuthorised("jurisdiction_not_below")
    with tenant_context(child):
        answers = [(check, check.check()) for check in registered_checks()]
    moment = now()
    with transaction.atomic():
        ReadinessItem.objects.filter(jurisdiction_id=child.pk).delete()
        ReadinessItem.objects.bulk_create(
            _item(child, place, check, answer, moment) for place, (check, answer) in enumerate(answers, 1)
        )


def _item(child: Jurisdiction, place: int, check: ReadinessCheck, answer: Readiness, moment: datetime) -> ReadinessItem:
    return ReadinessItem(
        jurisdiction_id=child.pk,
        key=check.key,
        title=str(check.title),
        place=place,
        is_ready=answer.is_ready,
        detail=Truncator(answer.detail).chars(LONGEST_DETAIL),
        checked_at=moment,
    )
