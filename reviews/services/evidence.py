"""Files that acts rest on: one's own upload, checked and found clean."""

from __future__ import annotations

from uuid import UUID

from accounts.access import Actor
from documents.domain.file_states import FileState
from documents.models import StoredFile
from reviews.queries.evidence import evidence_file
from tenants.domain.errors import Problem, ValidationFailed


def checked_evidence(actor: Actor, evidence_id: UUID | None, *, missing: str = "evidence_missing") -> StoredFile:
    """Raises ValidationFailed at `evidence`, with the code `missing` where there is none."""
    file = evidence_file(actor, evidence_id) if evidence_id else None
    if file is None:
        raise ValidationFailed([Problem("evidence", missing)])
    if file.state == FileState.REFUSED:
        raise ValidationFailed([Problem("evidence", "evidence_refused")])
    if file.state != FileState.CLEAN:
        raise ValidationFailed([Problem("evidence", "evidence_not_checked_yet")])
    return file
