"""What came of a command, in the order in which it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from procedures.domain.chain_model import ChainState, Effect


@dataclass(frozen=True, slots=True)
class TaskOpened:
    """A task to store. Without `assignees` it is blocked: an administrator has to name somebody."""

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


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nobody can act at an opened step."""

    step: str
    branch: str
    visit: int


@dataclass(frozen=True, slots=True)
class ReturnedToApplicant:
    step: str
    reason: str


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
class ChainFinished:
    """Nothing is left to do; `result` is the key of the decision, empty when the chain had none."""

    result: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    reason: str


Event: TypeAlias = (
    TaskOpened
    | TaskClosed
    | TaskVoided
    | StepSkipped
    | Blocked
    | ReturnedToApplicant
    | DecisionDue
    | Decided
    | DecisionRevoked
    | ChainFinished
    | Withdrawn
)


@dataclass(frozen=True, slots=True)
class ChainResult:
    state: ChainState
    events: tuple[Event, ...]
