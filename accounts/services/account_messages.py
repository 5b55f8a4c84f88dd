"""Messages that belong to an account itself: codes, reset links, invitations.

What is to be said never lies in the outbox: a handler of `notifications` asks `compose` at the moment of sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.challenges import pending_code
from accounts.links import invitation_token, reset_tokens
from accounts.models import Invitation, User
from tenants.records.services.outbox import enqueue

HANDLER = "notifications.send_account_message"


class AccountMessageKind(StrEnum):
    INVITATION = "invitation"
    RESET_CODE = "reset_code"
    RESET_LINK = "reset_link"
    REGISTRATION_CODE = "registration_code"


@dataclass(frozen=True, slots=True)
class AccountMessage:
    """One message ready to be worded: where to, and either a code or a path on the jurisdiction's own host."""

    event: str
    mobile: str
    email: str
    code: str = ""
    path: str = ""
    #: What the person chose; nothing for strangers.
    language: str = ""


def send_account_message(kind: AccountMessageKind, reference: str) -> None:
    """Queue a message by what it refers to; part of the caller's transaction."""
    enqueue(HANDLER, {"kind": kind.value, "reference": reference}, dedupe_key=f"{kind}:{reference}")


def compose(kind: str, reference: str) -> AccountMessage | None:
    """What to say now; None when there is nothing (any more): unknown account, used link, code run out."""
    match AccountMessageKind(kind):
        case AccountMessageKind.INVITATION:
            return _invitation(UUID(reference))
        case AccountMessageKind.RESET_LINK:
            return _reset_link(reference)
        case code_kind:
            return _code(code_kind, reference)


def _invitation(invitation_id: UUID) -> AccountMessage | None:
    invitation = Invitation.objects.select_related("user").filter(id=invitation_id).first()
    if invitation is None or invitation.used_at or invitation.withdrawn_at:
        return None
    path = reverse("accounts:invitation", args=[invitation_token(invitation.id)])
    return AccountMessage(
        "accounts.invitation",
        invitation.user.mobile,
        invitation.user.email,
        path=path,
        language=invitation.user.language,
    )


def _reset_link(reference: str) -> AccountMessage | None:
    """`reference` names a challenge, so that an unknown address queues the same as a known one."""
    pending = pending_code(reference)
    user = User.objects.filter(id=pending.user_id, is_active=True).first() if pending and pending.user_id else None
    if user is None:
        return None
    path = reverse(
        "accounts:reset_link", args=[urlsafe_base64_encode(force_bytes(str(user.id))), reset_tokens.make_token(user)]
    )
    return AccountMessage("accounts.reset_link", "", user.email, path=path, language=user.language)


def _code(kind: AccountMessageKind, reference: str) -> AccountMessage | None:
    pending = pending_code(reference)
    if pending is None or not pending.mobile:
        return None
    if pending.is_decoy:
        return AccountMessage("accounts.already_registered", pending.mobile, "", path=reverse("accounts:reset"))
    return AccountMessage(f"accounts.{kind}", pending.mobile, "", code=pending.code)
