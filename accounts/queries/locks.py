"""Row locks of this app; parents before children. An unknown id answers like a forbidden one."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Invitation, Organisation, Substitution, User
from tenants.domain.errors import NotAuthorised


def lock_user(user_id: UUID) -> User:
    """The person, locked to the end of the transaction."""
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(id=user_id).first()
    if user is None:
        raise NotAuthorised("not_authorised")
    return user


def lock_organisation(organisation_id: UUID) -> Organisation:
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).filter(id=organisation_id).first()
    if organisation is None:
        raise NotAuthorised("not_authorised")
    return organisation


def lock_invitation(invitation_id: UUID) -> Invitation:
    """An invitation that was read before in the same transaction."""
    return Invitation.objects.select_for_update(of=("self",), no_key=True).get(id=invitation_id)


def lock_substitution(substitution_id: UUID) -> Substitution:
    """A substitution with its people, locked to the end of the transaction.

    Who ended it is read afterwards: a join would still show what was there before the wait for the lock.
    """
    substitution = (
        Substitution.objects.select_for_update(of=("self",), no_key=True)
        .select_related("absent__department", "substitute")
        .filter(id=substitution_id)
        .first()
    )
    if substitution is None:
        raise NotAuthorised("substitution_unknown")
    return substitution
