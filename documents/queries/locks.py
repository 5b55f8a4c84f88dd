"""Row locks of this app. A number sequence is locked after everything else but the records (design §6)."""

from __future__ import annotations

from uuid import UUID

from documents.models import NumberSequence, StoredFile


def lock_file(file_id: UUID) -> StoredFile | None:
    return StoredFile.objects.select_for_update(of=("self",), no_key=True).filter(id=file_id).first()


def lock_sequence(scheme: str, period: str) -> NumberSequence:
    """The counter's row, made on first use. Two makers meet at the unique constraint, and one waits for the other."""
    NumberSequence.objects.bulk_create([NumberSequence(scheme=scheme, period=period)], ignore_conflicts=True)
    return NumberSequence.objects.select_for_update(of=("self",), no_key=True).get(scheme=scheme, period=period)
