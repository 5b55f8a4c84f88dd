"""The ledger's chain: every seal covers the entry it stands for and the seal before it.

Whoever holds the export and the tenant's key can check it with these functions alone; no database is needed.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

GENESIS = b""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ledger entry as it is sealed."""

    id: UUID
    command: str
    actor_id: UUID | None
    subject_type: str
    subject_id: UUID
    subject_title: str
    data: Mapping[str, object]
    request_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Seal:
    position: int
    entry_id: UUID
    previous: bytes
    digest: bytes
    algorithm: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain as it was anchored outside the database."""

    position: int
    digest: bytes


class Fault(StrEnum):
    """What the verifier can find wrong; the first one found is named."""

    GAP = "gap"
    LINK_BROKEN = "link_broken"
    ENTRY_MISSING = "entry_missing"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_UNSEALED = "entry_unsealed"
    HEAD_MISSING = "head_missing"
    HEAD_DIFFERS = "head_differs"


@dataclass(frozen=True, slots=True)
class Finding:
    fault: Fault
    position: int | None
    entry_id: UUID | None


def canonical_bytes(entry: Entry) -> bytes:
    """The one byte string of an entry: sorted keys, no spaces, UTF-8, UTC to the microsecond."""
    document = {
        "id": str(entry.id),
        "command": entry.command,
        "actor_id": str(entry.actor_id) if entry.actor_id else None,
        "subject": [entry.subject_type, str(entry.subject_id), entry.subject_title],
        "data": entry.data,
        "request_id": entry.request_id,
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(key: bytes, algorithm: str, *, position: int, previous: bytes, entry: Entry) -> bytes:
    """HMAC over position, the seal before and the entry. Every part has its length in front or a fixed one."""
    message = position.to_bytes(8, "big") + len(previous).to_bytes(2, "big") + previous + canonical_bytes(entry)
    return hmac.new(key, message, algorithm).digest()


def next_seal(key: bytes, algorithm: str, *, last: Head | None, entry: Entry) -> Seal:
    position = last.position + 1 if last else 1
    previous = last.digest if last else GENESIS
    digest = digest_of(key, algorithm, position=position, previous=previous, entry=entry)
    return Seal(position, entry.id, previous, digest, algorithm)


def first_fault(  # noqa: PLR0911 - one return a fault
    key: bytes, links: Iterable[tuple[Seal, Entry | None]], *, anchors: Mapping[int, bytes] | None = None
) -> Finding | None:
    """Walk seals in the order of their positions and name the first that does not hold; None when all do.

    `anchors` are heads written down outside the database: with them, a chain cut short or made anew is found as well.
    """
    expected, previous = 1, GENESIS
    missing = dict(anchors or {})
    for seal, entry in links:
        if seal.position != expected:
            return Finding(Fault.GAP, expected, None)
        if seal.previous != previous:
            return Finding(Fault.LINK_BROKEN, seal.position, seal.entry_id)
        if entry is None:
            return Finding(Fault.ENTRY_MISSING, seal.position, seal.entry_id)
        actual = digest_of(key, seal.algorithm, position=seal.position, previous=previous, entry=entry)
        if not hmac.compare_digest(actual, seal.digest):
            return Finding(Fault.ENTRY_CHANGED, seal.position, seal.entry_id)
        if missing.pop(seal.position, seal.digest) != seal.digest:
            return Finding(Fault.HEAD_DIFFERS, seal.position, seal.entry_id)
        expected, previous = seal.position + 1, seal.digest
    if missing:
        return Finding(Fault.HEAD_MISSING, min(missing), None)
    return None
