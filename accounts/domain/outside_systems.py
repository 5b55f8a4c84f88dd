"""Codes of other systems, as packages name them at external steps and keys list them."""

from __future__ import annotations

import re
from collections.abc import Collection

from tenants.domain.errors import Problem

MOST_SYSTEMS = 20
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


def read_systems(typed: str) -> tuple[str, ...]:
    """What was typed, apart at blanks and commas of both kinds."""
    return tuple(dict.fromkeys(each for each in re.split(r"[\s,，、;；]+", typed) if each))


def systems_problems(systems: Collection[str], *, needed: bool) -> list[Problem]:
    """What is wrong, all at `systems`."""
    if needed and not systems:
        return [Problem("systems", "integrator_systems_missing")]
    if len(systems) > MOST_SYSTEMS:
        return [Problem("systems", "integrator_systems_too_many", {"most": MOST_SYSTEMS})]
    wrong = next((each for each in systems if not _CODE.fullmatch(each)), None)
    return [] if wrong is None else [Problem("systems", "integrator_system_wrong", {"system": wrong[:60]})]
