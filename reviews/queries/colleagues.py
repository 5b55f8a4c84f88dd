"""Who else of the office handles a procedure: to hand a task to, or to ask for an opinion."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User, UserKind
from accounts.queries.people import grants_in_force
from procedures.models import ProcedureGroupPermission, ProcedureUserPermission
from reviews.queries.grants import HANDLE


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
