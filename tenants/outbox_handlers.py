"""Messages of this app: they pass work on to the provisioner's queue."""

from __future__ import annotations

from celery import current_app

from tenants.context import require_tenant
from tenants.records.outbox_registry import outbox_handler
from tenants.services.onboarding import PROVISION
from tenants.services.readiness import REFRESH


@outbox_handler(PROVISION)
def send_job(payload: dict[str, object]) -> None:
    """A second message for the same job does no harm: its runner finds the lock taken or the job done."""
    current_app.tasks["tenants.provision_job"].send_to(require_tenant(), payload["job_id"])


@outbox_handler(REFRESH)
def send_readiness(payload: dict[str, object]) -> None:
    current_app.tasks["tenants.provision_readiness"].send_to(require_tenant(), payload["jurisdiction_id"])
