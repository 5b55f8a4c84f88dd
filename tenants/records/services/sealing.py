"""Chaining committed entries, and checking the chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from tenants import ciphers
from tenants.clock import now
from tenants.context import current_schema
from tenants.domain.ids import new_id
from tenants.records.domain.chain import Entry, Fault, Finding, Head, Seal, first_fault, next_seal
from tenants.records.models import LedgerEntry, LedgerSeal

#: No transaction lives longer: an entry may become visible only this long after it was written.
LONGEST_TRANSACTION = timedelta(minutes=10)
BATCH = 1000
log = structlog.get_logger("tongban.ledger")


def seal_ledger(*, everything: bool = False) -> int:
    """Chain the current schema's committed entries; returns how many. One sealer at a time; anchors the new head.

    Looks back over the last ten minutes; `everything` looks at the whole ledger (after a restore, or a long stop).
    """
    with transaction.atomic():
        _lock_chain()
        last = LedgerSeal.objects.order_by("-position").first()
        since = None if everything or last is None else _first_id_before(last.entry_id)
        entries = list(_unsealed(since)[:BATCH])
        head = Head(last.position, bytes(last.digest)) if last else None
        key, algorithm, moment = ledger_key(), settings.LEDGER_DIGEST, now()
        seals = []
        for entry in entries:
            seal = next_seal(key, algorithm, last=head, entry=_as_entry(entry))
            head = Head(seal.position, seal.digest)
            seals.append(
                LedgerSeal(
                    position=seal.position,
                    entry_id=seal.entry_id,
                    previous=seal.previous,
                    digest=seal.digest,
                    algorithm=algorithm,
                    sealed_at=moment,
                )
            )
        LedgerSeal.objects.bulk_create(seals)
        if seals and head is not None:
            transaction.on_commit(lambda: _anchor(current_schema(), head, moment))
    return len(seals)


def verify_ledger(*, anchors: Mapping[int, bytes] | None = None) -> Finding | None:
    """The first thing wrong with the current schema's ledger, or None. Reads all of it; changes nothing."""
    with transaction.atomic():
        finding = first_fault(ledger_key(), _links(), anchors=anchors)
        if finding is None:
            stray = _unsealed(None).filter(id__lt=_first_id_before(new_id())).first()
            if stray is not None:
                finding = Finding(Fault.ENTRY_UNSEALED, None, stray.id)
    return finding


def ledger_key() -> bytes:
    """The current schema's sealing key: derived from SITE_KEY, so that the database alone cannot make a seal."""
    return ciphers.derive_key(settings.SITE_KEY, f"ledger:{current_schema()}")


def read_anchors(path: Path, schema: str) -> dict[int, bytes]:
    """The heads of one schema from a heads file, by position."""
    heads = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {int(head["position"]): bytes.fromhex(head["digest"]) for head in heads if head["schema"] == schema}


def _anchor(schema: str, head: Head, moment: datetime) -> None:
    """Write the head down outside the database: always in the log, and in LEDGER_HEADS_FILE when the site has one."""
    line = {"schema": schema, "position": head.position, "digest": head.digest.hex(), "at": moment.isoformat()}
    log.info("ledger.head", **line)
    if settings.LEDGER_HEADS_FILE:
        with Path(settings.LEDGER_HEADS_FILE).open("a", encoding="utf-8") as heads:
            heads.write(json.dumps(line) + "\n")


def _lock_chain() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ledger:{current_schema()}"])


def _unsealed(since: UUID | None):  # type: ignore[no-untyped-def] # noqa: ANN202 - a queryset with annotations
    entries = LedgerEntry.objects.filter(~Exists(LedgerSeal.objects.filter(entry_id=OuterRef("id")))).order_by("id")
    return entries if since is None else entries.filter(id__gte=since)


def _first_id_before(entry_id: UUID) -> UUID:
    """The smallest id that a transaction still open when `entry_id` was made may have used.

    Ids of version 7 begin with their milliseconds, so the primary key's index serves as the time's.
    """
    milliseconds = (entry_id.int >> 80) - LONGEST_TRANSACTION // timedelta(milliseconds=1)
    return UUID(int=max(milliseconds, 0) << 80)


def _links() -> Iterator[tuple[Seal, Entry | None]]:
    """All seals in order, each with its entry, in batches so that a long ledger does not fill the memory."""
    position = 0
    while batch := list(LedgerSeal.objects.filter(position__gt=position).order_by("position")[:BATCH]):
        entries = LedgerEntry.objects.in_bulk([row.entry_id for row in batch])
        for row in batch:
            entry = entries.get(row.entry_id)
            seal = Seal(row.position, row.entry_id, bytes(row.previous), bytes(row.digest), row.algorithm)
            yield seal, _as_entry(entry) if entry else None
        position = batch[-1].position


def _as_entry(row: LedgerEntry) -> Entry:
    return Entry(
        id=row.id,
        command=row.command,
        actor_id=row.actor_id,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        subject_title=row.subject_title,
        data=row.data,
        request_id=row.request_id,
        recorded_at=row.recorded_at,
    )
