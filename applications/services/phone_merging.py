"""Binding a phone's pages into one PDF and putting it to the material, by the way that every upload goes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, actor_of
from applications.domain.phone_capture import LIFE, TOLD_AFTERWARDS, CaptureState, move_capture
from applications.models import Draft, PhoneCapture
from applications.queries.locks import lock_capture, lock_draft
from applications.queries.phone_captures import uploaded_pages
from applications.services.draft_materials import attach_material, require_place, start_material_upload
from applications.services.phone_captures import FORGET
from documents.domain.file_rules import FORMATS
from documents.inspection.verdict import Refused
from documents.services.photo_pages import Photo, bind_photos
from documents.services.removal import discard_file
from documents.services.uploads import finish_upload, put_incoming
from procedures.domain.materials import MEGABYTE
from tenants.clock import now
from tenants.domain.clock import CHINA
from tenants.domain.errors import DomainError, NotAuthorised, ParamValue, ValidationFailed
from tenants.records.services.outbox import enqueue

_NAME = "手机拍照-{moment:%Y%m%d-%H%M%S}.pdf"


@dataclass(frozen=True, slots=True)
class _Why:
    code: str
    params: Mapping[str, ParamValue]


def merge_capture(capture_id: UUID) -> None:
    """Bind and file the pages that were given; a refusal gives the code back to the phone with what to do.

    Raises when the store does not answer: the message is then tried again. A second run changes nothing.
    """
    capture = PhoneCapture.objects.filter(pk=capture_id, state=CaptureState.MERGING).first()
    if capture is None:
        return
    try:
        draft = Draft.objects.select_related("owner").filter(pk=capture.draft_id, owner=capture.opened_by).first()
        if draft is None:
            raise NotAuthorised("phone_draft_gone")
        actor = actor_of(draft.owner)
        _file_or_discard(capture, _bring_in(capture, draft, actor), actor)
    except Refused as refusal:
        _give_back(capture.id, _Why(refusal.code, refusal.params))
    except ValidationFailed as error:
        _give_back(capture.id, _Why(error.problems[0].code, error.problems[0].params))
    except DomainError as error:
        _give_back(capture.id, _Why(error.code, error.params))


def _file_or_discard(capture: PhoneCapture, file_id: UUID, actor: Actor) -> None:
    """What cannot be put to the material any more is not kept."""
    try:
        filed = _file(capture, file_id, actor)
    except DomainError:
        discard_file(file_id, actor_id=None)
        raise
    if not filed:
        discard_file(file_id, actor_id=None)


def _bring_in(capture: PhoneCapture, draft: Draft, actor: Actor) -> UUID:
    """The bound PDF as an upload that was received: its id."""
    spec = require_place(draft, capture.key, "")
    with tempfile.TemporaryDirectory(prefix="tongban-photos-") as folder:
        path, _pages = bind_photos(
            _photos(capture),
            folder=Path(folder),
            max_bytes=spec.max_megabytes * MEGABYTE,
            on_page=lambda number: _tell(capture.id, number),
        )
        ticket = start_material_upload(
            draft.id,
            key=capture.key,
            name=_NAME.format(moment=now().astimezone(CHINA)),
            size=path.stat().st_size,
            content_type=FORMATS["pdf"].content_type,
            actor=actor,
        )
        put_incoming(ticket.file_id, path)
    finish_upload(ticket.file_id, actor_id=actor.user_id)
    return ticket.file_id


def _photos(capture: PhoneCapture) -> list[Photo]:
    files = {str(file.id): file for file in uploaded_pages(capture)}
    missing = [page for page in capture.pages if page["file"] not in files]
    if missing:
        raise NotAuthorised("file_unknown")
    return [Photo(files[page["file"]], page["turns"], tuple(page["corners"])) for page in capture.pages]


def _tell(capture_id: UUID, number: int) -> None:
    """Seen by the phone while it waits; lost without harm."""
    PhoneCapture.objects.filter(pk=capture_id).update(pages_done=number)


@transaction.atomic
def _file(capture: PhoneCapture, file_id: UUID, actor: Actor) -> bool:
    """Attach the PDF and close the code, in one; False when another run was first or the draft was submitted."""
    try:
        lock_draft(capture.draft_id, owner_id=actor.user_id)
        current = lock_capture(capture.id)
    except NotAuthorised:
        return False
    if current.state != CaptureState.MERGING:
        return False
    material = attach_material(current.draft_id, key=current.key, file_id=file_id, actor=actor, by_phone=True)
    current.state = move_capture(current.state, CaptureState.DONE)
    current.file = material.file
    current.save(update_fields=["state", "file"])
    enqueue(FORGET, {"capture": str(current.id)}, dedupe_key=f"{current.id}:done", not_before=now() + TOLD_AFTERWARDS)
    return True


@transaction.atomic
def _give_back(capture_id: UUID, why: _Why) -> None:
    """Open again for as long as at first, unless it was closed at the desktop; the pages are still there."""
    capture = lock_capture(capture_id)
    if capture.state != CaptureState.MERGING:
        return
    capture.state = move_capture(capture.state, CaptureState.OPEN)
    capture.expires_at = max(capture.expires_at, now() + LIFE)
    capture.problem_code, capture.problem_params = why.code, dict(why.params)
    capture.save(update_fields=["state", "expires_at", "problem_code", "problem_params"])
