"""The roles that stand in a list of people, given by the security administrator: looked at first, then line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.access import Actor
from accounts.domain.login_names import normalise_mobile
from accounts.domain.roles import HeldRole, RoleKind, conflicting_roles
from accounts.models import Department, Role, User
from accounts.queries.administration import departments_for_grants, roles_visible_to, staff_by_mobile
from accounts.services.grants import give_role
from procedures.domain.staff_list import ListColumn, StaffLine, unknown_roles
from procedures.services.staff_list import LineOutcome
from tenants.domain.errors import DomainError, Problem, ValidationFailed


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines are held against: read once for the whole list."""

    people: Mapping[str, User]
    departments: Mapping[str, Department]
    roles: Mapping[str, Role]


def check_role_list(actor: Actor, lines: Sequence[StaffLine]) -> list[LineOutcome]:
    """What is wrong with each line that names roles; nothing is given. Lines without roles are left out.

    Raises NotAuthorised for all but the security administrator, ValidationFailed at `file` when no line names a role.
    """
    with_roles = [line for line in lines if line.is_person and line.role_names]
    known = _known(actor, with_roles)
    if not with_roles:
        raise ValidationFailed([Problem("file", "staff_roles_missing")])
    return [LineOutcome(line, tuple(_problems(actor, line, known))) for line in with_roles]


def give_roles_of_list(actor: Actor, lines: Sequence[StaffLine]) -> list[LineOutcome]:
    """Give what can be given, each line wholly or not at all, in a transaction of its own. What is held stays held."""
    outcomes = check_role_list(actor, lines)
    known = _known(actor, [each.line for each in outcomes])
    return [each if each.problems else _given(actor, each.line, known) for each in outcomes]


def _known(actor: Actor, lines: Sequence[StaffLine]) -> _Known:
    mobiles = [mobile for line in lines if (mobile := normalise_mobile(line.mobile))]
    departments = {each.code: each for each in departments_for_grants(actor) if each.is_active}
    roles = {role.name: role for role in roles_visible_to(actor)}
    return _Known(staff_by_mobile(actor, mobiles), departments, roles)


def _problems(actor: Actor, line: StaffLine, known: _Known) -> list[Problem]:
    problems = unknown_roles(line, frozenset(known.roles))
    if line.code not in known.departments:
        problems.append(Problem(ListColumn.CODE, "staff_department_unknown", {"code": line.code}))
    person = known.people.get(normalise_mobile(line.mobile) or "")
    if person is None:
        return [*problems, Problem(ListColumn.MOBILE, "staff_person_unknown")]
    if person.id == actor.user_id:
        return [*problems, Problem(ListColumn.MOBILE, "not_own_account")]
    return problems or _conflicts(line, person, known)


def _conflicts(line: StaffLine, person: User, known: _Known) -> list[Problem]:
    """Roles that exclude each other, held or wished."""
    held = [grant.role for grant in person.grants_in_force]  # type: ignore[attr-defined]
    for name in line.role_names:
        role = known.roles[name]
        conflicts = conflicting_roles([_held(each) for each in held], _held(role))
        if conflicts:
            names = "、".join(dict.fromkeys(each.name for each in held if each.key in conflicts))
            return [Problem(ListColumn.ROLES, "roles_conflict", {"roles": names})]
        held.append(role)
    return []


def _held(role: Role) -> HeldRole:
    return HeldRole(role.key, RoleKind(role.kind))


def _given(actor: Actor, line: StaffLine, known: _Known) -> LineOutcome:
    person, department = known.people[normalise_mobile(line.mobile) or ""], known.departments[line.code]
    has = {(grant.role_id, grant.department_id) for grant in person.grants_in_force}  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            for name in line.role_names:
                if (known.roles[name].id, department.id) not in has:
                    give_role(actor, user_id=person.id, role_key=known.roles[name].key, department=department)
    except ValidationFailed as refusal:
        return LineOutcome(line, refusal.problems)
    except DomainError as refusal:
        return LineOutcome(line, (Problem("", refusal.code, refusal.params),))
    return LineOutcome(line)
