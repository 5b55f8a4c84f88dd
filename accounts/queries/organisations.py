"""Organisations as their members see them."""

from __future__ import annotations

import json
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from accounts.access import Actor, authorize
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.models import Membership, MembershipState, Organisation, OrganisationDepartment
from accounts.policies import OrganisationAction, OrganisationSituation, may_in_organisation


def _targets(actor: Actor, kind: PrincipalKind) -> set[UUID]:
    return {parsed.target for parsed in map(parse_principal, actor.principals) if parsed.kind is kind}


def organisation_situation(
    actor: Actor, organisation_id: UUID, *, leaves_no_administrator: bool = False
) -> OrganisationSituation:
    """What the policy needs to know; read from the actor's principals, no query."""
    return OrganisationSituation(
        is_member=organisation_id in _targets(actor, PrincipalKind.ORGANISATION_MEMBERS),
        is_administrator=organisation_id in _targets(actor, PrincipalKind.ORGANISATION_ADMINISTRATORS),
        leaves_no_administrator=leaves_no_administrator,
    )


def organisations_of(actor: Actor) -> QuerySet[Organisation]:
    """Organisations the actor is an active member of, by name."""
    return Organisation.objects.filter(id__in=_targets(actor, PrincipalKind.ORGANISATION_MEMBERS)).order_by("name")


def access_organisation(actor: Actor, organisation_id: UUID) -> Organisation:
    """An organisation for its members; an unknown id and a foreign one are NotAuthorised alike."""
    authorize(may_in_organisation(OrganisationAction.SEE, organisation_situation(actor, organisation_id)))
    return Organisation.objects.get(id=organisation_id)


def access_managed(actor: Actor, organisation_id: UUID) -> Organisation:
    """An organisation for its administrators; anything else is NotAuthorised alike."""
    authorize(may_in_organisation(OrganisationAction.MANAGE, organisation_situation(actor, organisation_id)))
    return Organisation.objects.get(id=organisation_id)


def may_manage(actor: Actor, organisation_id: UUID) -> bool:
    return bool(may_in_organisation(OrganisationAction.MANAGE, organisation_situation(actor, organisation_id)))


def members_of(actor: Actor, organisation_id: UUID) -> QuerySet[Membership]:
    """Members and invited ones, newest first; for administrators of the organisation only."""
    authorize(may_in_organisation(OrganisationAction.MANAGE, organisation_situation(actor, organisation_id)))
    return (
        Membership.objects.filter(organisation=organisation_id)
        .exclude(state=MembershipState.LEFT)
        .select_related("user", "department")
        .order_by("-id")
    )


def organisations_called(text: str) -> QuerySet[Organisation]:
    """Organisations with the text in their name of today or in one they had before. For searches of the office."""
    names = Organisation.objects.annotate(former=Cast("former_names", TextField()))
    return names.filter(Q(name__icontains=text) | Q(former__icontains=json.dumps(text, ensure_ascii=False)[1:-1]))


def departments_of(organisation_id: UUID) -> QuerySet[OrganisationDepartment]:
    """二级部门 by name; the caller has accessed the organisation."""
    return OrganisationDepartment.objects.filter(organisation=organisation_id).order_by("name")
