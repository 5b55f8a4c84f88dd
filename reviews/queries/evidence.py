"""Files that prove the ground for undoing a decision."""

from __future__ import annotations

from uuid import UUID

from accounts.access import Actor
from documents.models import StoredFile

EVIDENCE_PURPOSE = "revocation_evidence"
EVIDENCE_FORMATS = ("pdf", "jpg", "png")
EVIDENCE_MEGABYTES = 20


def evidence_file(actor: Actor, file_id: UUID) -> StoredFile | None:
    """One's own upload for this purpose; None for anything else."""
    return StoredFile.objects.filter(pk=file_id, uploaded_by=actor.user_id, purpose=EVIDENCE_PURPOSE).first()
