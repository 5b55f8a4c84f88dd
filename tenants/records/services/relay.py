"""Taking messages out of the outbox: one transaction each, so that the work and the tick are one."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Min

from tenants.clock import now
from tenants.context import current_schema
from tenants.records.models import OutboxMessage, OutboxState
from tenants.records.outbox_registry import handler_of

#: 5 s, 10 s, 20 s … 1 h; the last attempts are an hour apart, together about a day and a half.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 45
ERROR_LENGTH = 300
log = structlog.get_logger("tongban.outbox")


def relay_messages(*, limit: int = 200) -> int:
    """Run up to `limit` due messages of the current schema; returns how many were taken. Safe to run in parallel."""
    taken = 0
    while taken < limit and _relay_one():
        taken += 1
    return taken


def next_due() -> datetime | None:
    """When the earliest waiting message of the current schema wants to run."""
    moment: datetime | None = OutboxMessage.objects.filter(state=OutboxState.PENDING).aggregate(due=Min("not_before"))[
        "due"
    ]
    return moment


def _relay_one() -> bool:
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .filter(state=OutboxState.PENDING, not_before__lte=now())
            .order_by("not_before", "id")
            .first()
        )
        if message is None:
            return False
        message.attempts += 1
        try:
            # A savepoint: what a failing handler wrote is undone, that it failed is kept.
            with transaction.atomic():
                handler_of(message.handler)(message.payload)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its message is tried again
            _note_failure(message, error)
        else:
            message.state, message.done_at, message.last_error = OutboxState.DONE, now(), ""
        message.save(update_fields=["state", "done_at", "last_error", "attempts", "not_before"])
    return True


def _note_failure(message: OutboxMessage, error: Exception) -> None:
    """The error's type goes into the row and the log; its text may quote personal values and stays out of both."""
    message.last_error = f"{type(error).__module__}.{type(error).__qualname__}"[:ERROR_LENGTH]
    message.not_before = now() + pause_after(message.attempts)
    if message.attempts >= MOST_ATTEMPTS:
        message.state = OutboxState.FAILED
    log.warning(
        "outbox.failed",
        schema=current_schema(),
        message=str(message.id),
        handler=message.handler,
        attempts=message.attempts,
        state=message.state,
        error=message.last_error,
    )


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the n-th failure."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
