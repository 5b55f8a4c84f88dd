"""Waking a tenant's relay after commit. Only a convenience: the rows are the truth and the sweep finds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from celery import current_app
from django.db import connection, transaction

from tenants.clock import now
from tenants.context import current_schema
from tenants.domain.schema_names import is_tenant_schema
from tenants.hints import Hint, hint

RELAY_TASK = "records.relay_outbox"
log = structlog.get_logger("tongban.outbox")


@dataclass(frozen=True, slots=True)
class _WakeUp:
    schema: str
    due: datetime
    kind: Hint = Hint.RELAY

    def __call__(self) -> None:
        try:
            hint(self.schema, self.due, self.kind)
            if self.kind is Hint.RELAY and self.due <= now():
                current_app.tasks[RELAY_TASK].send_to(self.schema)
        except Exception as error:  # noqa: BLE001 - the command is committed: nothing here may make it look failed
            log.warning("outbox.wake_failed", schema=self.schema, error=type(error).__name__)

    def stands_for(self, other: _WakeUp) -> bool:
        return (self.schema, self.kind) == (other.schema, other.kind) and self.due <= other.due


def wake_after_commit(due: datetime) -> None:
    """Have the current tenant's relay run at `due`, or at once if that has passed. Once a transaction is enough."""
    schema = current_schema()
    if not is_tenant_schema(schema):
        return
    savepoints = set(connection.savepoint_ids)
    for registered in connection.run_on_commit:
        savepoints_then, function = registered[0], registered[1]
        is_kept = savepoints_then <= savepoints
        if isinstance(function, _WakeUp) and is_kept and function.stands_for(_WakeUp(schema, due)):
            return
    transaction.on_commit(_WakeUp(schema, due))


def look_after_commit(due: datetime) -> None:
    """Have the current tenant's due work (`records.due_work`) done at `due`."""
    if is_tenant_schema(current_schema()):
        transaction.on_commit(_WakeUp(current_schema(), due, Hint.DUE_WORK))
