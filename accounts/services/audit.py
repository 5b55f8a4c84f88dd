"""What the audit administrator does with the ledger; doing it is recorded there too."""

from __future__ import annotations

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.policies import StaffAction, StaffSituation, may_staff
from tenants.context import current_tenant
from tenants.domain.subjects import SubjectRef
from tenants.records.domain.chain import Finding
from tenants.records.models import LedgerSeal
from tenants.records.services.ledger import write_ledger
from tenants.records.services.proofs import proof_lines
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
    seals = list(LedgerSeal.objects.filter(position__gt=after).order_by("position")[:EXPORT_SIZE])
    lines = "".join(proof_lines(seals))
    _record(actor, "accounts.export_ledger", {"after": after})
    return lines


def _record(actor: Actor, command: str, data: dict[str, str | int]) -> None:
    tenant = current_tenant()
    subject = SubjectRef("tenants.jurisdiction", tenant.id, tenant.name)
    write_ledger(command, actor_id=actor.user_id, subject=subject, data=data)
