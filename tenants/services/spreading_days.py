"""Asking for a tenant's days to reach the tenants below it; `days_from_above` carries them there."""

from __future__ import annotations

from uuid import UUID

from tenants.records.services.outbox import enqueue

SPREAD = "tenants.spread_days"


def spread_days(*, to: UUID | None = None) -> None:
    """The current tenant's days changed, or a child of that id is new. In the command's transaction; one statement."""
    enqueue(SPREAD, {"to": str(to)} if to else {})
