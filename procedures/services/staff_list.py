"""A list of departments and people brought in: each line through the service that its form would call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.access import Actor
from accounts.models import Department, DepartmentKind
from accounts.queries.administration import departments_administered_by, role_names
from accounts.services.departments import add_department
from accounts.services.people import create_staff
from procedures.domain.staff_list import StaffLine, problems_of_list
from tenants.domain.errors import Problem, ValidationFailed


@dataclass(frozen=True, slots=True)
class LineOutcome:
    line: StaffLine
    problems: tuple[Problem, ...] = ()


def kinds_by_label() -> dict[str, str]:
    return {str(label): key for key, label in DepartmentKind.choices}


def check_staff_list(actor: Actor, lines: tuple[StaffLine, ...]) -> list[LineOutcome]:
    """What is wrong with each line; nothing is made. Raises NotAuthorised for all but the system administrator."""
    codes = frozenset(departments_administered_by(actor).values_list("code", flat=True))
    problems = problems_of_list(lines, codes, frozenset(kinds_by_label()), frozenset(role_names(actor)))
    return [LineOutcome(line, problems.get(line.line, ())) for line in lines]


def import_staff_list(actor: Actor, lines: tuple[StaffLine, ...]) -> list[LineOutcome]:
    """Make what can be made, each line in a transaction of its own; the rest says why not. People are invited.

    Roles stay the security administrator's to give. Raises NotAuthorised for all but the system administrator.
    """
    departments = {each.code: each for each in departments_administered_by(actor)}
    root = next((each for each in departments.values() if each.parent_id is None), None)
    results = []
    for checked in check_staff_list(actor, lines):
        problems: Sequence[Problem] = checked.problems
        if not problems:
            try:
                _make(actor, checked.line, departments, root)
            except ValidationFailed as refusal:
                problems = refusal.problems
        results.append(LineOutcome(checked.line, tuple(problems)))
    return results


def _make(actor: Actor, line: StaffLine, departments: dict[str, Department], root: Department | None) -> None:
    place = departments.get(line.code if line.is_person else line.parent, root)
    if place is None or (line.is_person and place.code != line.code):
        raise ValidationFailed([Problem("code", "staff_department_unknown", {"code": line.code})])
    if line.is_person:
        create_staff(actor, name=line.name, mobile=line.mobile, department=place, post=line.post)
        return
    kind = kinds_by_label()[line.kind]
    departments[line.code] = add_department(actor, name=line.department, code=line.code, kind=kind, parent=place)
