"""Codes that let a phone bring photographed pages for one material: opened, renewed and closed at the desktop."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.phone_capture import (
    KEPT,
    LIFE,
    MOST_UPLOADS,
    PAGE_MEGABYTES,
    CaptureState,
    move_capture,
    read_pages,
)
from applications.models import Draft, PhoneCapture
from applications.queries.locks import lock_capture, lock_draft
from applications.queries.phone_captures import hash_of, live_capture, uploaded_pages
from applications.services.draft_materials import require_place
from documents.domain.file_rules import FileRules
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.removal import discard_file
from documents.services.uploads import UploadTicket, finish_upload, start_upload
from procedures.domain.materials import MEGABYTE
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

MERGE = "applications.merge_phone_pages"
FORGET = "applications.forget_phone_capture"
#: What a phone brings, and what its pages become.
PAGE_FORMAT, BOUND_FORMAT = "jpg", "pdf"
PAGE_NAME = "page"
#: 128 bits: the code stands in an address, it is never typed.
_SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class OpenedCapture:
    """A capture and its secret, which nobody can read again."""

    capture: PhoneCapture
    token: str


@transaction.atomic
def open_capture(draft_id: UUID, *, key: str, actor: Actor) -> OpenedCapture:
    """A new code for one material of one's own draft; codes opened before for it end.

    Raises NotAuthorised, IllegalTransition (`consents_missing`, `phone_pdf_not_taken`), ValidationFailed (no room).
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    if BOUND_FORMAT not in require_place(draft, key, PAGE_NAME).formats:
        raise IllegalTransition("phone_pdf_not_taken")
    moment, token = now(), secrets.token_urlsafe(_SECRET_BYTES)
    PhoneCapture.objects.filter(draft_id=draft.id, key=key, closed_at=None).update(closed_at=moment)
    capture = PhoneCapture.objects.create(
        draft_id=draft.id,
        key=key,
        opened_by=actor.user_id,
        token_hash=hash_of(token),
        opened_at=moment,
        expires_at=moment + LIFE,
    )
    enqueue(FORGET, {"capture": str(capture.id)}, dedupe_key=str(capture.id), not_before=moment + KEPT)
    _record("applications.open_phone_capture", draft, capture, {})
    return OpenedCapture(capture, token)


@transaction.atomic
def renew_capture(capture_id: UUID, *, draft_id: UUID, actor: Actor) -> PhoneCapture:
    """A quarter of an hour more from now, also when the time was over. Raises NotAuthorised, IllegalTransition."""
    draft, capture = _own(capture_id, draft_id, actor)
    if capture.closed_at is not None or capture.state == CaptureState.DONE:
        raise IllegalTransition("phone_code_ended")
    capture.expires_at = now() + LIFE
    capture.save(update_fields=["expires_at"])
    _record("applications.renew_phone_capture", draft, capture, {})
    return capture


@transaction.atomic
def close_capture(capture_id: UUID, *, draft_id: UUID, actor: Actor) -> None:
    """The code ends; pages that were given already are bound all the same. Raises NotAuthorised."""
    draft, capture = _own(capture_id, draft_id, actor)
    if capture.closed_at is None:
        capture.closed_at = now()
        capture.save(update_fields=["closed_at"])
        _record("applications.close_phone_capture", draft, capture, {})


def _own(capture_id: UUID, draft_id: UUID, actor: Actor) -> tuple[Draft, PhoneCapture]:
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    capture = lock_capture(capture_id)
    if capture.draft_id != draft.id or capture.opened_by != actor.user_id:
        raise NotAuthorised("phone_code_unknown")
    return draft, capture


@transaction.atomic
def start_page(token: str, *, size: int, content_type: str) -> UploadTicket:
    """A signed form for one more page, for whoever holds the secret; the material's own gates are passed again.

    Raises NotAuthorised, IllegalTransition (`consents_missing`, `phone_uploads_too_many`), ValidationFailed.
    """
    draft, capture = _by_phone(token)
    require_place(draft, capture.key, PAGE_NAME)
    if len(capture.uploads) >= MOST_UPLOADS:
        raise IllegalTransition("phone_uploads_too_many", most=MOST_UPLOADS)
    ticket = start_upload(
        actor_id=capture.opened_by,
        name=PAGE_NAME,
        size=size,
        content_type=content_type,
        purpose=_page_purpose(capture),
        rules=FileRules((PAGE_FORMAT,), PAGE_MEGABYTES * MEGABYTE),
    )
    capture.uploads = [*capture.uploads, str(ticket.file_id)]
    capture.save(update_fields=["uploads"])
    return ticket


def finish_page(token: str, *, file_id: UUID) -> StoredFile:
    """The page was posted to the store: it goes to its check. Raises NotAuthorised, IllegalTransition."""
    capture, _draft = live_capture(token)
    if str(file_id) not in capture.uploads:
        raise NotAuthorised("file_unknown")
    return finish_upload(file_id, actor_id=capture.opened_by)


@transaction.atomic
def give_pages(token: str, *, pages: object) -> PhoneCapture:
    """The pages in their order, each turned and straightened as said: a worker binds them. The code is then used up.

    Raises NotAuthorised, IllegalTransition (`phone_pages_given`, `phone_page_not_ready`), ValidationFailed.
    """
    draft, capture = _by_phone(token)
    require_place(draft, capture.key, PAGE_NAME)
    plans = read_pages(pages, uploads=capture.uploads)
    states = {file.id: file.state for file in uploaded_pages(capture)}
    if any(states.get(plan.file_id) != FileState.CLEAN for plan in plans):
        raise IllegalTransition("phone_page_not_ready")
    capture.state = move_capture(capture.state, CaptureState.MERGING)
    capture.pages = [plan.as_json() for plan in plans]
    capture.pages_done, capture.problem_code, capture.problem_params = 0, "", {}
    capture.save(update_fields=["state", "pages", "pages_done", "problem_code", "problem_params"])
    enqueue(MERGE, {"capture": str(capture.id)})
    _record("applications.give_phone_pages", draft, capture, {"pages": len(plans)})
    return capture


def _by_phone(token: str) -> tuple[Draft, PhoneCapture]:
    """Draft and capture of a secret, both locked, in this order. Raises NotAuthorised, IllegalTransition."""
    found, seen = live_capture(token)
    draft = lock_draft(seen.id, owner_id=found.opened_by)
    capture = lock_capture(found.id)
    if capture.closed_at is not None:
        raise NotAuthorised("phone_code_unknown")
    if capture.state != CaptureState.OPEN:
        raise IllegalTransition("phone_pages_given")
    return draft, capture


def forget_capture(capture_id: UUID) -> None:
    """Nothing of a capture stays: neither the row nor the single pages. The PDF is the draft's own."""
    capture = PhoneCapture.objects.filter(pk=capture_id).first()
    if capture is None:
        return
    with transaction.atomic():
        for file in uploaded_pages(capture):
            discard_file(file.id, actor_id=None)
        capture.delete()


def _page_purpose(capture: PhoneCapture) -> str:
    return f"phone:{capture.id.hex}"


def _record(command: str, draft: Draft, capture: PhoneCapture, data: dict[str, int]) -> None:
    write_ledger(
        command,
        actor_id=capture.opened_by,
        subject=SubjectRef("applications.draft", draft.id, draft.procedure_version.procedure.name),
        data={"material": capture.key, **data},
    )
