"""Which roles hold which permission on a procedure, straight from guardian's own tables (design §5)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, QuerySet

from accounts.access import Actor
from procedures.models import ProcedureGroupPermission, ProcedureUserPermission

HANDLE = "handle_procedure"
CONSULT = "consult_procedure"


def by_role(actor: Actor, permission: str, procedure: OuterRef | UUID) -> QuerySet[ProcedureGroupPermission]:
    """Grants of the actor's roles on a procedure."""
    return by_role_keys(actor.role_keys, permission).filter(content_object=procedure)


def by_role_keys(role_keys: frozenset[str], permission: str) -> QuerySet[ProcedureGroupPermission]:
    """Grants of roles on any procedure."""
    return ProcedureGroupPermission.objects.filter(permission__codename=permission, group__role__key__in=role_keys)


def by_name(actor: Actor, permission: str, procedure: OuterRef | UUID) -> QuerySet[ProcedureUserPermission]:
    """Grants of the actor in person on a procedure."""
    return ProcedureUserPermission.objects.filter(
        content_object=procedure, permission__codename=permission, user=actor.user_id
    )


def handles_procedure(actor: Actor, procedure_id: UUID) -> bool:
    """Whether one of the actor's roles, or the actor in person, may handle a procedure. One or two queries."""
    return by_role(actor, HANDLE, procedure_id).exists() or by_name(actor, HANDLE, procedure_id).exists()


def groups_that_consult(procedure_id: UUID) -> QuerySet[ProcedureGroupPermission]:
    """Grants to the roles that may read every application of a procedure."""
    return ProcedureGroupPermission.objects.filter(content_object=procedure_id, permission__codename=CONSULT)
