"""Waking a tenant's relay after commit. Only a convenience: the rows are the truth and the sweep finds them."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import structlog
from celery import current_app
from django.db import connection, transaction

from tenants.clock import now
from tenants.context import current_schema
from tenants.domain.schema_names import is_tenant_schema
from tenants.hints import hint

RELAY_TASK = "records.relay_outbox"
log = structlog.get_logger("tongban.outbox")


def wake_after_commit(due: datetime) -> None:
    """Have the current tenant's relay run at `due`, or at once if that has passed. Once a transaction is enough."""
    schema = current_schema()
    if not is_tenant_schema(schema):
        return
    savepoints = set(connection.savepoint_ids)
    for registered_at, function, _robust in connection.run_on_commit:
        same = isinstance(function, partial) and function.func is _wake and function.args[0] == schema
        if same and registered_at <= savepoints and function.args[1] <= due:
            return
    transaction.on_commit(partial(_wake, schema, due))


def _wake(schema: str, due: datetime) -> None:
    try:
        hint(schema, due)
        if due <= now():
            current_app.tasks[RELAY_TASK].send_to(schema)
    except Exception as error:  # noqa: BLE001 - the command is committed: nothing here may make it look failed
        log.warning("outbox.wake_failed", schema=schema, error=type(error).__name__)
