"""Which roles hold which permission on a procedure, straight from guardian's own tables (design §5)."""

from __future__ import annotations

from uuid import UUID

from accounts.access import Actor
from procedures.models import ProcedureGroupPermission, ProcedureUserPermission

HANDLE = "handle_procedure"
CONSULT = "consult_procedure"


def handled_procedures(actor: Actor) -> frozenset[UUID]:
    """Procedures on which one of the actor's roles, or the actor, holds `handle_procedure`. One query."""
    by_role = ProcedureGroupPermission.objects.filter(
        permission__codename=HANDLE, group__role__key__in=actor.role_keys
    ).values_list("content_object_id", flat=True)
    by_name = ProcedureUserPermission.objects.filter(permission__codename=HANDLE, user=actor.user_id).values_list(
        "content_object_id", flat=True
    )
    return frozenset(by_role.union(by_name))


def roles_that_consult(procedure_id: UUID) -> list[str]:
    """Keys of the roles that may read every application of a procedure."""
    return list(
        ProcedureGroupPermission.objects.filter(content_object=procedure_id, permission__codename=CONSULT)
        .order_by("group__role__key")
        .values_list("group__role__key", flat=True)
    )
