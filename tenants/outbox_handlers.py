"""Messages and due work of this app: they pass work on to the provisioner's queue."""

from __future__ import annotations

from uuid import UUID

from celery import current_app

from tenants.context import require_tenant
from tenants.records.due_work import due_work
from tenants.records.outbox_registry import outbox_handler
from tenants.services.days_from_above import request_days_below, send_again
from tenants.services.onboarding import PROVISION
from tenants.services.readiness import REFRESH
from tenants.services.spreading_days import SPREAD


@outbox_handler(PROVISION)
def send_job(payload: dict[str, object]) -> None:
    """A second message for the same job does no harm: its runner finds the lock taken or the job done."""
    current_app.tasks["tenants.provision_job"].send_to(require_tenant(), payload["job_id"])


@outbox_handler(REFRESH)
def send_readiness(payload: dict[str, object]) -> None:
    current_app.tasks["tenants.provision_readiness"].send_to(require_tenant(), payload["jurisdiction_id"])


@outbox_handler(SPREAD)
def send_days_below(payload: dict[str, object]) -> None:
    """A second message makes a second job for each child, which finds nothing to do."""
    request_days_below(to=UUID(str(payload["to"])) if "to" in payload else None)


@due_work("tenants.days_below")
def send_days_again() -> None:
    send_again()
