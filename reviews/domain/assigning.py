"""Whom an assignee rule means, once the people of the office and of the applicant's unit are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.domain.principals import PrincipalKind, role_principal, user_principal
from accounts.domain.roles import RoleKey
from procedures.domain.chain_model import AssigneeCase, AssigneeKind, AssigneeRule, GiveOut
from procedures.domain.values import Facts

Principals = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """A grant in force: `consults` when its role may read every application of the procedure."""

    role_key: str
    department_id: UUID
    department_path: str
    user_id: UUID
    consults: bool = False
    substitute_id: UUID | None = None

    @property
    def principal(self) -> str:
        return role_principal(self.role_key, self.department_id)

    @property
    def told(self) -> frozenset[UUID]:
        """Who hears of what comes to this holder: whoever stands in today, too."""
        return frozenset(each for each in (self.user_id, self.substitute_id) if each is not None)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rules of one application stand on.

    `home` is the path of the procedure's department, empty where it has none; `unit` the principal of the applicant
    unit and of its department, empty where nobody there examines. `division` is the code of the place where the
    applicant is, `counties` the paths of the counties by their code, `staff` the paths of everybody who may act on the
    procedure.
    """

    holders: Sequence[Holder]
    home: str = ""
    unit: str = ""
    unit_department: str = ""
    division: str = ""
    counties: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[UUID, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)

    @property
    def at_home(self) -> list[Holder]:
        """Those in the subtree of the procedure's department; all of them when it has none."""
        return [each for each in self.holders if each.department_path.startswith(self.home)]


def principals_of(rule: AssigneeRule, ground: Ground) -> Principals:
    """Who is asked; of a choice, those who may be chosen. None where the rule finds nobody."""
    found = _RULES[rule.kind](rule, ground)
    for way in rule.give_out:
        found = _GIVEN_OUT[way](rule, ground, found) or found
    return found


def of_role(holders: Iterable[Holder], role_key: str) -> Principals:
    """One principal per department where somebody holds the role."""
    return tuple(dict.fromkeys(each.principal for each in holders if each.role_key == role_key))


def lies_in(path: str, department: str) -> bool:
    """Whether a path leads through a department, given by its code or by the end of its path."""
    return f"/{department.strip('/')}/" in path


def _around(rule: AssigneeRule, ground: Ground) -> list[Holder]:
    """A named department is looked up in the whole office, also outside the procedure's own."""
    if not rule.department:
        return ground.at_home
    return [each for each in ground.holders if lies_in(each.department_path, rule.department)]


def _heads(rule: AssigneeRule, ground: Ground) -> Principals:
    """The head of exactly that department: who heads another part of it is not meant."""
    heads = [each for each in ground.holders if each.role_key == RoleKey.DEPARTMENT_HEAD]
    if rule.department:
        return of_role(
            (each for each in heads if each.department_path.endswith(f"/{rule.department.strip('/')}/")),
            RoleKey.DEPARTMENT_HEAD,
        )
    return of_role((each for each in heads if ground.home in {"", each.department_path}), RoleKey.DEPARTMENT_HEAD)


def _of_county(rule: AssigneeRule, ground: Ground) -> Principals:
    code = _answer(rule, ground) if rule.field else ground.division
    case = _case(rule, code)
    if case is not None and case.user:
        return _people([case.user], ground)
    path = f"/{case.department}/" if case is not None else county_path(code, ground.counties)
    return of_role((each for each in ground.holders if path and path in each.department_path), rule.role)


def county_path(code: str, counties: Mapping[str, str]) -> str:
    """The county that a division code lies in: a town's longer code begins with that of its county."""
    known = [county for county in counties if code.startswith(county)]
    return counties[max(known, key=len)] if known else ""


def _of_answer(rule: AssigneeRule, ground: Ground) -> Principals:
    value = _answer(rule, ground)
    case = _case(rule, value)
    if case is not None and case.user:
        return _people([case.user], ground)
    department = case.department if case is not None else value
    inside = (each for each in ground.holders if department and lies_in(each.department_path, department))
    return of_role(inside, rule.role)


def _pool(rule: AssigneeRule, ground: Ground) -> Principals:
    """People, each for themselves: a choice is a choice among people."""
    if rule.role:
        found = (each.user_id for each in _around(rule, ground) if each.role_key == rule.role)
        return tuple(dict.fromkeys(user_principal(each) for each in found))
    wanted = (each for each, path in ground.staff.items() if not rule.department or lies_in(path, rule.department))
    return tuple(map(user_principal, wanted))


def _people(ids: Iterable[str], ground: Ground) -> Principals:
    """Named people, as far as they are there and may act on the procedure."""
    wanted = {named.lower() for named in ids}
    return tuple(user_principal(each) for each in ground.staff if str(each) in wanted)


def _case(rule: AssigneeRule, value: str) -> AssigneeCase | None:
    return next((each for each in rule.cases if value and each.value == value), None)


def _answer(rule: AssigneeRule, ground: Ground) -> str:
    """The answer as one word; empty where there is none."""
    value = ground.facts.get(rule.field)
    first = next(iter(value), "") if isinstance(value, tuple) else value
    return first if isinstance(first, str) else ""


_RULES: Mapping[AssigneeKind, Callable[[AssigneeRule, Ground], Principals]] = {
    AssigneeKind.APPLICANT_DEPARTMENT: lambda _, ground: (ground.unit_department,) if ground.unit_department else (),
    AssigneeKind.APPLICANT_ORGANISATION: lambda _, ground: (ground.unit,) if ground.unit else (),
    AssigneeKind.ROLE: lambda rule, ground: of_role(_around(rule, ground), rule.role),
    AssigneeKind.DEPARTMENT_HEAD: _heads,
    AssigneeKind.COUNTY: _of_county,
    AssigneeKind.USER: lambda rule, ground: _people([rule.user], ground),
    AssigneeKind.PREVIOUS_CHOICE: _pool,
    AssigneeKind.FIELD: _of_answer,
}


def _within_county(_: AssigneeRule, ground: Ground, found: Principals) -> Principals:
    path = county_path(ground.division, ground.counties)
    inside = {each.principal for each in ground.holders if path and path in each.department_path}
    return tuple(each for each in found if each in inside)


def _as_answered(rule: AssigneeRule, ground: Ground, found: Principals) -> Principals:
    """The department that the answer names, or the person, who has to be one of the group."""
    value = _answer(rule, ground)
    case = _case(rule, value)
    if case is not None and case.user:
        people = {user_principal(each.user_id) for each in ground.holders if each.principal in found}
        return tuple(each for each in (user_principal(UUID(case.user)),) if each in people)
    department = case.department if case is not None else value
    inside = {each.principal for each in ground.holders if department and lies_in(each.department_path, department)}
    return tuple(each for each in found if each in inside)


def _one_by_one(_: AssigneeRule, ground: Ground, found: Principals) -> Principals:
    """The people of the group, each for themselves: the chain takes the one who has least in hand."""
    people = [user_principal(each.user_id) for each in ground.holders if each.principal in found]
    return tuple(dict.fromkeys([*people, *(each for each in found if each.startswith(f"{PrincipalKind.USER}:"))]))


_GIVEN_OUT: Mapping[GiveOut, Callable[[AssigneeRule, Ground, Principals], Principals]] = {
    GiveOut.COUNTY: _within_county,
    GiveOut.FIELD: _as_answered,
    GiveOut.EVENLY: _one_by_one,
}
