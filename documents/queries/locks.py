"""Row locks of this app. A number sequence is locked after everything else but the records (design §6)."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from documents.models import NumberSequence, StoredFile

_ADVANCE = "UPDATE documents_numbersequence SET last = last + 1 WHERE scheme = %s AND period = %s RETURNING last"


def lock_file(file_id: UUID) -> StoredFile | None:
    return StoredFile.objects.select_for_update(of=("self",), no_key=True).filter(id=file_id).first()


def lock_sequence(scheme: str, period: str) -> NumberSequence:
    """The counter's row, locked until the transaction ends; made on first use."""
    _make_sequence(scheme, period)
    return NumberSequence.objects.select_for_update(of=("self",), no_key=True).get(scheme=scheme, period=period)


def advance_sequence(scheme: str, period: str) -> int:
    """Lock the counter's row until the transaction ends and count one on, in one statement: what it counts now."""
    counted = _advance(scheme, period)
    if counted is None:
        _make_sequence(scheme, period)
        counted = _advance(scheme, period)
    if counted is None:
        raise LookupError(f"the counter of {scheme!r} in {period!r} is gone")
    return counted


def _advance(scheme: str, period: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [scheme, period])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _make_sequence(scheme: str, period: str) -> None:
    """Two makers meet at the unique constraint, and one waits for the other."""
    NumberSequence.objects.bulk_create([NumberSequence(scheme=scheme, period=period)], ignore_conflicts=True)
