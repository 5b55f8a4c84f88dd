"""Files that the application makes itself: stored like uploads, clean by birth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from documents.domain.file_rules import FORMATS
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.object_store import current_store
from tenants.clock import now
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger


@dataclass(frozen=True, slots=True)
class GeneratedObject:
    """Bytes of our own making that are in the store, under the key of the file to be."""

    file_id: UUID
    key: str
    sha256: str
    size: int
    file_format: str
    pages: int | None


def put_generated(path: Path, *, file_id: UUID, file_format: str, pages: int | None) -> GeneratedObject:
    """Write the object, outside any transaction. The same bytes again are the same object."""
    store = current_store()
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    key = store.keys.final(file_id, sha256)
    store.write_once(key, path, content_type=FORMATS[file_format].content_type)
    return GeneratedObject(file_id, key, sha256, path.stat().st_size, file_format, pages)


def register_generated(made: GeneratedObject, *, name: str, purpose: str) -> StoredFile:
    """The file of an object that was put. Call inside the transaction that links to it, under the owner's lock."""
    moment = now()
    file = StoredFile.objects.create(
        id=made.file_id,
        key=made.key,
        name=name,
        purpose=purpose,
        size=made.size,
        content_type=FORMATS[made.file_format].content_type,
        file_format=made.file_format,
        sha256=made.sha256,
        pages=made.pages,
        max_bytes=made.size,
        state=FileState.CLEAN,
        created_at=moment,
        uploaded_at=moment,
        checked_at=moment,
    )
    subject = SubjectRef("documents.stored_file", file.id, "")
    write_ledger("store_generated", actor_id=None, subject=subject, data={"purpose": purpose, "sha256": made.sha256})
    return file
