"""Links that let somebody in. Signed with a salt of the schema: what tenant A issues means nothing in tenant B."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing

from accounts.models import User
from tenants.context import current_schema


class ResetTokens(PasswordResetTokenGenerator):
    """Django's reset token (dies with the password, the last sign-in and time), salted with the schema."""

    key_salt = "accounts.links.ResetTokens"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{current_schema()}:{user.id}:{user.password}:{user.session_epoch}:{user.last_login}:{timestamp}"


reset_tokens = ResetTokens()


def invitation_token(invitation_id: UUID) -> str:
    return _signer("invitation").sign(str(invitation_id))


def read_invitation_token(token: str) -> UUID | None:
    """The invitation a link is for; None when we did not sign it here. Whether it still counts is the row's to say."""
    try:
        return UUID(_signer("invitation").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"accounts.{purpose}.{current_schema()}", sep="~")
