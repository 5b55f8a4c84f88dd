"""Claims on organisations as the parties and city staff see them, and whether a draft's unit is in order."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import Actor
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.domain.roles import RoleKey
from accounts.models import Membership, MembershipState, Organisation
from applications.models import ClaimState, Draft, OrganisationClaim
from documents.models import StoredFile
from notifications.models import Message
from tenants.domain.errors import NotAuthorised, Problem

CLAIM_SUBJECT = "applications.organisation_claim"
CLAIM_PURPOSE = "organisation_claim"
CLAIM_FORMATS = ("pdf", "jpg", "png")
CLAIM_MEGABYTES = 20


def examines_claims(actor: Actor) -> bool:
    """Registration points know the units that file with them, and examine who owns their accounts."""
    return RoleKey.REGISTRATION_POINT in actor.role_keys


def administered_by(actor: Actor) -> frozenset[UUID]:
    """Organisations that somebody administers; read from the principals, no query."""
    return _organisations(actor, PrincipalKind.ORGANISATION_ADMINISTRATORS)


def _organisations(actor: Actor, kind: PrincipalKind) -> frozenset[UUID]:
    parsed = (parse_principal(principal) for principal in actor.principals)
    return frozenset(each.target for each in parsed if each.kind is kind)


def organisations_administered_by(actor: Actor) -> QuerySet[Organisation]:
    return Organisation.objects.filter(id__in=administered_by(actor)).order_by("name")


def claims_of(actor: Actor) -> QuerySet[OrganisationClaim]:
    """One's own claims and those on organisations that one administers: both parties see what happened.

    Who was administrator until a claim replaced him was told of it, and still reads it as a member.
    """
    told = Message.objects.filter(recipient=actor.user_id, subject_type=CLAIM_SUBJECT).values("subject_id")
    members = _organisations(actor, PrincipalKind.ORGANISATION_MEMBERS)
    mine = Q(claimant=actor.user_id) | Q(organisation__in=administered_by(actor))
    mine |= Q(organisation__in=members, pk__in=told)
    return _with_people().filter(mine)


def claims_to_examine(actor: Actor, *, state: str) -> QuerySet[OrganisationClaim]:
    """Claims at a state, for city staff; open ones for a state that is none. Raises NotAuthorised."""
    if not examines_claims(actor):
        raise NotAuthorised("not_authorised")
    wanted = state if state in ClaimState.values else ClaimState.OPEN
    return _with_people().filter(state=wanted)


def access_claim(actor: Actor, claim_id: UUID) -> OrganisationClaim:
    """A claim for its parties and for city staff; unknown and forbidden alike are NotAuthorised."""
    claims = _with_people() if examines_claims(actor) else claims_of(actor)
    claim = claims.filter(pk=claim_id).select_related("licence", "mandate").first()
    if claim is None:
        raise NotAuthorised("claim_unknown")
    return claim


def claim_file(actor: Actor, claim_id: UUID, which: str) -> StoredFile:
    """A document of a claim: for whoever brought it and for city staff, not for the other party."""
    claim = access_claim(actor, claim_id)
    file = {"licence": claim.licence, "mandate": claim.mandate}.get(which)
    if file is None or not (examines_claims(actor) or claim.claimant_id == actor.user_id):
        raise NotAuthorised("claim_unknown")
    return file


def brought_file(actor: Actor, file_id: UUID | None) -> StoredFile | None:
    """One's own upload for a claim; None for anything else."""
    if file_id is None:
        return None
    return StoredFile.objects.filter(pk=file_id, uploaded_by=actor.user_id, purpose=CLAIM_PURPOSE).first()


def _with_people() -> QuerySet[OrganisationClaim]:
    return OrganisationClaim.objects.select_related("organisation", "claimant", "decided_by").order_by("-id")


def unit_problems(draft: Draft) -> tuple[Problem, ...]:
    """What keeps a first filing from being submitted in the name of its unit. At most one query."""
    unit = draft.organisation
    if unit is None or draft.application_id is not None:
        return ()
    states = set(Membership.objects.filter(user=draft.owner_id, organisation=unit).values_list("state", flat=True))
    if MembershipState.ACTIVE not in states:
        code = "membership_pending" if MembershipState.PENDING in states else "membership_ended"
        return (Problem("organisation", code, {"name": unit.name}),)
    if not unit.is_confirmed:
        return (Problem("organisation", "organisation_unconfirmed", {"name": unit.name}),)
    return ()
