"""Who is meant by the assignee rules of a chain, for one application."""

from __future__ import annotations

from accounts.domain.principals import administrators_principal, department_examiners_principal, role_principal
from accounts.models import Department
from accounts.queries.people import grants_in_force, role_principals, users_of_principal
from applications.models import Application
from procedures.domain.chain_model import AssigneeKind, AssigneeRule, Chain, NobodyPolicy
from reviews.queries.grants import roles_that_consult

Principals = tuple[str, ...]


def assignees_of_steps(application: Application, chain: Chain) -> dict[str, Principals]:
    """Principals per step key; a rule that finds nobody who could act gives none. One or two queries per rule."""
    found: dict[AssigneeRule, Principals] = {}
    for step in chain.steps():
        if step.assignee not in found:
            found[step.assignee] = _principals(application, step.assignee)
    return {step.key: found[step.assignee] for step in chain.steps()}


def fallback_roles(application: Application, chain: Chain) -> dict[str, Principals]:
    """Principals of the roles that steps name for the case that nobody is found."""
    roles = {step.assignee.fallback_role for step in chain.steps() if step.assignee.nobody is NobodyPolicy.ROLE}
    return {role: holders_in(role, application.procedure.department) for role in sorted(roles)}


def consulting_principals(application: Application) -> Principals:
    """Who may read an application without acting on it: 主管部门, 业务处室 and whatever else holds the grant."""
    return tuple(
        principal for key in roles_that_consult(application.procedure_id) for principal in role_principals(key)
    )


def holders_in(role_key: str, department: Department | None) -> Principals:
    """A role in the subtree of a department, one principal per department where somebody holds it."""
    if department is None:
        return role_principals(role_key)
    holders = grants_in_force().filter(role__key=role_key, department__path__startswith=department.path)
    departments = holders.order_by("department__path").values_list("department_id", flat=True).distinct()
    return tuple(role_principal(role_key, department_id) for department_id in departments)


def _principals(application: Application, rule: AssigneeRule) -> Principals:
    match rule.kind:
        case AssigneeKind.APPLICANT_DEPARTMENT:
            department_id = application.organisation_department_id
            return _peopled(department_examiners_principal(department_id)) if department_id else ()
        case AssigneeKind.APPLICANT_ORGANISATION:
            organisation_id = application.organisation_id
            return _peopled(administrators_principal(organisation_id)) if organisation_id else ()
        case AssigneeKind.ROLE:
            return holders_in(rule.role, application.procedure.department)


def _peopled(principal: str) -> Principals:
    return (principal,) if users_of_principal(principal) else ()
