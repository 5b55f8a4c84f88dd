"""What a phone may bring by a code from the desktop: states, bounds, and the order of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from documents.domain.perspective import FULL_TURN, read_corners
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed

LIFE = timedelta(minutes=15)
#: How long the phone may still ask how its pages fared, and after which everything of a capture is forgotten.
TOLD_AFTERWARDS = timedelta(hours=1)
KEPT = timedelta(days=1)
MOST_PAGES = 50
#: Uploads of one code, those that failed and were repeated with them.
MOST_UPLOADS = 150
PAGE_MEGABYTES = 8
_WHOLE: tuple[int, ...] = ()


class CaptureState(StrEnum):
    OPEN = "open"
    MERGING = "merging"
    DONE = "done"


TRANSITIONS: dict[CaptureState, frozenset[CaptureState]] = {
    CaptureState.OPEN: frozenset({CaptureState.MERGING}),
    CaptureState.MERGING: frozenset({CaptureState.OPEN, CaptureState.DONE}),
    CaptureState.DONE: frozenset(),
}


def move_capture(state: str, target: CaptureState) -> CaptureState:
    """The target state. Raises IllegalTransition `phone_pages_given`: another phone was first, or a second click."""
    if target not in TRANSITIONS[CaptureState(state)]:
        raise IllegalTransition("phone_pages_given")
    return target


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page of the PDF to be: which upload, quarter turns to the right, eight corner numbers or none."""

    file_id: UUID
    turns: int
    corners: tuple[int, ...]

    def as_json(self) -> dict[str, object]:
        return {"file": str(self.file_id), "turns": self.turns, "corners": list(self.corners)}


def read_pages(values: object, *, uploads: Sequence[str]) -> tuple[PagePlan, ...]:
    """The pages as the phone orders them, each one of its own uploads. Raises ValidationFailed."""
    if not isinstance(values, list) or not values:
        raise ValidationFailed([Problem("pages", "phone_pages_missing")])
    if len(values) > MOST_PAGES:
        raise ValidationFailed([Problem("pages", "phone_pages_too_many", {"most": MOST_PAGES})])
    plans = [_plan(value, uploads) for value in values]
    wrong = [number for number, plan in enumerate(plans, start=1) if plan is None]
    if wrong:
        raise ValidationFailed([Problem("pages", "phone_page_unreadable", {"number": wrong[0]})])
    return tuple(plan for plan in plans if plan is not None)


def _plan(value: object, uploads: Sequence[str]) -> PagePlan | None:
    if not isinstance(value, dict) or value.get("file") not in uploads:
        return None
    turns, corners = value.get("turns", 0), value.get("corners", [])
    if not isinstance(turns, int) or not isinstance(corners, list) or not 0 <= turns < FULL_TURN:
        return None
    if corners and read_corners(corners) is None:
        return None
    return PagePlan(UUID(value["file"]), int(turns), tuple(corners) if corners else _WHOLE)
