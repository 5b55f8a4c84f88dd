"""The tenant's own errands: relay, seal, timers."""

from __future__ import annotations

import structlog
from celery import shared_task

from tenants.context import current_schema
from tenants.hints import hint
from tenants.records.due_work import registered_work
from tenants.records.services.relay import next_due, relay_messages
from tenants.records.services.sealing import seal_ledger
from tenants.tasks_base import TenantTask

log = structlog.get_logger("tongban.due_work")


@shared_task(base=TenantTask, name="records.relay_outbox")
def relay_outbox() -> None:
    """Run what is due and leave a hint for what is due later."""
    relay_messages()
    seal_ledger()
    moment = next_due()
    if moment is not None:
        hint(current_schema(), moment)


@shared_task(base=TenantTask, name="records.do_due_work")
def do_due_work() -> None:
    """Relay, seal, and every registered piece of work; one that fails does not keep the others back."""
    for name, function in registered_work().items():
        try:
            function()
        except Exception:
            log.exception("due_work.failed", work=name)
    relay_outbox.run()
