"""Cities and counties of a province as one list: read, and checked line by line before anything is asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.login_names import normalise_email, normalise_mobile
from documents.domain.sheets import Sheet
from procedures.domain.listed import posted_lines, texts_by_column
from tenants.domain.errors import Problem
from tenants.domain.onboarding import Parent, Wish, problems_of

_BETWEEN = re.compile(r"[、,，;；\n]")


class CityColumn(StrEnum):
    NAME = "name"
    SHORT_NAME = "short_name"
    LEVEL = "level"
    DIVISION_CODE = "division_code"
    CODE = "code"
    DOMAIN = "domain"
    CONTACT_NAME = "contact_name"
    CONTACT_MOBILE = "contact_mobile"
    CONTACT_EMAIL = "contact_email"
    CONTACT_PHONE = "contact_phone"
    CONTACT_ADDRESS = "contact_address"
    PACKAGES = "packages"


OPTIONAL = frozenset(
    {CityColumn.CONTACT_EMAIL, CityColumn.CONTACT_PHONE, CityColumn.CONTACT_ADDRESS, CityColumn.PACKAGES}
)


@dataclass(frozen=True, slots=True)
class CityLine:
    """A jurisdiction to be; the texts as they stand in the sheet."""

    line: int
    name: str = ""
    short_name: str = ""
    level: str = ""
    division_code: str = ""
    code: str = ""
    domain: str = ""
    contact_name: str = ""
    contact_mobile: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_address: str = ""
    packages: str = ""

    @property
    def host(self) -> str:
        return self.domain.lower()

    @property
    def package_names(self) -> tuple[str, ...]:
        """Names in the column of procedures; none means all that are offered."""
        return tuple(dict.fromkeys(name for name in map(str.strip, _BETWEEN.split(self.packages)) if name))

    def wish(self, levels: Mapping[str, str]) -> Wish:
        """What the line asks for; `levels` are keys by what they are called."""
        return Wish(
            code=self.code,
            name=self.name,
            short_name=self.short_name or self.name,
            division_code=self.division_code,
            level=levels.get(self.level, ""),
            domain=self.host,
            contact_name=self.contact_name,
            contact_mobile=self.contact_mobile,
        )


def read_city_list(sheet: Sheet, titles: Mapping[CityColumn, str]) -> tuple[CityLine, ...]:
    """The lines of a list by its headers. Raises ValidationFailed at `file`."""
    return tuple(CityLine(number, **texts) for number, texts in texts_by_column(sheet, titles, optional=OPTIONAL))


def city_lines_from_posted(posted: object) -> tuple[CityLine, ...] | None:
    """Lines as the preview sent them to be confirmed; None for anything else."""
    lines = posted_lines(posted, [column.value for column in CityColumn])
    return None if lines is None else tuple(CityLine(number, **texts) for number, texts in lines)


def problems_of_cities(
    lines: Sequence[CityLine], parent: Parent, levels: Mapping[str, str], offered: frozenset[str]
) -> dict[int, list[Problem]]:
    """Problems by line, as such and among each other; whether code and host are free is asked elsewhere."""
    codes, hosts = Counter(line.code for line in lines), Counter(line.host for line in lines)
    found: dict[int, list[Problem]] = {}
    for line in lines:
        problems = [_placed(problem, line) for problem in problems_of(line.wish(levels), parent)]
        problems += _contact(line)
        if line.code and codes[line.code] > 1:
            problems.append(Problem(CityColumn.CODE, "list_code_repeated"))
        if line.host and hosts[line.host] > 1:
            problems.append(Problem(CityColumn.DOMAIN, "list_domain_repeated"))
        strays = [name for name in line.package_names if name not in offered]
        if strays:
            problems.append(Problem(CityColumn.PACKAGES, "list_package_unknown", {"names": "、".join(strays)}))
        found[line.line] = problems
    return found


def _placed(problem: Problem, line: CityLine) -> Problem:
    """At the cell it is about: a list has no field for the contact as a whole."""
    if problem.path != "contact":
        return problem
    place = CityColumn.CONTACT_NAME if not line.contact_name else CityColumn.CONTACT_MOBILE
    return Problem(place, problem.code, problem.params)


def _contact(line: CityLine) -> list[Problem]:
    problems = []
    if line.contact_mobile and normalise_mobile(line.contact_mobile) is None:
        problems.append(Problem(CityColumn.CONTACT_MOBILE, "mobile_malformed"))
    if line.contact_email and normalise_email(line.contact_email) is None:
        problems.append(Problem(CityColumn.CONTACT_EMAIL, "email_malformed"))
    return problems
