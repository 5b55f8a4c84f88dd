"""Who owns an organisation's account: what city staff decided about it, carried out. The caller has authorised it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.principals import MembershipRole
from accounts.models import Membership, MembershipState, Organisation, User
from accounts.queries.locks import lock_organisation
from accounts.queries.people import forget_standing
from accounts.services.organisations import add_member
from accounts.subjects import organisation_subject
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def confirm_organisation(organisation_id: UUID, *, actor_id: UUID) -> Organisation:
    """From now on its members may submit in its name."""
    organisation = lock_organisation(organisation_id)
    if not organisation.is_confirmed:
        organisation.is_confirmed = True
        organisation.save(update_fields=["is_confirmed"])
        write_ledger("accounts.confirm_organisation", actor_id=actor_id, subject=organisation_subject(organisation))
    return organisation


@transaction.atomic
def let_draft(user: User, organisation: Organisation) -> None:
    """Whoever asks to become administrator may draft for the organisation meanwhile. Members stay what they are."""
    if not _present(organisation, user.id).exists():
        add_member(
            organisation=organisation,
            user=user,
            role=MembershipRole.LEADER,
            actor_id=user.id,
            state=MembershipState.PENDING,
        )


@transaction.atomic
def end_pending(user: User, organisation: Organisation) -> None:
    """A refused claim: the drafts stay with the person, the organisation is no longer theirs."""
    _present(organisation, user.id).filter(state=MembershipState.PENDING).update(state=MembershipState.LEFT)
    forget_standing(user)


@transaction.atomic
def make_administrator(organisation_id: UUID, *, user: User, replaces: bool, actor_id: UUID) -> None:
    """Somebody becomes administrator. With `replaces` those before stay as leaders of what they drafted and filed."""
    organisation = lock_organisation(organisation_id)
    if replaces:
        organisation.memberships.filter(state=MembershipState.ACTIVE, role=MembershipRole.ADMINISTRATOR).exclude(
            user=user
        ).update(role=MembershipRole.LEADER)
    updated = _present(organisation, user.id).update(
        role=MembershipRole.ADMINISTRATOR, state=MembershipState.ACTIVE, department=None
    )
    if not updated:
        add_member(organisation=organisation, user=user, role=MembershipRole.ADMINISTRATOR, actor_id=actor_id)
    forget_standing(user)
    write_ledger(
        "accounts.change_administrator",
        actor_id=actor_id,
        subject=organisation_subject(organisation),
        data={"administrator": str(user.id), "replaces": replaces},
    )


@transaction.atomic
def rename_organisation(organisation_id: UUID, *, name: str, actor_id: UUID) -> None:
    """The organisation as it is called from now on; what was filed before keeps the name of its day."""
    if not name.strip():
        raise ValidationFailed([Problem("name", "organisation_name_missing")])
    organisation = lock_organisation(organisation_id)
    if organisation.name == name.strip():
        return
    organisation.former_names = [*organisation.former_names, organisation.name]
    organisation.name = name.strip()
    organisation.save(update_fields=["former_names", "name"])
    write_ledger("accounts.rename_organisation", actor_id=actor_id, subject=organisation_subject(organisation))


def _present(organisation: Organisation, user_id: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(organisation=organisation, user=user_id).exclude(state=MembershipState.LEFT)
