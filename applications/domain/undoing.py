"""Which lines of a timeline tell of acts that no longer count, and what undid them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from procedures.domain.values import Json

#: Parameters of a line: the visit at which somebody acted, the visits that it undid.
ACTED = "visit"
UNDONE = "voids"
#: What was done to let an application go on: other lines say themselves that something came to nothing.
FORWARD = frozenset(
    {"approved", "signed", "objected", "accepted", "paper_received", "decided", "completed", "answered"}
)


class Line(Protocol):
    """A line of a timeline."""

    @property
    def kind(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Json]: ...


L = TypeVar("L", bound=Line)


def visit_key(step: str, branch: str, visit: int) -> list[str | int]:
    return [step, branch, visit]


def undone_by(lines: Iterable[L]) -> list[tuple[L, L]]:
    """Lines that no longer count, each with the one that undid it. In any order."""
    lines = list(lines)
    undoing = {tuple(_list(visit)): line for line in lines for visit in _list(line.params.get(UNDONE))}
    return [
        (line, undoing[key])
        for line in lines
        if line.kind in FORWARD and (key := tuple(_list(line.params.get(ACTED)))) in undoing
    ]


def counts_no_more(line: Line, void: frozenset[tuple[str, str, int]]) -> bool:
    """The same by the visits that the chain holds for void, for whoever may not read what undid it."""
    return line.kind in FORWARD and tuple(_list(line.params.get(ACTED))) in void


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
