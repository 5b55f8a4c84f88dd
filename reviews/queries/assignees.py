"""Who is meant by the assignee rules of a chain, for one application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.domain.principals import (
    MembershipRole,
    PrincipalKind,
    administrators_principal,
    department_examiners_principal,
    parse_principal,
    user_principal,
)
from accounts.domain.roles import RoleKey
from accounts.models import Department, DepartmentKind, Membership, MembershipState, RoleGrant, User
from accounts.queries.people import grants_in_force, substitutions_in_force
from applications.models import Application
from applications.queries.stored_answers import latest_answers
from procedures.domain.chain_model import AssigneeKind, AssigneeRule, Chain, GiveOut, NobodyPolicy
from procedures.domain.form import condition_facts
from procedures.domain.values import Facts
from procedures.models import Procedure
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
    """One query: the grants of every role that the chain or the procedure names, the unit's examiners, and the staff
    and counties where a rule looks at them.

    One more where a rule asks for an answer that is not at hand: `facts` are those of the current round.
    """
    rules = {step.key: step.assignee for step in chain.steps()}
    fallbacks = {rule.fallback_role for rule in rules.values() if rule.nobody is NobodyPolicy.ROLE}
    named = fallbacks | {rule.role for rule in rules.values() if rule.role}
    by_head = any(rule.kind is AssigneeKind.DEPARTMENT_HEAD for rule in rules.values())
    read = _read(application, tuple(rules.values()), named | ({RoleKey.DEPARTMENT_HEAD.value} if by_head else set()))
    ground = _ground(application, tuple(rules.values()), read, facts)
    people: dict[str, frozenset[UUID]] = dict(read.members)
    for holder in read.holders:
        people[holder.principal] = people.get(holder.principal, frozenset()) | holder.told
    return Roster(
        assignees={key: principals_of(rule, ground) for key, rule in rules.items()},
        fallbacks={role: of_role(ground.at_home, role) for role in sorted(fallbacks)},
        consulting=_consulting(named, read, ground.at_home),
        people=people,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """What the database says. `home` is the path of the procedure's department, empty where it has none; `members`
    are active people of the applicant unit who examine for it, by principal; `counties` paths by division code;
    `staff` those of everybody who may act on the procedure.
    """

    home: str
    holders: list[Holder]
    members: Mapping[str, frozenset[UUID]]
    counties: Mapping[str, str]
    staff: Mapping[UUID, str]


def _read(application: Application, rules: tuple[AssigneeRule, ...], named: set[str]) -> _Read:
    """One query; counties and staff only where a rule looks at them."""
    parts: dict[str, QuerySet[Any, Any]] = {"holders": _grants(application, named)}
    if application.organisation_id is not None:
        parts["members"] = _memberships(application.organisation_id)
    if any(rule.kind is AssigneeKind.COUNTY or GiveOut.COUNTY in rule.give_out for rule in rules):
        parts["counties"] = _counties()
    if any(_asks_by_name(rule) for rule in rules):
        parts["staff"] = _staff(application.procedure_id)
    arrays = {name: ArraySubquery(part) for name, part in parts.items()}
    rows = Procedure.objects.order_by().values(home=F("department__path"), **arrays)
    found: Mapping[str, Any] = rows.get(pk=application.procedure_id)
    return _Read(
        home=found["home"] or "",
        holders=[_holder(each) for each in found["holders"]],
        members=_members(application.organisation_id, found.get("members", [])),
        counties={each["code"]: each["path"] for each in found.get("counties", [])},
        staff={UUID(each["user"]): each["path"] or "" for each in found.get("staff", [])},
    )


def _ground(application: Application, rules: tuple[AssigneeRule, ...], read: _Read, facts: Facts | None) -> Ground:
    """What the rules look at, each part only where one of them does."""
    unit_id, department_id = application.organisation_id, application.organisation_department_id
    unit = administrators_principal(unit_id) if unit_id else ""
    unit_department = department_examiners_principal(department_id) if department_id else ""
    if facts is None and any(rule.field for rule in rules):
        facts = _facts(application)
    return Ground(
        holders=read.holders,
        home=read.home,
        unit=unit if unit in read.members else "",
        unit_department=unit_department if unit_department in read.members else "",
        division=_division(application) if read.counties else "",
        counties=read.counties,
        staff=read.staff,
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


def _counties() -> QuerySet[Department, Any]:
    """A county's code in the tree is its division code."""
    counties = Department.objects.filter(kind=DepartmentKind.COUNTY, is_active=True).order_by("path")
    return counties.values(packed=JSONObject(code="code", path="path"))


def _staff(procedure_id: UUID) -> QuerySet[User, Any]:
    found = colleagues_on(procedure_id).select_related(None)
    return found.values(packed=JSONObject(user="id", path="department__path"))


def _grants(application: Application, named: set[str]) -> QuerySet[RoleGrant, Any]:
    consulting = groups_that_consult(application.procedure_id).filter(group=OuterRef("role__group"))
    standing_in = substitutions_in_force().filter(
        Q(procedures=[]) | Q(procedures__contains=[application.procedure_id]), absent=OuterRef("user")
    )
    grants = (
        grants_in_force()
        .annotate(consults=Exists(consulting), stands_in=Subquery(standing_in.values("substitute")[:1]))
        .filter(Q(role__key__in=named) | Q(consults=True))
        .order_by("role__key", "department__path", "user_id")
    )
    return grants.values(
        packed=JSONObject(
            role="role__key",
            department="department_id",
            path="department__path",
            user="user_id",
            consults="consults",
            substitute="stands_in",
        )
    )


def _holder(grant: Mapping[str, Any]) -> Holder:
    substitute = UUID(grant["substitute"]) if grant["substitute"] else None
    place = UUID(grant["department"]), grant["path"]
    return Holder(grant["role"], *place, UUID(grant["user"]), grant["consults"], substitute)


def _memberships(organisation_id: UUID) -> QuerySet[Membership, Any]:
    memberships = Membership.objects.filter(
        organisation=organisation_id, state=MembershipState.ACTIVE, user__is_active=True
    ).exclude(role=MembershipRole.LEADER)
    return memberships.values(packed=JSONObject(role="role", department="department_id", user="user_id"))


def _members(organisation_id: UUID | None, rows: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[UUID]]:
    found: dict[str, frozenset[UUID]] = {}
    for row in rows:
        if row["role"] == MembershipRole.ADMINISTRATOR and organisation_id is not None:
            principal = administrators_principal(organisation_id)
        elif row["department"] is not None:
            principal = department_examiners_principal(UUID(row["department"]))
        else:
            continue
        found[principal] = found.get(principal, frozenset()) | {UUID(row["user"])}
    return found


def _consulting(named: set[str], read: _Read, within: list[Holder]) -> Principals:
    """Roles that may read everything of the procedure; the head of a department only what passes through it."""
    paths = {holder.department_path for holder in within if holder.role_key in named}
    if read.home:
        paths.add(read.home)
    consulting = (
        holder.principal
        for holder in read.holders
        if holder.consults
        and (
            holder.role_key != RoleKey.DEPARTMENT_HEAD or any(path.startswith(holder.department_path) for path in paths)
        )
    )
    return tuple(dict.fromkeys(consulting))
