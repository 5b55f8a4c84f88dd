"""What came of a command, in the order in which it happened; `evolve` alone makes a state from events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from procedures.domain.chain_model import (
    CANCELLED,
    NOTIFIED,
    SKIPPED,
    ChainState,
    ChainStatus,
    Effect,
    ReturnMode,
    Seat,
    Sign,
    TaskState,
)


@dataclass(frozen=True, slots=True)
class RoundBegan:
    """The application lies with those who examine it, for the first time or again."""

    round: int


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task to store. Without `assignees` it is blocked, unless it waits for another system."""

    step: str
    branch: str
    visit: int
    round: int
    assignees: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class TaskClosed:
    step: str
    branch: str
    visit: int
    outcome: str
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class TaskVoided:
    """An earlier act no longer counts; its record stays."""

    step: str
    branch: str
    visit: int


@dataclass(frozen=True, slots=True)
class StepSkipped:
    step: str
    branch: str
    visit: int
    reason: str
    round: int


@dataclass(frozen=True, slots=True)
class StepNotified:
    """抄送: these learn of the application and need not act."""

    step: str
    branch: str
    visit: int
    people: tuple[str, ...]
    round: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nobody can act at an opened step."""

    step: str
    branch: str
    visit: int


@dataclass(frozen=True, slots=True)
class BranchTaken:
    path: str
    branch: str


@dataclass(frozen=True, slots=True)
class BranchesForgotten:
    """These choices are taken anew when the application comes by again."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleChosen:
    """Whoever passed the step before named these for a step; `path` is the step with the blocks around it."""

    path: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """One of several has signed; `who` is the seat."""

    step: str
    branch: str
    visit: int
    who: str
    sign: Sign
    by: str


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """Who is asked from now on: somebody was added, removed, replaced or found; a claim ends or begins."""

    step: str
    branch: str
    visit: int
    seats: tuple[Seat, ...]
    claimed_by: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """受理. `at` starts what the law counts from acceptance."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AcceptanceRefused:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class SupplementRequested:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnedToApplicant:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnedToStep:
    step: str
    to: str
    then: ReturnMode
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    step: str
    branch: str
    visit: int
    by: str


@dataclass(frozen=True, slots=True)
class DecisionDue:
    step: str
    branch: str


@dataclass(frozen=True, slots=True)
class Decided:
    step: str
    result: str
    effect: Effect
    opinion: str


@dataclass(frozen=True, slots=True)
class DecisionRevoked:
    step: str
    result: str
    opinion: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Suspended:
    basis: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    at: datetime


@dataclass(frozen=True, slots=True)
class Terminated:
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChainFinished:
    """Nothing is left to do; `result` is the key of the decision, empty when the chain had none."""

    result: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    reason: str


Event: TypeAlias = (
    RoundBegan
    | TaskOpened
    | TaskClosed
    | TaskVoided
    | StepSkipped
    | StepNotified
    | Blocked
    | BranchTaken
    | BranchesForgotten
    | PeopleChosen
    | Signed
    | SeatsChanged
    | Accepted
    | AcceptanceRefused
    | SupplementRequested
    | ReturnedToApplicant
    | ReturnedToStep
    | TakenBack
    | DecisionDue
    | Decided
    | DecisionRevoked
    | Suspended
    | Resumed
    | Terminated
    | ChainFinished
    | Withdrawn
)
_TaskEvent: TypeAlias = TaskClosed | TaskVoided | Signed | SeatsChanged


@dataclass(frozen=True, slots=True)
class ChainResult:
    state: ChainState
    events: tuple[Event, ...]


_STATUS_AFTER: dict[type[Event], ChainStatus] = {
    ReturnedToApplicant: ChainStatus.RETURNED,
    SupplementRequested: ChainStatus.SUPPLEMENTING,
    AcceptanceRefused: ChainStatus.REFUSED,
    Suspended: ChainStatus.SUSPENDED,
    Resumed: ChainStatus.RUNNING,
    DecisionRevoked: ChainStatus.RUNNING,
    Terminated: ChainStatus.TERMINATED,
    ChainFinished: ChainStatus.FINISHED,
    Withdrawn: ChainStatus.WITHDRAWN,
}


def replay(events: Iterable[Event]) -> ChainState:
    """The state that all events of one application led to, from its first submission on."""
    state = ChainState()
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: ChainState, event: Event) -> ChainState:
    """The state after one event."""
    match event:
        case TaskOpened() | StepSkipped() | StepNotified():
            return replace(state, tasks=(*state.tasks, _new_task(event)))
        case TaskClosed() | TaskVoided() | Signed() | SeatsChanged():
            return _with_changed_task(state, event)
        case BranchTaken() | BranchesForgotten() | PeopleChosen():
            return _with_choice(state, event)
        case RoundBegan(number):
            return replace(state, status=ChainStatus.RUNNING, round=number)
        case Decided(result=result):
            return replace(state, result=result)
        case _:
            result = "" if isinstance(event, DecisionRevoked) else state.result
            return replace(state, status=_STATUS_AFTER.get(type(event), state.status), result=result)


def _new_task(event: TaskOpened | StepSkipped | StepNotified) -> TaskState:
    outcome = {StepSkipped: SKIPPED, StepNotified: NOTIFIED}.get(type(event), "")
    seats = tuple(Seat(who) for who in event.assignees) if isinstance(event, TaskOpened) else ()
    return TaskState(event.step, event.branch, event.visit, event.round, outcome, seats=seats)


def _with_choice(state: ChainState, event: BranchTaken | BranchesForgotten | PeopleChosen) -> ChainState:
    if isinstance(event, PeopleChosen):
        return replace(state, chosen={**state.chosen, event.path: event.people})
    if isinstance(event, BranchTaken):
        return replace(state, choices={**state.choices, event.path: event.branch})
    left = {path: branch for path, branch in state.choices.items() if path not in event.paths}
    return replace(state, choices=left)


def _with_changed_task(state: ChainState, event: _TaskEvent) -> ChainState:
    place = (event.step, event.branch, event.visit)
    change = _change_of(event)
    return replace(
        state,
        tasks=tuple(change(task) if (task.step, task.branch, task.visit) == place else task for task in state.tasks),
    )


def _change_of(event: _TaskEvent) -> Callable[[TaskState], TaskState]:
    match event:
        case TaskClosed(outcome=outcome, by=by):
            return lambda task: replace(task, outcome=outcome, by=by)
        case TaskVoided():
            return lambda task: replace(task, outcome=task.outcome or CANCELLED, void=True)
        case Signed(who=who, sign=sign, by=by):
            return lambda task: replace(task, seats=_signed(task.seats, who, sign, by))
        case _:
            return lambda task: replace(task, seats=event.seats, claimed_by=event.claimed_by)


def _signed(seats: tuple[Seat, ...], who: str, sign: Sign, by: str) -> tuple[Seat, ...]:
    """The first seat of that name that has not signed, signed."""
    for at, seat in enumerate(seats):
        if seat.who == who and seat.sign is None:
            return (*seats[:at], replace(seat, sign=sign, by=by), *seats[at + 1 :])
    return seats
