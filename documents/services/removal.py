"""What is taken away: uploads never finished, and files of drafts that were deleted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from documents.domain.file_states import FileState
from documents.queries.locks import lock_file
from documents.services.object_store import current_store
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue


def clear_incoming(file_id: UUID) -> None:
    """A day after the start of an upload: empty its incoming key, and forget the file if it never came.

    The key is emptied in any state, because the signed form could be posted again after the check. Only a file whose
    check still waits is left alone: the check empties the key itself.
    """
    with transaction.atomic():
        file = lock_file(file_id)
        if file is not None and file.state == FileState.CHECKING:
            return
        if file is not None and file.state == FileState.PENDING:
            file.delete()
    store = current_store()
    store.remove(store.keys.incoming(file_id))


@transaction.atomic
def discard_file(file_id: UUID, *, actor_id: UUID | None) -> None:
    """Delete a file that nothing submitted refers to; its objects follow through the outbox.

    The owner has removed its link and checked the actor. Raises ProtectedError while something still links to it.
    """
    file = lock_file(file_id)
    if file is None:
        return
    keys = [file.key, *file.page_images.values_list("key", flat=True)]
    file.delete()
    subject = SubjectRef("documents.stored_file", file_id, "")
    write_ledger("discard_file", actor_id=actor_id, subject=subject, data={"sha256": file.sha256})
    enqueue("documents.remove_objects", {"keys": keys}, dedupe_key=str(file_id))


def remove_objects(keys: list[str]) -> None:
    """Remove objects of the current tenant; missing ones are no error."""
    store = current_store()
    for key in keys:
        store.remove(key)
