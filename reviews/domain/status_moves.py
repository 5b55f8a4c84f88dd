"""From what happened in the chain (configuration) to the legal status of the application (law)."""

from __future__ import annotations

from collections.abc import Sequence

from applications.domain.states import Status, StatusCommand, move
from procedures.domain.chain_events import (
    AcceptanceRefused,
    Decided,
    DecisionDue,
    DecisionRevoked,
    Event,
    Resumed,
    ReturnedToApplicant,
    ReturnedToStep,
    SupplementRequested,
    Suspended,
    TakenBack,
    TaskClosed,
    Terminated,
    Withdrawn,
)
from procedures.domain.chain_model import APPROVED, OBJECTED, Effect

_ALWAYS: dict[type[Event], StatusCommand] = {
    ReturnedToApplicant: StatusCommand.RETURN,
    DecisionRevoked: StatusCommand.REVOKE,
    Withdrawn: StatusCommand.WITHDRAW,
    SupplementRequested: StatusCommand.REQUEST_SUPPLEMENT,
    AcceptanceRefused: StatusCommand.REFUSE,
    Suspended: StatusCommand.SUSPEND,
    Resumed: StatusCommand.RESUME,
    Terminated: StatusCommand.TERMINATE,
}
_PASSED = frozenset({APPROVED, OBJECTED})
_UNDER_EXAMINATION = frozenset({Status.SUBMITTED, Status.IN_PROGRESS})


def status_after(status: Status, events: Sequence[Event]) -> Status:
    """The status after the events of one command.

    Raises IllegalTransition when the law knows no such move, whatever the chain allowed.
    """
    for event in events:
        command = _command(status, event)
        if command is not None:
            status = move(status, command)
    return status


def _command(status: Status, event: Event) -> StatusCommand | None:
    match event:
        case TaskClosed(outcome=outcome) if outcome in _PASSED and status in _UNDER_EXAMINATION:
            return StatusCommand.EXAMINE
        case ReturnedToStep() | TakenBack() if status is Status.DECIDING:
            return StatusCommand.STEP_BACK
        case DecisionDue() if status is not Status.DECIDING:
            return StatusCommand.REACH_DECISION
        case Decided(effect=effect):
            return StatusCommand.APPROVE if effect is Effect.APPROVE else StatusCommand.DENY
        case _:
            return _ALWAYS.get(type(event))
