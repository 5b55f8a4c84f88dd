"""Uploads go from the browser to the object store; this process sees names and sizes, never bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from documents.domain.file_rules import FileRules, check_declaration, clean_name
from documents.domain.file_states import FileState, move_file
from documents.models import StoredFile
from documents.queries.files import uploaded_file
from documents.queries.locks import lock_file
from documents.services.object_store import current_store
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

FORM_LIFE = timedelta(minutes=10)
UNFINISHED_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """A signed form: post `fields` in order, then the bytes as `file`, to `url`, within ten minutes."""

    file_id: UUID
    url: str
    fields: Mapping[str, str]

    def as_json(self) -> dict[str, object]:
        """What `upload.js` reads."""
        return {"file_id": str(self.file_id), "url": self.url, "fields": dict(self.fields)}


@transaction.atomic
def start_upload(
    *, actor_id: UUID, name: str, size: int, content_type: str, purpose: str, rules: FileRules
) -> UploadTicket:
    """Register a file to come and sign the form that lets exactly it in: key, type and size are fixed.

    The caller has checked that the actor may upload here. Raises ValidationFailed when the declaration breaks the
    rules. An upload that is never finished is removed after 24 hours.
    """
    file_format = check_declaration(name, size=size, content_type=content_type, rules=rules)
    store, started, file_id = current_store(), now(), new_id()
    file = StoredFile.objects.create(
        id=file_id,
        key=store.keys.incoming(file_id),
        name=clean_name(name),
        purpose=purpose,
        size=size,
        content_type=file_format.content_type,
        allowed_formats=list(rules.formats),
        max_bytes=rules.max_bytes,
        file_format=file_format.key,
        uploaded_by=actor_id,
        created_at=started,
    )
    form = store.sign_post(file.key, content_type=file.content_type, size=size, expires=started + FORM_LIFE)
    enqueue(
        "documents.clear_incoming",
        {"file_id": str(file.id)},
        dedupe_key=str(file.id),
        not_before=started + UNFINISHED_LIFE,
    )
    return UploadTicket(file.id, form.url, form.fields)


def put_incoming(file_id: UUID, path: Path) -> None:
    """Bring what a worker made where a browser would have posted it: it is then finished and checked like any upload.

    Call outside any transaction. The same bytes again change nothing.
    """
    store = current_store()
    store.write_once(store.keys.incoming(file_id), path, content_type="application/octet-stream")


def finish_upload(file_id: UUID, *, actor_id: UUID) -> StoredFile:
    """The browser says that its post was accepted: the file is queued for its check. Repeating it changes nothing.

    Raises NotAuthorised for an id that is unknown or another person's; IllegalTransition (`upload_not_received`)
    when the store holds nothing: the same ticket may then be posted again.
    """
    file = uploaded_file(file_id, actor_id=actor_id)
    if file.state != FileState.PENDING:
        return file
    if current_store().size_of(file.key) is None:
        raise IllegalTransition("upload_not_received")
    return _queue_check(file_id, actor_id)


@transaction.atomic
def _queue_check(file_id: UUID, actor_id: UUID) -> StoredFile:
    file = lock_file(file_id)
    if file is None:
        raise NotAuthorised("file")
    if file.state != FileState.PENDING:
        return file
    file.state = move_file(FileState(file.state), FileState.CHECKING)
    file.uploaded_at = now()
    file.save(update_fields=["state", "uploaded_at"])
    subject = SubjectRef("documents.stored_file", file.id, "")
    write_ledger("finish_upload", actor_id=actor_id, subject=subject, data={"purpose": file.purpose, "size": file.size})
    enqueue("documents.check_file", {"file_id": str(file.id)}, dedupe_key=str(file.id))
    return file
