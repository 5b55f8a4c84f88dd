"""Invitations: a way in that works once, for seven days."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.domain.login_names import parse_login_name
from accounts.links import read_invitation_token
from accounts.models import Invitation, Membership, MembershipState, User
from accounts.queries.locks import lock_invitation, lock_user
from accounts.queries.people import forget_standing
from accounts.services.account_messages import AccountMessageKind, send_account_message
from accounts.subjects import organisation_subject, user_subject
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

VALID_FOR = timedelta(days=7)


@transaction.atomic
def invite(user: User, *, invited_by: UUID | None, membership: Membership | None = None) -> Invitation:
    """Send a link by SMS and mail. Open invitations to the same thing are withdrawn."""
    same = Invitation.objects.filter(user=user, membership=membership, used_at=None, withdrawn_at=None)
    same.update(withdrawn_at=now())
    invitation = Invitation.objects.create(
        user=user, membership=membership, invited_by=invited_by, expires_at=now() + VALID_FOR
    )
    write_ledger("accounts.invite", actor_id=invited_by, subject=user_subject(user))
    send_account_message(AccountMessageKind.INVITATION, str(invitation.id))
    return invitation


@transaction.atomic
def renew_invitation(mobile: str, *, invited_by: UUID) -> Invitation:
    """Invite the holder of a number again to what the last invitation was for. IllegalTransition when it was used."""
    name = parse_login_name(mobile)
    user = User.objects.find_by_login(name) if name else None
    last = (
        Invitation.objects.filter(user=user).select_related("membership").order_by("-id").first()
        if user is not None and user.is_active
        else None
    )
    if user is None or last is None or last.withdrawn_at is not None:
        raise IllegalTransition("invitation_taken_back")
    if last.used_at is not None:
        raise IllegalTransition("invitation_accepted_already")
    if last.membership is not None and last.membership.state != MembershipState.INVITED:
        raise IllegalTransition("invitation_taken_back")
    return invite(user, invited_by=invited_by, membership=last.membership)


def usable_invitation(token: str) -> Invitation:
    """The invitation of a link, if it still counts; ValidationFailed otherwise, always with the same words."""
    invitation_id = read_invitation_token(token)
    invitation = (
        Invitation.objects.select_related("user", "membership__organisation").filter(id=invitation_id).first()
        if invitation_id
        else None
    )
    if invitation is None or not _is_usable(invitation):
        raise ValidationFailed([Problem("", "invitation_unusable")])
    return invitation


def _is_usable(invitation: Invitation) -> bool:
    return (
        invitation.used_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > now()
        and invitation.user.is_active
    )


@transaction.atomic
def accept_invitation(token: str, *, password: str | None = None) -> User:
    """Use the link: set the first password (where there is none yet) and become the member it invites to be.

    The caller has checked the password's strength, or that an existing password was given correctly.
    """
    invitation_id = usable_invitation(token).id
    invitation = lock_invitation(invitation_id)
    user = lock_user(invitation.user_id)
    if not _is_usable(invitation):
        raise ValidationFailed([Problem("", "invitation_unusable")])
    if user.must_set_password:
        user.set_password(password)
        user.must_set_password = False
        user.save(update_fields=["password", "must_set_password"])
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    write_ledger("accounts.accept_invitation", actor_id=user.id, subject=user_subject(user))
    if invitation.membership_id:
        _activate(Membership.objects.select_related("organisation").get(id=invitation.membership_id), user)
    return user


def _activate(membership: Membership, user: User) -> None:
    """Turn an invited membership into an active one; nothing when the organisation took it back meanwhile."""
    if membership.state != MembershipState.INVITED:
        return
    membership.state = MembershipState.ACTIVE
    membership.save(update_fields=["state"])
    forget_standing(user)
    write_ledger(
        "accounts.join_organisation",
        actor_id=user.id,
        subject=organisation_subject(membership.organisation),
        data={"role": membership.role},
    )
