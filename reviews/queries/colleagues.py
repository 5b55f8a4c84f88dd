"""Who else of the office handles a procedure: to hand a task to, or to ask for an opinion."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import Actor
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.models import User, UserKind
from accounts.queries.people import grants_in_force, substitutions_in_force
from procedures.models import ProcedureGroupPermission, ProcedureUserPermission
from reviews.queries.grants import HANDLE


def who_else(actor: Actor, principals: Iterable[str]) -> QuerySet[User]:
    """Active people who answer to one of the principals of a person or a role, and those who stand in for them today;
    whoever looks is not among them. One query.
    """
    named, held = Q(pk__in=[]), Q(pk__in=[])
    for each in map(parse_principal, principals):
        if each.kind is PrincipalKind.USER:
            named |= Q(pk=each.target)
        elif each.kind is PrincipalKind.ROLE:
            held |= Q(role__key=each.role_key, department=each.target)
    asked = User.objects.filter(named | Q(pk__in=grants_in_force().filter(held).values("user")))
    standing_in = substitutions_in_force().filter(absent__in=asked.values("pk"))
    found = User.objects.filter(Q(pk__in=asked.values("pk")) | Q(pk__in=standing_in.values("substitute")))
    return found.filter(is_active=True).exclude(pk=actor.user_id).order_by("id")


def colleagues_on(procedure_id: UUID) -> QuerySet[User]:
    """Active staff who handle the procedure by a role or in person, with their departments. One query."""
    roles = ProcedureGroupPermission.objects.filter(content_object=procedure_id, permission__codename=HANDLE)
    named = ProcedureUserPermission.objects.filter(content_object=procedure_id, permission__codename=HANDLE)
    holders = grants_in_force().filter(role__group__in=roles.values("group"))
    return (
        User.objects.filter(is_active=True, kind=UserKind.STAFF)
        .filter(Q(pk__in=holders.values("user")) | Q(pk__in=named.values("user")))
        .select_related("department")
        .order_by("department__path", "id")
    )
