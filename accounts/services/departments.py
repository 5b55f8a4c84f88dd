"""The bureau's tree."""

from __future__ import annotations

import re
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.access import Actor, authorize
from accounts.models import Department
from accounts.policies import StaffAction, StaffSituation, may_staff
from accounts.queries.people import grants_in_force
from accounts.subjects import department_subject
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)


@transaction.atomic
def create_department(
    *, name: str, code: str, kind: str, parent: Department | None = None, actor_id: UUID | None = None
) -> Department:
    """Enter a department below `parent`; the first one of a tenant has none. The caller has authorised the act."""
    problems = []
    if not name.strip():
        problems.append(Problem("name", "name_missing"))
    if not CODE.fullmatch(code):
        problems.append(Problem("code", "department_code_malformed"))
    if problems:
        raise ValidationFailed(problems)
    path = f"{parent.path if parent else '/'}{code}/"
    try:
        with transaction.atomic():
            department = Department.objects.create(name=name.strip(), code=code, kind=kind, parent=parent, path=path)
    except IntegrityError as error:
        raise ValidationFailed([Problem("code", "department_code_taken")]) from error
    write_ledger("accounts.create_department", actor_id=actor_id, subject=department_subject(department))
    return department


@transaction.atomic
def add_department(actor: Actor, *, name: str, code: str, kind: str, parent: Department) -> Department:
    """The system administrator's way to `create_department`."""
    authorize(may_staff(StaffAction.MANAGE_DEPARTMENTS, StaffSituation(actor.role_keys)))
    return create_department(name=name, code=code, kind=kind, parent=parent, actor_id=actor.user_id)


@transaction.atomic
def rename_department(actor: Actor, *, department_id: UUID, name: str) -> None:
    authorize(may_staff(StaffAction.MANAGE_DEPARTMENTS, StaffSituation(actor.role_keys)))
    if not name.strip():
        raise ValidationFailed([Problem("name", "name_missing")])
    department = _lock(department_id)
    if department.name == name.strip():
        return
    department.name = name.strip()
    department.save(update_fields=["name"])
    write_ledger("accounts.rename_department", actor_id=actor.user_id, subject=department_subject(department))


@transaction.atomic
def close_department(actor: Actor, *, department_id: UUID) -> None:
    """Take a department out of use; refused while people, grants or lower departments are still in it."""
    authorize(may_staff(StaffAction.MANAGE_DEPARTMENTS, StaffSituation(actor.role_keys)))
    department = _lock(department_id)
    in_use = (
        department.children.filter(is_active=True).exists()
        or department.staff.filter(is_active=True).exists()
        or grants_in_force().filter(department=department).exists()
    )
    if in_use:
        raise IllegalTransition("department_in_use")
    department.is_active = False
    department.save(update_fields=["is_active"])
    write_ledger("accounts.close_department", actor_id=actor.user_id, subject=department_subject(department))


def _lock(department_id: UUID) -> Department:
    department = Department.objects.select_for_update(of=("self",), no_key=True).filter(id=department_id).first()
    if department is None:
        raise NotAuthorised("not_authorised")
    return department
