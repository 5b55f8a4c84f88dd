"""The platform's dispatching: which tenants are woken when. Provisioning stands in `tenants/tasks_provisioning.py`."""

from __future__ import annotations

from celery import shared_task

from tenants.clock import now
from tenants.hints import take_due
from tenants.models import Jurisdiction, State
from tenants.records.tasks import do_due_work, relay_outbox
from tenants.tasks_base import PlatformTask
from tenants.tasks_provisioning import provision_job, provision_readiness

__all__ = ["dispatch_due", "provision_job", "provision_readiness", "sweep_all"]


@shared_task(base=PlatformTask, name="tenants.dispatch_due")
def dispatch_due() -> None:
    """Wake the tenants whose hint has come."""
    for schema in take_due(now()):
        relay_outbox.send_to(schema)


@shared_task(base=PlatformTask, name="tenants.sweep_all")
def sweep_all() -> None:
    """Wake every active tenant: lost hints are repaired, timers looked at."""
    for schema in Jurisdiction.objects.filter(state=State.ACTIVE).values_list("schema_name", flat=True):
        do_due_work.send_to(schema)
