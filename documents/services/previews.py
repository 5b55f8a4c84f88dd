"""Page pictures, drawn by a worker for the outbox message `documents.render_pages` and kept as derived objects."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from uuid import UUID

import structlog

from documents.domain.file_states import FileState
from documents.inspection.verdict import Refused
from documents.models import PageImage, StoredFile
from documents.services.inspectors import PagePicture, render_file
from documents.services.object_store import ObjectStore, current_store

CONTENT_TYPE = "image/webp"
_log = structlog.get_logger()


def render_pages(file_id: UUID, *, first: int, last: int) -> None:
    """Draw the pages that are not drawn yet. Repeating it changes nothing; a page that cannot be drawn is left out.

    Raises when the store does not answer.
    """
    file = StoredFile.objects.filter(id=file_id, state=FileState.CLEAN).first()
    if file is None or file.pages is None:
        return
    drawn = set(file.page_images.filter(number__range=(first, last)).values_list("number", flat=True))
    missing = [number for number in range(first, min(last, file.pages) + 1) if number not in drawn]
    if not missing:
        return
    store = current_store()
    with tempfile.TemporaryDirectory(prefix="tongban-render-") as name:
        folder = Path(name)
        original = folder / "original"
        with original.open("wb") as out:
            for block in store.read(file.key):
                out.write(block)
        try:
            pictures = render_file(
                original, file_format=file.file_format, first=missing[0], last=missing[-1], folder=folder
            )
        except Refused as refusal:
            _log.warning("pages_not_drawn", file_id=str(file.id), reason=refusal.code)
            return
        PageImage.objects.bulk_create([_keep(file, store, picture) for picture in pictures], ignore_conflicts=True)


def _keep(file: StoredFile, store: ObjectStore, picture: PagePicture) -> PageImage:
    sha256 = hashlib.sha256(picture.path.read_bytes()).hexdigest()
    key = store.keys.page(file.id, picture.number, sha256)
    store.write_once(key, picture.path, content_type=CONTENT_TYPE)
    return PageImage(
        file=file,
        number=picture.number,
        key=key,
        content_type=CONTENT_TYPE,
        width=picture.width,
        height=picture.height,
    )
