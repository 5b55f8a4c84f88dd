"""Links to files, for views that have checked who asks. They live a minute and fix how browsers treat the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from urllib.parse import quote

from django.db import transaction

from documents.domain.file_rules import FORMATS
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.object_store import current_store
from tenants.domain.errors import IllegalTransition
from tenants.records.services.outbox import enqueue

LINK_LIFE = timedelta(seconds=60)
PAGE_STEP = 10


class Disposition(StrEnum):
    INLINE = "inline"
    ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to look at. `url` is empty while the picture is still being drawn."""

    number: int
    url: str
    width: int
    height: int


def signed_link(file: StoredFile, *, disposition: Disposition = Disposition.ATTACHMENT) -> str:
    """A link of 60 seconds to a clean file. The caller has checked access and records the view where it must.

    Type and file name are forced by us, whatever was posted. Only formats that browsers never run as a page may open
    inline; the rest is always downloaded. Raises IllegalTransition (`file_not_ready`) before the file is clean.
    """
    _require_clean(file)
    how = disposition if FORMATS[file.file_format].viewable else Disposition.ATTACHMENT
    headers = {
        "response-content-disposition": content_disposition(how, file.name),
        "response-content-type": file.content_type,
        "response-cache-control": "private, no-store",
    }
    return current_store().sign_get(file.key, expires=LINK_LIFE, headers=headers)


def page_images(file: StoredFile, *, first: int = 1, count: int = PAGE_STEP) -> list[PageLink]:
    """Links to `count` pages from `first` on; those not drawn yet are ordered from the worker and have no address.

    Raises IllegalTransition (`file_not_ready`) before the file is clean.
    """
    _require_clean(file)
    wanted = range(max(first, 1), min(first + count - 1, file.pages or 0) + 1)
    if not FORMATS[file.file_format].viewable or not wanted:
        return []
    drawn = {image.number: image for image in file.page_images.filter(number__in=wanted)}
    if len(drawn) < len(wanted):
        _order_pages(file, wanted)
    store = current_store()
    links = []
    for number in wanted:
        image = drawn.get(number)
        if image is None:
            links.append(PageLink(number, "", 0, 0))
            continue
        headers = {"response-content-type": image.content_type, "response-cache-control": "private, max-age=60"}
        url = store.sign_get(image.key, expires=LINK_LIFE, headers=headers)
        links.append(PageLink(number, url, image.width, image.height))
    return links


def content_disposition(disposition: Disposition, name: str) -> str:
    """RFC 6266 with an RFC 5987 name: an ASCII fallback for old browsers, the real name in UTF-8."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return f"{disposition.value}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _require_clean(file: StoredFile) -> None:
    if file.state != FileState.CLEAN:
        raise IllegalTransition("file_not_ready")


@transaction.atomic
def _order_pages(file: StoredFile, wanted: range) -> None:
    """One order per stretch of pages, however many people look at once."""
    payload = {"file_id": str(file.id), "first": wanted[0], "last": wanted[-1]}
    enqueue("documents.render_pages", payload, dedupe_key=f"{file.id}:{wanted[0]}-{wanted[-1]}")
