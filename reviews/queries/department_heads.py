"""What passed through a department before it had its present head."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.principals import role_principal
from accounts.domain.roles import RoleKey
from accounts.models import Department, Role
from applications.models import Application
from reviews.models import TaskCandidate
from reviews.queries.grants import CONSULT, by_role_keys


def department_of(department_id: UUID) -> Department | None:
    return Department.objects.filter(pk=department_id).first()


def passed_through(department: Department) -> QuerySet[Application]:
    """Applications of procedures of a department or one below it, and those that waited for somebody there."""
    below = list(Department.objects.filter(path__startswith=department.path).values_list("pk", flat=True))
    roles = Role.objects.values_list("key", flat=True)
    principals = [role_principal(role, each) for role in roles for each in below]
    waited = TaskCandidate.objects.filter(task__application=OuterRef("pk"), principal__in=principals)
    readable = by_role_keys(frozenset({RoleKey.DEPARTMENT_HEAD}), CONSULT).filter(content_object=OuterRef("procedure"))
    return Application.objects.filter(
        Q(procedure__department__path__startswith=department.path) | Exists(waited), Exists(readable)
    ).order_by("id")
