"""How this app's rows are named in the ledger and in messages: nothing personal in the title."""

from __future__ import annotations

from accounts.models import Department, Integrator, Organisation, User
from tenants.domain.subjects import SubjectRef


def user_subject(user: User) -> SubjectRef:
    """A person by kind and the tail of the id; whoever may know the name looks it up by the id."""
    return SubjectRef("accounts.user", user.id, f"{user.get_kind_display()} {user.id.hex[-6:]}")


def organisation_subject(organisation: Organisation) -> SubjectRef:
    return SubjectRef("accounts.organisation", organisation.id, organisation.name)


def department_subject(department: Department) -> SubjectRef:
    return SubjectRef("accounts.department", department.id, department.name)


def integrator_subject(integrator: Integrator) -> SubjectRef:
    return SubjectRef("accounts.integrator", integrator.id, integrator.name)
