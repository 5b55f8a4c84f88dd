"""The ledger as evidence: seals with what they cover, to be checked without a database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from tenants.records.domain.chain import Entry, canonical_bytes
from tenants.records.models import LedgerEntry, LedgerSeal


def proof_lines(seals: Sequence[LedgerSeal]) -> Iterator[str]:
    """One JSON document a line: a seal and its entry in canonical form. One query."""
    entries = LedgerEntry.objects.in_bulk([seal.entry_id for seal in seals])
    for seal in seals:
        row = entries.get(seal.entry_id)
        document = {
            "position": seal.position,
            "entry_id": str(seal.entry_id),
            "previous": bytes(seal.previous).hex(),
            "digest": bytes(seal.digest).hex(),
            "algorithm": seal.algorithm,
            "sealed_at": seal.sealed_at.isoformat(),
            "entry": json.loads(canonical_bytes(_entry(row))) if row else None,
        }
        yield json.dumps(document, ensure_ascii=False, sort_keys=True) + "\n"


def seals_about(subject_id: UUID, subject_type: str) -> list[LedgerSeal]:
    """The seals of every sealed entry about one thing, in the order of the chain. Two queries."""
    entries = LedgerEntry.objects.filter(subject_type=subject_type, subject_id=subject_id).values_list("id", flat=True)
    return list(LedgerSeal.objects.filter(entry_id__in=list(entries)).order_by("position"))


def _entry(row: LedgerEntry) -> Entry:
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
