"""Taking messages out of the outbox: one transaction each, so that the work and the tick are one.

A long handler is run between two short transactions instead: one claims the message for a time, one records how it
went. A worker that dies meanwhile leaves a message that is due again when the claim has run out.
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Min

from tenants.clock import now
from tenants.context import current_schema
from tenants.records.models import OutboxMessage, OutboxState
from tenants.records.outbox_registry import handler_of, is_long

#: 5 s, 10 s, 20 s … 1 h; the last attempts are an hour apart, together about a day and a half.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ATTEMPTS = 45
#: How long a claimed message is left alone: more than any long handler takes (a check is stopped after a minute).
CLAIM = timedelta(minutes=3)
ERROR_LENGTH = 300
#: What an attempt changes of its message.
NOTED = ("state", "done_at", "last_error", "attempts", "not_before")
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
    """Take one message. The transaction that finds a long one only claims it."""
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
        claimed = is_long(message.handler)
        if claimed:
            message.not_before = now() + CLAIM
        else:
            # A savepoint: what a failing handler wrote is undone, that it failed is kept.
            _note(message, _error_of(message))
        message.save(update_fields=NOTED)
    if claimed:
        _run_claimed(message)
    return True


def _run_claimed(message: OutboxMessage) -> None:
    """Run a long handler, then record it, unless its claim ran out and somebody else has the message by now."""
    error = _error_of(message, in_transaction=False)
    with transaction.atomic():
        still_ours = OutboxMessage.objects.select_for_update(of=("self",), no_key=True).filter(
            pk=message.pk, state=OutboxState.PENDING, attempts=message.attempts
        )
        if still_ours.first() is not None:
            _note(message, error)
            message.save(update_fields=NOTED)


def _error_of(message: OutboxMessage, *, in_transaction: bool = True) -> Exception | None:
    try:
        with transaction.atomic() if in_transaction else nullcontext():
            handler_of(message.handler)(message.payload)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, its message is tried again
        return error
    return None


def _note(message: OutboxMessage, error: Exception | None) -> None:
    if error is None:
        message.state, message.done_at, message.last_error = OutboxState.DONE, now(), ""
    else:
        _note_failure(message, error)


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
