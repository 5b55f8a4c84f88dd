"""What the audit administrator does with the ledger; doing it is recorded there too."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.policies import StaffAction, StaffSituation, may_staff
from tenants.context import current_tenant
from tenants.domain.subjects import SubjectRef
from tenants.records.domain.chain import Entry, Finding, canonical_bytes
from tenants.records.models import LedgerEntry, LedgerSeal
from tenants.records.services.ledger import write_ledger
from tenants.records.services.sealing import verify_ledger

#: Seals in one exported file; the page offers the next file by the last position of the one before.
EXPORT_SIZE = 10_000


@transaction.atomic
def check_ledger(actor: Actor) -> Finding | None:
    """Verify the whole chain now; the first thing wrong, or None."""
    authorize(may_staff(StaffAction.READ_LEDGER, StaffSituation(actor.role_keys)))
    finding = verify_ledger()
    _record(actor, "accounts.check_ledger", {"fault": finding.fault.value if finding else ""})
    return finding


@transaction.atomic
def export_proof(actor: Actor, *, after: int = 0) -> str:
    """Seals after a position with their entries in canonical form, one JSON document a line.

    With the tenant's sealing key the file is checked by `tenants.records.domain.chain` alone, without a database.
    """
    authorize(may_staff(StaffAction.READ_LEDGER, StaffSituation(actor.role_keys)))
    lines = "".join(_proof_lines(after))
    _record(actor, "accounts.export_ledger", {"after": after})
    return lines


def _proof_lines(after: int) -> Iterator[str]:
    seals = list(LedgerSeal.objects.filter(position__gt=after).order_by("position")[:EXPORT_SIZE])
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


def _record(actor: Actor, command: str, data: dict[str, str | int]) -> None:
    tenant = current_tenant()
    subject = SubjectRef("tenants.jurisdiction", tenant.id, tenant.name)
    write_ledger(command, actor_id=actor.user_id, subject=subject, data=data)
