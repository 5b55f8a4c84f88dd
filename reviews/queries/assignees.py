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
    user_principal,
)
from accounts.domain.roles import RoleKey
from accounts.models import Department, DepartmentKind, Membership, MembershipState
from accounts.queries.people import grants_in_force, substitutions_in_force
from applications.models import Application
from applications.queries.stored_answers import latest_answers
from procedures.domain.chain_model import AssigneeKind, AssigneeRule, Chain, GiveOut, NobodyPolicy
from procedures.domain.form import condition_facts
from procedures.domain.values import Facts
from procedures.queries.packages import compiled
from reviews.domain.assigning import Ground, Holder, Principals, of_role, principals_of
from reviews.queries.colleagues import colleagues_on
from reviews.queries.grants import groups_that_consult


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


def roster_of(application: Application, chain: Chain, facts: Facts | None = None) -> Roster:
    """Two queries: the grants of every role that the chain or the procedure names, the unit's examiners.

    Up to three more where a rule asks for people by name, for counties or for an answer that is not at hand: `facts`
    are those of the current round.
    """
    rules = {step.key: step.assignee for step in chain.steps()}
    fallbacks = {rule.fallback_role for rule in rules.values() if rule.nobody is NobodyPolicy.ROLE}
    named = fallbacks | {rule.role for rule in rules.values() if rule.role}
    by_head = any(rule.kind is AssigneeKind.DEPARTMENT_HEAD for rule in rules.values())
    holders = _holders(application, named | ({RoleKey.DEPARTMENT_HEAD.value} if by_head else set()))
    members = _members(application)
    ground = _ground(application, tuple(rules.values()), holders, members, facts)
    people: dict[str, frozenset[UUID]] = dict(members)
    for holder in holders:
        people[holder.principal] = people.get(holder.principal, frozenset()) | holder.told
    return Roster(
        assignees={key: principals_of(rule, ground) for key, rule in rules.items()},
        fallbacks={role: of_role(ground.at_home, role) for role in sorted(fallbacks)},
        consulting=_consulting(application, named, holders, ground.at_home),
        people=people,
    )


def _ground(
    application: Application,
    rules: tuple[AssigneeRule, ...],
    holders: list[Holder],
    members: Mapping[str, frozenset[UUID]],
    facts: Facts | None,
) -> Ground:
    """What the rules look at, each part only where one of them does."""
    home, unit_id, department_id = (
        application.procedure.department,
        application.organisation_id,
        application.organisation_department_id,
    )
    unit = administrators_principal(unit_id) if unit_id else ""
    unit_department = department_examiners_principal(department_id) if department_id else ""
    if facts is None and any(rule.field for rule in rules):
        facts = _facts(application)
    counties = any(rule.kind is AssigneeKind.COUNTY or GiveOut.COUNTY in rule.give_out for rule in rules)
    return Ground(
        holders=holders,
        home=home.path if home else "",
        unit=unit if unit in members else "",
        unit_department=unit_department if unit_department in members else "",
        division=_division(application) if counties else "",
        counties=_counties() if counties else {},
        staff=_staff(application) if any(_asks_by_name(rule) for rule in rules) else {},
        facts=facts or {},
    )


def _asks_by_name(rule: AssigneeRule) -> bool:
    chosen_freely = rule.kind is AssigneeKind.PREVIOUS_CHOICE and not rule.role
    return chosen_freely or bool(rule.user) or any(case.user for case in rule.cases)


def _facts(application: Application) -> Facts:
    form = compiled(application.procedure_version).form(application.variant)
    return condition_facts(form, latest_answers(application))


def _division(application: Application) -> str:
    """Where the applicant unit is: as it was entered, otherwise where it is registered (GB 32100, places 3 to 8)."""
    unit = application.organisation
    return (unit.division_code or unit.uscc[2:8]) if unit is not None else ""


def _counties() -> dict[str, str]:
    """A county's code in the tree is its division code."""
    counties = Department.objects.filter(kind=DepartmentKind.COUNTY, is_active=True)
    return dict(counties.order_by("path").values_list("code", "path"))


def _staff(application: Application) -> dict[UUID, str]:
    found = colleagues_on(application.procedure_id).values_list("id", "department__path")
    return {user_id: path or "" for user_id, path in found}


def _holders(application: Application, named: set[str]) -> list[Holder]:
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
    return [Holder(*grant) for grant in grants]


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


def _consulting(application: Application, named: set[str], holders: list[Holder], within: list[Holder]) -> Principals:
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
