"""Files that the application makes itself: stored like uploads, clean by birth."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from documents.domain.file_rules import FORMATS
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.object_store import current_store
from tenants.clock import now
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger


def store_generated(
    path: Path, *, file_id: UUID, name: str, purpose: str, file_format: str, pages: int | None
) -> StoredFile:
    """Keep a file of our own making under its final key. Call inside the transaction that links to it.

    The object is written before the row: a transaction that fails leaves an object that the next attempt finds.
    """
    store, moment = current_store(), now()
    content_type = FORMATS[file_format].content_type
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    key = store.keys.final(file_id, sha256)
    store.write_once(key, path, content_type=content_type)
    size = path.stat().st_size
    file = StoredFile.objects.create(
        id=file_id,
        key=key,
        name=name,
        purpose=purpose,
        size=size,
        content_type=content_type,
        file_format=file_format,
        sha256=sha256,
        pages=pages,
        max_bytes=size,
        state=FileState.CLEAN,
        created_at=moment,
        uploaded_at=moment,
        checked_at=moment,
    )
    subject = SubjectRef("documents.stored_file", file.id, "")
    write_ledger("store_generated", actor_id=None, subject=subject, data={"purpose": purpose, "sha256": sha256})
    return file
