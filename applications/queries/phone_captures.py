"""The way to a phone's capture: by the secret of its code, or as the person who opened it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.models import User
from applications.domain.phone_capture import TOLD_AFTERWARDS, CaptureState
from applications.models import Draft, PhoneCapture
from documents.models import StoredFile
from documents.queries.files import files_by_id
from tenants.clock import now
from tenants.domain.errors import NotAuthorised
from tenants.encryption import blind_index

_PURPOSE = "applications.phone_capture"
#: A secret has 22 characters; what is longer is not even hashed.
_LONGEST_TOKEN = 64


def hash_of(token: str) -> str:
    """What is stored of a secret: under the tenant's own key, so that it means nothing elsewhere."""
    return blind_index(token, _PURPOSE)


def live_capture(token: str) -> tuple[PhoneCapture, Draft]:
    """The capture of a secret and its draft, with what its page names loaded, until its pages are filed.

    Raises NotAuthorised alike for a secret that is unknown, expired, closed or used up, and for a draft that was
    submitted or belongs to somebody else by now.
    """
    return _with_draft(
        _by_token(token, Q(closed_at=None, expires_at__gt=now())), (CaptureState.OPEN, CaptureState.MERGING)
    )


def told_capture(token: str) -> PhoneCapture:
    """The same, and for an hour after its pages were given: how they fare. Raises NotAuthorised."""
    moment = now()
    given = ~Q(state=CaptureState.OPEN) & Q(expires_at__gt=moment - TOLD_AFTERWARDS)
    capture = _by_token(token, Q(closed_at=None, expires_at__gt=moment) | given)
    return _with_draft(capture, tuple(CaptureState))[0]


def _by_token(token: str, condition: Q) -> PhoneCapture:
    if not 0 < len(token) <= _LONGEST_TOKEN:
        raise NotAuthorised("phone_code_unknown")
    capture = PhoneCapture.objects.filter(condition, token_hash=hash_of(token)).select_related("file").first()
    if capture is None:
        raise NotAuthorised("phone_code_unknown")
    return capture


def _with_draft(capture: PhoneCapture, states: tuple[CaptureState, ...]) -> tuple[PhoneCapture, Draft]:
    draft = (
        Draft.objects.filter(pk=capture.draft_id, owner=capture.opened_by, owner__is_active=True)
        .select_related("procedure_version__procedure", "owner")
        .first()
    )
    if draft is None or capture.state not in states:
        raise NotAuthorised("phone_code_unknown")
    return capture, draft


def access_capture(user: User, draft_id: UUID, capture_id: UUID) -> PhoneCapture:
    """A capture that one opened oneself for one's own draft. Raises NotAuthorised for unknown and foreign alike."""
    capture = (
        PhoneCapture.objects.filter(pk=capture_id, draft_id=draft_id, opened_by=user.id).select_related("file").first()
    )
    if capture is None:
        raise NotAuthorised("phone_code_unknown")
    return capture


def uploaded_pages(capture: PhoneCapture) -> list[StoredFile]:
    """The pages that were brought, in the order of their coming (one query)."""
    found = files_by_id(UUID(each) for each in capture.uploads)
    return [found[UUID(each)] for each in capture.uploads if UUID(each) in found]
