"""Departments and people of a bureau as one list: read, and checked line by line before anything is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.login_names import normalise_mobile
from documents.domain.sheets import CellKind, Sheet
from tenants.domain.errors import Problem, ValidationFailed

MOST_LINES = 200
_CODE = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)


class ListColumn(StrEnum):
    CODE = "code"
    DEPARTMENT = "department"
    KIND = "kind"
    PARENT = "parent"
    NAME = "name"
    MOBILE = "mobile"
    POST = "post"


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

    @property
    def is_person(self) -> bool:
        return bool(self.name or self.mobile)


def read_staff_list(sheet: Sheet, titles: Mapping[ListColumn, str]) -> tuple[StaffLine, ...]:
    """The lines of a list by its headers. Raises ValidationFailed at `file`."""
    head = [cell.text for cell in sheet.lines[0].cells] if sheet.lines else []
    places = {column: head.index(title) for column, title in titles.items() if title in head}
    missing = [title for column, title in titles.items() if column not in places]
    if missing:
        raise ValidationFailed([Problem("file", "staff_columns_missing", {"columns": "、".join(missing)})])
    lines = []
    for line in sheet.lines[1:]:
        cells = {column: line.cell(at) for column, at in places.items()}
        texts = {each.value: "" if cell.kind is CellKind.LOST else cell.text for each, cell in cells.items()}
        lines.append(StaffLine(line.number, **texts))
    if not lines or len(lines) > MOST_LINES:
        code = "sheet_too_long" if lines else "sheet_empty"
        raise ValidationFailed([Problem("file", code, {"most": MOST_LINES})])
    return tuple(lines)


def lines_from_posted(posted: object) -> tuple[StaffLine, ...] | None:
    """Lines as the preview sent them to be confirmed; None for anything else."""
    if not isinstance(posted, list) or not posted or len(posted) > MOST_LINES:
        return None
    for each in posted:
        known = isinstance(each, dict) and each.keys() == {"line", *ListColumn}
        if not known or not isinstance(each["line"], int) or not all(isinstance(each[key], str) for key in ListColumn):
            return None
    return tuple(StaffLine(**each) for each in posted)


def problems_of_list(
    lines: tuple[StaffLine, ...], departments: frozenset[str], kinds: frozenset[str]
) -> dict[int, tuple[Problem, ...]]:
    """Problems by line; `departments` are the codes that exist. A department may stand above its people in the list."""
    known, mobiles = set(departments), set[str]()
    found: dict[int, tuple[Problem, ...]] = {}
    for line in lines:
        problems = _person(line, known, mobiles) if line.is_person else _department(line, known, kinds)
        if problems:
            found[line.line] = tuple(problems)
        elif line.is_person:
            mobiles.add(str(normalise_mobile(line.mobile)))
        else:
            known.add(line.code)
    return found


def _person(line: StaffLine, known: set[str], mobiles: set[str]) -> list[Problem]:
    problems = []
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
