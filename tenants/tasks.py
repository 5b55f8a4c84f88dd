"""The platform's dispatching: which tenants are woken when. Provisioning stands in `tenants/tasks_provisioning.py`."""

from __future__ import annotations

from celery import shared_task

from tenants.clock import now
from tenants.hints import Hint, note_swept, swept_until, take_due
from tenants.models import Jurisdiction, State
from tenants.records.tasks import do_due_work, relay_outbox
from tenants.tasks_base import PlatformTask
from tenants.tasks_provisioning import provision_job, provision_readiness

#: Tenants that one sweep wakes; the beat sends a sweep each minute.
SWEPT_AT_ONCE = 200
__all__ = ["dispatch_due", "provision_job", "provision_readiness", "sweep_all"]


@shared_task(base=PlatformTask, name="tenants.dispatch_due")
def dispatch_due() -> None:
    """Wake the tenants whose hint has come."""
    moment = now()
    for schema in take_due(moment):
        relay_outbox.send_to(schema)
    for schema in take_due(moment, Hint.DUE_WORK):
        do_due_work.send_to(schema)


@shared_task(base=PlatformTask, name="tenants.sweep_all")
def sweep_all() -> None:
    """Wake the next of the active tenants, all in turn: lost hints are repaired, timers looked at.

    What has to happen sooner leaves a hint; a thousand tenants are through in five minutes, and in few they are all
    woken every time.
    """
    after = swept_until()
    active = Jurisdiction.objects.filter(state=State.ACTIVE).order_by("schema_name")
    schemas = active.values_list("schema_name", flat=True)
    woken = list(schemas.filter(schema_name__gt=after)[:SWEPT_AT_ONCE])
    woken += schemas.filter(schema_name__lte=after)[: SWEPT_AT_ONCE - len(woken)]
    for schema in woken:
        do_due_work.send_to(schema)
    note_swept(woken[-1] if woken else "")
