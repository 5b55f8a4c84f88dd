"""A batch (批次办理), many applications under one document: its states, who may be in, what each does, what is owed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from procedures.domain.chain_model import Step
from reviews.domain.actions import Action
from tenants.domain.errors import IllegalTransition

MOST_ITEMS: Final = 200
#: A 文号 is given to one batch of the tenant, whoever types it.
NUMBER_SCHEME: Final = "batch_document"


class BatchKind(StrEnum):
    """汇总上报, 上会, 批复."""

    FORWARD = "forward"
    MEETING = "meeting"
    DECISION = "decision"


class BatchState(StrEnum):
    """Collected and put in order, fixed, carried out item by item, over; or cancelled before."""

    COLLECTING = "collecting"
    FIXED = "fixed"
    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class BatchCommand(StrEnum):
    FIX = "fix"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    FINISH = "finish"
    CANCEL = "cancel"


class Exempt(StrEnum):
    """How one item is to be treated otherwise than the rest (例外)."""

    NONE = ""
    RESULT = "result"
    RETURN = "return"
    LEAVE_OUT = "leave_out"


class ItemState(StrEnum):
    """What became of an item: waiting, done, left out as wished, or refused because it could not be done."""

    PENDING = "pending"
    DONE = "done"
    LEFT_OUT = "left_out"
    REFUSED = "refused"


#: An application is in at most one batch in these states.
OPEN: Final = frozenset({BatchState.COLLECTING, BatchState.FIXED, BatchState.CONFIRMING})
_MOVES: Final[Mapping[tuple[BatchState, BatchCommand], BatchState]] = {
    (BatchState.COLLECTING, BatchCommand.FIX): BatchState.FIXED,
    (BatchState.FIXED, BatchCommand.REOPEN): BatchState.COLLECTING,
    (BatchState.FIXED, BatchCommand.CONFIRM): BatchState.CONFIRMING,
    (BatchState.CONFIRMING, BatchCommand.FINISH): BatchState.CONFIRMED,
    (BatchState.COLLECTING, BatchCommand.CANCEL): BatchState.CANCELLED,
    (BatchState.FIXED, BatchCommand.CANCEL): BatchState.CANCELLED,
}


def move_batch(state: BatchState, command: BatchCommand) -> BatchState:
    """The state after a command. Raises IllegalTransition `batch_is_<state>`."""
    after = _MOVES.get((state, command))
    if after is None:
        raise IllegalTransition(f"batch_is_{state}")
    return after


def forward_action(offered: Iterable[Action]) -> Action | None:
    """How a step is gone past in a batch: by a decision or an approval; None where it is done one by one."""
    known = set(offered)
    return next((each for each in (Action.DECIDE, Action.APPROVE) if each in known), None)


def kinds_for(forward: Action) -> tuple[BatchKind, ...]:
    """What a batch at such a step can be."""
    first = BatchKind.DECISION if forward is Action.DECIDE else BatchKind.FORWARD
    return (first, BatchKind.MEETING)


@dataclass(frozen=True, slots=True)
class Place:
    """Where all items of a batch stand: one step of one procedure, in the hands of one principal."""

    procedure_id: UUID
    step_key: str
    principal: str


@dataclass(frozen=True, slots=True)
class Entrant:
    """An application that would come in, by its open task. `held_by` is the open batch that it is in already."""

    procedure_id: UUID
    step_key: str
    principals: frozenset[str]
    is_open: bool
    forward: Action | None
    held_by: str = ""


def entry_refusal(place: Place, entrant: Entrant) -> str:
    """Why it may not come in, as a code; empty when it may."""
    if not entrant.is_open:
        return "task_closed"
    if entrant.held_by:
        return "batch_item_elsewhere"
    if entrant.forward is None:
        return "batch_step_not_offered"
    if (entrant.procedure_id, entrant.step_key) != (place.procedure_id, place.step_key):
        return "batch_other_step"
    return "" if place.principal in entrant.principals else "batch_other_people"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the batch does with its items, or what one item does otherwise."""

    result: str = ""
    opinion: str = ""
    exempt: Exempt = Exempt.NONE


@dataclass(frozen=True, slots=True)
class Planned:
    """The act on one item; None leaves it out."""

    action: Action | None
    result: str = ""
    opinion: str = ""


def planned(forward: Action, batch: Wish, item: Wish) -> Planned:
    """What an item will do. A return never takes the batch's opinion over: it needs a reason of its own."""
    match item.exempt:
        case Exempt.LEAVE_OUT:
            return Planned(None)
        case Exempt.RETURN:
            return Planned(Action.RETURN, opinion=item.opinion)
        case Exempt.RESULT:
            return Planned(forward, item.result, item.opinion or batch.opinion)
        case Exempt.NONE:
            return Planned(forward, batch.result if forward is Action.DECIDE else "", item.opinion or batch.opinion)


def needs_opinion(step: Step, act: Planned) -> bool:
    """Whether the act must say why: a return always, the rest as the step and the result ask for it."""
    if act.action is Action.RETURN:
        return True
    option = next((each for each in step.results if each.key == act.result), None)
    return step.opinion_required or (act.action is Action.DECIDE and option is not None and option.opinion_required)


def with_basis(opinion: str, *, title: str, number: str) -> str:
    """The opinion, and under which batch and document it was given."""
    basis = f"《{title}》{number}"
    return f"{opinion}（{basis}）" if opinion else basis


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record about a batch."""

    items: int
    has_meeting: bool
    has_number: bool
    has_scan: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not there. `hard` stands in the way of the confirmation, the rest is only said."""

    code: str
    hard: bool


def gaps(kind: BatchKind, recorded: Recorded) -> tuple[Gap, ...]:
    """What is missing before the confirmation: a meeting needs its record, a decision its 文号."""
    found = (
        (not recorded.items, Gap("batch_gap_items", hard=True)),
        (not recorded.has_meeting and kind is BatchKind.MEETING, Gap("batch_gap_meeting", hard=True)),
        (not recorded.has_number, Gap("batch_gap_number", hard=kind is BatchKind.DECISION)),
        (not recorded.has_scan, Gap("batch_gap_scan", hard=False)),
    )
    return tuple(gap for missing, gap in found if missing)


def reordered(order: Sequence[UUID], wanted: Mapping[UUID, int]) -> tuple[UUID, ...]:
    """The order by the numbers that people typed: what was renumbered comes to that place, the rest keeps its order."""
    present = {item: at for at, item in enumerate(order, start=1)}
    changed = sorted(
        (item for item in order if wanted.get(item, present[item]) != present[item]),
        key=lambda item: (wanted[item], present[item]),
    )
    after = [item for item in order if item not in set(changed)]
    for item in changed:
        after.insert(max(wanted[item] - 1, 0), item)
    return tuple(after)


def moved(order: Sequence[UUID], item: UUID, by: int) -> tuple[UUID, ...]:
    """The order with one item moved up (negative) or down; at the ends it stays."""
    rest = [each for each in order if each != item]
    to = min(max(order.index(item) + by, 0), len(rest))
    return (*rest[:to], item, *rest[to:])


_RUNS: Final = re.compile(r"[0-9]+")
_YEAR_DIGITS: Final = 4


def pattern_of(number: str, year: int) -> str:
    """The pattern that a typed 文号 follows: the last digits count, its year is the year; empty when nothing counts.

    `某科发〔2026〕12号` → `某科发〔{year}〕{seq}号`.
    """
    if "{" in number or "}" in number:
        return ""
    runs = list(_RUNS.finditer(number))
    if not runs or (runs[-1].group() == f"{year:0{_YEAR_DIGITS}}" and len(runs) == 1):
        return ""
    counter = runs[-1]
    width = f":0{len(counter.group())}" if counter.group().startswith("0") else ""
    head = "".join(_with_year(part, year) for part in re.split(r"([0-9]+)", number[: counter.start()]))
    return f"{head}{{seq{width}}}{number[counter.end() :]}"


def _with_year(part: str, year: int) -> str:
    return "{year}" if part == f"{year:0{_YEAR_DIGITS}}" else part
