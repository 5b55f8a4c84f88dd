"""Row locks of this app; parents before children."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Invitation, Organisation, User


def lock_user(user_id: UUID) -> User:
    """The person, locked to the end of the transaction; User.DoesNotExist when there is none."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(id=user_id)


def lock_organisation(organisation_id: UUID) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",), no_key=True).get(id=organisation_id)


def lock_invitation(invitation_id: UUID) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",), no_key=True).get(id=invitation_id)
