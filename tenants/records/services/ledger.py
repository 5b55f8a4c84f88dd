"""Writing the ledger, inside the transaction of the command that is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection

from tenants.clock import now
from tenants.domain.subjects import SubjectRef
from tenants.records.models import LedgerEntry
from tenants.records.services.waking import wake_after_commit

LedgerValue = str | int | bool | None | Sequence[str]
#: The sealer gathers what comes within this time; with the dispatcher's beat an entry is chained within 5 s.
SEAL_DELAY = timedelta(seconds=2)


def write_ledger(
    command: str, *, actor_id: UUID | None, subject: SubjectRef, data: Mapping[str, LedgerValue] | None = None
) -> None:
    """Record that `command` was done to `subject`. Never put a personal value in `data`: ids, keys, salted hashes.

    Must run in the command's own transaction: an entry exists exactly when what it tells of was committed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written inside the command's transaction")
    moment = now()
    LedgerEntry.objects.create(
        command=command,
        actor_id=actor_id,
        subject_type=subject.type,
        subject_id=subject.id,
        subject_title=subject.title,
        data={key: list(value) if isinstance(value, list | tuple) else value for key, value in (data or {}).items()},
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
        recorded_at=moment,
    )
    wake_after_commit(moment + SEAL_DELAY)
