"""The tenant's own errands: relay, seal, timers."""

from __future__ import annotations

import structlog
from celery import shared_task

from tenants.context import current_schema
from tenants.hints import Hint, hint
from tenants.records.due_work import registered_work
from tenants.records.services.relay import next_due, relay_messages
from tenants.records.services.sealing import seal_ledger
from tenants.tasks_base import TenantTask

#: A sweep that no worker found time for is not made up for: later ones come.
EXPIRES_SECONDS = 300
log = structlog.get_logger("tongban.due_work")


@shared_task(base=TenantTask, name="records.relay_outbox")
def relay_outbox() -> None:
    """Run what is due and leave a hint for what is due later."""
    relay_messages()
    seal_ledger()
    moment = next_due()
    if moment is not None:
        hint(current_schema(), moment)


@shared_task(base=TenantTask, name="records.do_due_work", expires=EXPIRES_SECONDS)
def do_due_work() -> None:
    """Relay, seal, and every registered piece of work; one that fails does not keep the others back."""
    for name, function in registered_work().items():
        try:
            again = function()
        except Exception:
            log.exception("due_work.failed", work=name)
        else:
            if again is not None:
                hint(current_schema(), again, Hint.DUE_WORK)
    relay_outbox.run()
