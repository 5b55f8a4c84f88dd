"""Departments and people of a bureau as one list: read, and checked line by line before anything is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.login_names import normalise_mobile
from documents.domain.sheets import Sheet
from procedures.domain.listed import posted_lines, texts_by_column
from tenants.domain.errors import Problem

_CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)
_BETWEEN = re.compile(r"[、,，;；\n]")


class ListColumn(StrEnum):
    CODE = "code"
    DEPARTMENT = "department"
    KIND = "kind"
    PARENT = "parent"
    NAME = "name"
    MOBILE = "mobile"
    POST = "post"
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A department where `name` is empty, otherwise a person in the department of that code."""

    line: int
    code: str
    department: str = ""
    kind: str = ""
    parent: str = ""
    name: str = ""
    mobile: str = ""
    post: str = ""
    roles: str = ""

    @property
    def is_person(self) -> bool:
        return bool(self.name or self.mobile)

    @property
    def role_names(self) -> tuple[str, ...]:
        """Names in the column of roles, each once."""
        return tuple(dict.fromkeys(name for name in map(str.strip, _BETWEEN.split(self.roles)) if name))


def read_staff_list(sheet: Sheet, titles: Mapping[ListColumn, str]) -> tuple[StaffLine, ...]:
    """The lines of a list by its headers; one from before roles stood in it is read too. Raises ValidationFailed."""
    lines = texts_by_column(sheet, titles, optional={ListColumn.ROLES})
    return tuple(StaffLine(number, **texts) for number, texts in lines)


def lines_from_posted(posted: object) -> tuple[StaffLine, ...] | None:
    """Lines as the preview sent them to be confirmed; None for anything else."""
    lines = posted_lines(posted, [column.value for column in ListColumn])
    return None if lines is None else tuple(StaffLine(number, **texts) for number, texts in lines)


def problems_of_list(
    lines: tuple[StaffLine, ...], departments: frozenset[str], kinds: frozenset[str], roles: frozenset[str]
) -> dict[int, tuple[Problem, ...]]:
    """Problems by line; `departments` are the codes that exist. A department may stand above its people in the list."""
    known, mobiles = set(departments), set[str]()
    found: dict[int, tuple[Problem, ...]] = {}
    for line in lines:
        problems = _person(line, known, mobiles, roles) if line.is_person else _department(line, known, kinds)
        if problems:
            found[line.line] = tuple(problems)
        elif line.is_person:
            mobiles.add(str(normalise_mobile(line.mobile)))
        else:
            known.add(line.code)
    return found


def _person(line: StaffLine, known: set[str], mobiles: set[str], roles: frozenset[str]) -> list[Problem]:
    problems = unknown_roles(line, roles)
    mobile = normalise_mobile(line.mobile)
    if line.code not in known:
        problems.append(Problem(ListColumn.CODE, "staff_department_unknown", {"code": line.code}))
    if not line.name.strip():
        problems.append(Problem(ListColumn.NAME, "person_name_missing"))
    if mobile is None:
        problems.append(Problem(ListColumn.MOBILE, "mobile_malformed"))
    elif mobile in mobiles:
        problems.append(Problem(ListColumn.MOBILE, "staff_mobile_repeated"))
    return problems


def unknown_roles(line: StaffLine, roles: frozenset[str]) -> list[Problem]:
    """Names in the column of roles that no role here has."""
    strays = [name for name in line.role_names if name not in roles]
    known = {"names": "、".join(strays), "roles": "、".join(sorted(roles))}
    return [Problem(ListColumn.ROLES, "staff_role_unknown", known)] if strays else []


def _department(line: StaffLine, known: set[str], kinds: frozenset[str]) -> list[Problem]:
    problems = []
    if not _CODE.fullmatch(line.code):
        problems.append(Problem(ListColumn.CODE, "department_code_malformed"))
    elif line.code in known:
        problems.append(Problem(ListColumn.CODE, "department_code_taken"))
    if not line.department.strip():
        problems.append(Problem(ListColumn.DEPARTMENT, "name_missing"))
    if line.kind not in kinds:
        problems.append(Problem(ListColumn.KIND, "staff_kind_unknown", {"kinds": "、".join(sorted(kinds))}))
    if line.parent and line.parent not in known:
        problems.append(Problem(ListColumn.PARENT, "staff_department_unknown", {"code": line.parent}))
    return problems
