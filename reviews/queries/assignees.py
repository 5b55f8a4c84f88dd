"""Who is meant by the assignee rules of a chain, for one application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.domain.principals import (
    MembershipRole,
    PrincipalKind,
    administrators_principal,
    department_examiners_principal,
    parse_principal,
    role_principal,
    user_principal,
)
from accounts.domain.roles import RoleKey
from accounts.models import Membership, MembershipState
from accounts.queries.people import grants_in_force, substitutions_in_force
from applications.models import Application
from procedures.domain.chain_model import AssigneeKind, AssigneeRule, Chain, NobodyPolicy
from reviews.queries.grants import groups_that_consult

Principals = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """Who stands ready for an application: found once per command, and passed on to whatever needs people.

    `assignees` are principals per step key, none where a rule finds nobody who could act; `fallbacks` those of the
    roles that steps name for that case; `consulting` those who may read without acting on it. `people` says who
    answers to the principals among them, and to those of the applicant unit.
    """

    assignees: Mapping[str, Principals]
    fallbacks: Mapping[str, Principals]
    consulting: Principals
    people: Mapping[str, frozenset[UUID]]

    @property
    def persons(self) -> dict[str, Principals]:
        """The same people as principals of their own."""
        return {each: tuple(sorted(map(user_principal, people))) for each, people in self.people.items()}

    def people_of(self, principals: Iterable[str]) -> frozenset[UUID]:
        """Whoever answers to any of them; a person's own principal is that person."""
        found: set[UUID] = set()
        for each in principals:
            parsed = parse_principal(each)
            found |= {parsed.target} if parsed.kind is PrincipalKind.USER else self.people.get(each, frozenset())
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Holder:
    """A grant in force: `consults` when its role may read every application of the procedure."""

    role_key: str
    department_id: UUID
    department_path: str
    user_id: UUID
    consults: bool
    substitute_id: UUID | None

    @property
    def principal(self) -> str:
        return role_principal(self.role_key, self.department_id)

    @property
    def told(self) -> frozenset[UUID]:
        """Who hears of what comes to this holder: whoever stands in today, too."""
        return frozenset(each for each in (self.user_id, self.substitute_id) if each is not None)


def roster_of(application: Application, chain: Chain) -> Roster:
    """Two queries: the grants of every role that the chain or the procedure names, the unit's examiners."""
    rules = {step.key: step.assignee for step in chain.steps()}
    fallbacks = {rule.fallback_role for rule in rules.values() if rule.nobody is NobodyPolicy.ROLE}
    named = fallbacks | {rule.role for rule in rules.values() if rule.kind is AssigneeKind.ROLE}
    holders, members = _holders(application, named), _members(application)
    within = _in_department(application, holders)
    people: dict[str, frozenset[UUID]] = dict(members)
    for holder in holders:
        people[holder.principal] = people.get(holder.principal, frozenset()) | holder.told
    return Roster(
        assignees={key: _principals(application, rule, within, members) for key, rule in rules.items()},
        fallbacks={role: _of_role(within, role) for role in sorted(fallbacks)},
        consulting=_consulting(application, named, holders, within),
        people=people,
    )


def _holders(application: Application, named: set[str]) -> list[_Holder]:
    consulting = groups_that_consult(application.procedure_id).filter(group=OuterRef("role__group"))
    standing_in = substitutions_in_force().filter(
        Q(procedures=[]) | Q(procedures__contains=[application.procedure_id]), absent=OuterRef("user")
    )
    grants = (
        grants_in_force()
        .annotate(consults=Exists(consulting), stands_in=Subquery(standing_in.values("substitute")[:1]))
        .filter(Q(role__key__in=named) | Q(consults=True))
        .order_by("role__key", "department__path", "user_id")
        .values_list("role__key", "department_id", "department__path", "user_id", "consults", "stands_in")
    )
    return [_Holder(*grant) for grant in grants]


def _members(application: Application) -> dict[str, frozenset[UUID]]:
    """Active people of the applicant unit who examine for it, by principal."""
    if application.organisation_id is None:
        return {}
    found: dict[str, frozenset[UUID]] = {}
    memberships = Membership.objects.filter(
        organisation=application.organisation_id, state=MembershipState.ACTIVE, user__is_active=True
    ).exclude(role=MembershipRole.LEADER)
    for role, department_id, user_id in memberships.values_list("role", "department_id", "user_id"):
        if role == MembershipRole.ADMINISTRATOR:
            principal = administrators_principal(application.organisation_id)
        elif department_id is not None:
            principal = department_examiners_principal(department_id)
        else:
            continue
        found[principal] = found.get(principal, frozenset()) | {user_id}
    return found


def _consulting(application: Application, named: set[str], holders: list[_Holder], within: list[_Holder]) -> Principals:
    """Roles that may read everything of the procedure; the head of a department only what passes through it."""
    paths = {holder.department_path for holder in within if holder.role_key in named}
    if application.procedure.department is not None:
        paths.add(application.procedure.department.path)
    consulting = (
        holder.principal
        for holder in holders
        if holder.consults
        and (
            holder.role_key != RoleKey.DEPARTMENT_HEAD or any(path.startswith(holder.department_path) for path in paths)
        )
    )
    return tuple(dict.fromkeys(consulting))


def _in_department(application: Application, holders: list[_Holder]) -> list[_Holder]:
    """Those in the subtree of the procedure's department; all of them when it has none."""
    department = application.procedure.department
    if department is None:
        return holders
    return [holder for holder in holders if holder.department_path.startswith(department.path)]


def _of_role(holders: list[_Holder], role_key: str) -> Principals:
    """One principal per department where somebody holds the role."""
    return tuple(dict.fromkeys(holder.principal for holder in holders if holder.role_key == role_key))


def _principals(
    application: Application, rule: AssigneeRule, holders: list[_Holder], members: Mapping[str, frozenset[UUID]]
) -> Principals:
    match rule.kind:
        case AssigneeKind.APPLICANT_DEPARTMENT:
            department_id = application.organisation_department_id
            wanted = department_examiners_principal(department_id) if department_id else ""
        case AssigneeKind.APPLICANT_ORGANISATION:
            organisation_id = application.organisation_id
            wanted = administrators_principal(organisation_id) if organisation_id else ""
        case AssigneeKind.ROLE:
            return _of_role(holders, rule.role)
    return (wanted,) if wanted in members else ()
