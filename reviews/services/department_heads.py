"""A new head sees everything of the department, also what came before: a task writes the access, part by part."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.domain.principals import role_principal
from accounts.domain.roles import RoleKey
from accounts.models import RoleGrant
from applications.services.access_rows import let_consult_all
from reviews.queries.department_heads import department_of, passed_through
from tenants.records.services.outbox import enqueue

LOOK_BACK = "reviews.let_head_consult"
#: Applications in one message of the outbox.
AT_ONCE = 500


def look_back(grant: RoleGrant) -> None:
    """In the transaction of the grant."""
    if grant.role.key == RoleKey.DEPARTMENT_HEAD:
        enqueue(LOOK_BACK, {"department": str(grant.department_id)})


@transaction.atomic
def let_head_consult(department_id: UUID, *, after: UUID | None = None) -> None:
    """Write the access of one part and send the next one off. Repeatable: nobody's row changes who has one."""
    department = department_of(department_id)
    if department is None:
        return
    applications = passed_through(department).only("id", "submitted_at")
    if after is not None:
        applications = applications.filter(id__gt=after)
    found = list(applications[:AT_ONCE])
    let_consult_all(found, role_principal(RoleKey.DEPARTMENT_HEAD, department_id))
    if len(found) == AT_ONCE:
        enqueue(LOOK_BACK, {"department": str(department_id), "after": str(found[-1].id)})
