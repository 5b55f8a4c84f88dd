"""Pages that a phone brings by a code, the whole way through the real store."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from applications.models import Draft, PhoneCapture
from applications.services.phone_captures import OpenedCapture, finish_page, give_pages, open_capture, start_page
from documents.services.checking import check_file
from documents.services.generated import put_generated, register_generated
from tenants.domain.ids import new_id
from tests.factories.accounts import fresh_actor
from tests.services.documents.photos import page_photo
from tests.services.documents.posting import post_form

MATERIAL = "work_report"


def open_phone(draft: Draft, key: str = MATERIAL) -> OpenedCapture:
    return open_capture(draft.id, key=key, actor=fresh_actor(draft.owner))


def bring_page(token: str, content: bytes | None = None) -> UUID:
    """One page posted, finished and checked; its id."""
    sent = content or page_photo()
    ticket = start_page(token, size=len(sent), content_type="image/jpeg")
    status, answer = post_form(ticket.url, ticket.fields, sent)
    assert status in {200, 204}, answer
    finish_page(token, file_id=ticket.file_id)
    check_file(ticket.file_id)
    return ticket.file_id


def put_page(capture: PhoneCapture) -> UUID:
    """One page as it stands after its check, without the check; its id."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.jpg"
        path.write_bytes(page_photo((300, 400)))
        made = put_generated(path, file_id=new_id(), file_format="jpg", pages=1)
    file = register_generated(made, name="page", purpose=f"phone:{capture.id.hex}")
    current = PhoneCapture.objects.get(pk=capture.pk)
    current.uploads = [*current.uploads, str(file.id)]
    current.save(update_fields=["uploads"])
    return file.id


def plan_of(*file_ids: UUID) -> list[dict[str, object]]:
    return [{"file": str(file_id)} for file_id in file_ids]


def given_capture(draft: Draft, pages: int = 1) -> PhoneCapture:
    """A capture whose pages were given and wait for the worker."""
    opened = open_phone(draft)
    return give_pages(opened.token, pages=plan_of(*(put_page(opened.capture) for _ in range(pages))))
