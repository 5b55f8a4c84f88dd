"""Files of a batch: the stamped scan, the minutes."""

from __future__ import annotations

from uuid import UUID

from accounts.access import Actor
from documents.models import StoredFile
from reviews.models import Batch
from tenants.domain.errors import NotAuthorised

PURPOSE = "batch_paper"
FORMATS = ("pdf", "jpg", "png")
MEGABYTES = 50


def batch_upload(actor: Actor, file_id: UUID) -> StoredFile | None:
    """One's own upload for a batch; None for anything else."""
    return StoredFile.objects.filter(pk=file_id, uploaded_by=actor.user_id, purpose=PURPOSE).first()


def batch_file(batch: Batch, which: str) -> StoredFile:
    """The `scan` or the `minutes` of a batch that was reached. Raises NotAuthorised."""
    file = {"scan": batch.scan, "minutes": batch.minutes_file}.get(which)
    if file is None:
        raise NotAuthorised("batch_unknown")
    return file
