"""Old formats are upgraded on reading by pure functions; stored bytes never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from procedures.domain.package.document import CURRENT_FORMAT
from procedures.domain.values import Json
from tenants.domain.errors import Problem, ValidationFailed

Upgrade: TypeAlias = Callable[[Mapping[str, Json]], dict[str, Json]]

#: From a format number to the function that makes the next format of it. Format 1 is the first.
UPGRADES: Final[Mapping[int, Upgrade]] = {}


def upgrade(
    document: Mapping[str, Json], upgrades: Mapping[int, Upgrade] = UPGRADES, current: int = CURRENT_FORMAT
) -> dict[str, Json]:
    """A document in the current format.

    Raises ValidationFailed for a format that is missing, unknown, or newer than this program.
    """
    content = dict(document)
    number = _format_of(content)
    while number != current:
        if number not in upgrades:
            raise ValidationFailed([Problem("format", "package_format_unknown", {"current": current})])
        content = {**upgrades[number](content), "format": number + 1}
        number += 1
    return content


def _format_of(document: Mapping[str, Json]) -> int:
    number = document.get("format")
    return int(number) if isinstance(number, int) or (isinstance(number, str) and number.isdecimal()) else 0
