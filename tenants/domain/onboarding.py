"""What a province may ask for when it brings a jurisdiction on board: pure checks of the wish."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenants.domain.errors import Problem
from tenants.domain.schema_names import CODE

HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.ASCII)
DIVISION = re.compile(r"[0-9]{6}", re.ASCII)
#: From the widest to the narrowest, with the digits of GB/T 2260 that name the unit itself.
LEVEL_DIGITS = {"province": 2, "city": 4, "county": 6}


@dataclass(frozen=True, slots=True)
class Wish:
    """A jurisdiction that does not exist yet."""

    code: str
    name: str
    short_name: str
    division_code: str
    level: str
    domain: str
    contact_name: str
    contact_mobile: str


@dataclass(frozen=True, slots=True)
class Parent:
    level: str
    division_code: str


def problems_of(wish: Wish, parent: Parent) -> list[Problem]:
    """Everything wrong with the wish as such; whether code and domain are free is the database's to say."""
    found: list[Problem] = []
    if not CODE.fullmatch(wish.code):
        found.append(Problem("code", "code_not_allowed"))
    if not wish.name.strip():
        found.append(Problem("name", "name_missing"))
    if not HOST.fullmatch(wish.domain):
        found.append(Problem("domain", "domain_not_allowed"))
    if not is_level_below(wish.level, parent.level):
        found.append(Problem("level", "level_not_below"))
    if not is_division_below(wish.division_code, parent):
        found.append(Problem("division_code", "division_not_below"))
    if not (wish.contact_name.strip() and wish.contact_mobile.strip()):
        found.append(Problem("contact", "contact_missing"))
    return found


def is_level_below(level: str, parent_level: str) -> bool:
    return level in LEVEL_DIGITS and LEVEL_DIGITS[level] > LEVEL_DIGITS[parent_level]


def is_division_below(division_code: str, parent: Parent) -> bool:
    """Inside the parent's division (GB/T 2260 prefixes) and not the parent itself."""
    digits = LEVEL_DIGITS[parent.level]
    same_prefix = division_code[:digits] == parent.division_code[:digits]
    return bool(DIVISION.fullmatch(division_code)) and same_prefix and division_code != parent.division_code
