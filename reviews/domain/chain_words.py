"""What the timeline and the applicant learn of a command, by what it was and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from applications.domain.undoing import ACTED, FORWARD, UNDONE, visit_key
from procedures.domain import chain_commands as given
from procedures.domain import chain_events as came
from procedures.domain.chain_commands import Command
from procedures.domain.chain_events import Event
from reviews.domain.news import MessageEvent, TimelineKind

_KINDS: dict[type[Command], TimelineKind] = {
    given.Start: TimelineKind.SUBMITTED,
    given.Resubmit: TimelineKind.RESUBMITTED,
    given.Approve: TimelineKind.SIGNED,
    given.Deem: TimelineKind.APPROVED,
    given.Complete: TimelineKind.COMPLETED,
    given.EndNotice: TimelineKind.COMPLETED,
    given.Object: TimelineKind.OBJECTED,
    given.ReceivePaper: TimelineKind.PAPER_RECEIVED,
    given.ReturnToApplicant: TimelineKind.RETURNED,
    given.ReturnToStep: TimelineKind.RETURNED_TO_STEP,
    given.RequestSupplement: TimelineKind.SUPPLEMENT_REQUESTED,
    given.RefuseAcceptance: TimelineKind.ACCEPTANCE_REFUSED,
    given.Decide: TimelineKind.DECIDED,
    given.Answer: TimelineKind.ANSWERED,
    given.Claim: TimelineKind.CLAIMED,
    given.Release: TimelineKind.RELEASED,
    given.Transfer: TimelineKind.TRANSFERRED,
    given.AddSigners: TimelineKind.SIGNERS_ADDED,
    given.RemoveSigner: TimelineKind.SIGNER_REMOVED,
    given.NameAssignees: TimelineKind.ASSIGNED,
    given.GiveOutTask: TimelineKind.ASSIGNED,
    given.TakeBack: TimelineKind.TAKEN_BACK,
    given.RevokeDecision: TimelineKind.DECISION_REVOKED,
    given.Suspend: TimelineKind.SUSPENDED,
    given.Resume: TimelineKind.RESUMED,
    given.Terminate: TimelineKind.TERMINATED,
    given.Withdraw: TimelineKind.WITHDRAWN,
}
#: How offices work among themselves is not the applicant's: he learns when a step is passed or sent back.
INTERNAL = frozenset(
    {
        TimelineKind.SIGNED,
        TimelineKind.OBJECTED,
        TimelineKind.RETURNED_TO_STEP,
        TimelineKind.CLAIMED,
        TimelineKind.RELEASED,
        TimelineKind.TRANSFERRED,
        TimelineKind.SIGNERS_ADDED,
        TimelineKind.SIGNER_REMOVED,
        TimelineKind.ASSIGNED,
        TimelineKind.TAKEN_BACK,
    }
)
#: His own withdrawal, and what is internal, is no message to the project leader.
_TO_LEADER: dict[TimelineKind, MessageEvent] = {
    TimelineKind.SUBMITTED: MessageEvent.SUBMITTED,
    TimelineKind.RESUBMITTED: MessageEvent.SUBMITTED,
    TimelineKind.APPROVED: MessageEvent.STEP_PASSED,
    TimelineKind.ANSWERED: MessageEvent.STEP_PASSED,
    TimelineKind.COMPLETED: MessageEvent.STEP_PASSED,
    TimelineKind.ACCEPTED: MessageEvent.ACCEPTED,
    TimelineKind.PAPER_RECEIVED: MessageEvent.PAPER_RECEIVED,
    TimelineKind.RETURNED: MessageEvent.RETURNED,
    TimelineKind.SUPPLEMENT_REQUESTED: MessageEvent.SUPPLEMENT_REQUESTED,
    TimelineKind.ACCEPTANCE_REFUSED: MessageEvent.NOT_ACCEPTED,
    TimelineKind.DECIDED: MessageEvent.DECIDED,
    TimelineKind.DECISION_REVOKED: MessageEvent.DECISION_REVOKED,
    TimelineKind.SUSPENDED: MessageEvent.SUSPENDED,
    TimelineKind.RESUMED: MessageEvent.RESUMED,
    TimelineKind.TERMINATED: MessageEvent.TERMINATED,
}


def timeline_kind(command: Command, events: Iterable[Event]) -> TimelineKind:
    """What happened: a signature among several is not yet the step passed, an objection may send it back."""
    kinds = {type(event) for event in events}
    if came.ReturnedToApplicant in kinds:
        return TimelineKind.RETURNED
    if came.Accepted in kinds:
        return TimelineKind.ACCEPTED
    if isinstance(command, given.Approve | given.Object) and came.TaskClosed in kinds:
        return TimelineKind.APPROVED
    return _KINDS[type(command)]


def visits_in(command: Command, events: Sequence[Event]) -> dict[str, object]:
    """For the timeline: the visit at which somebody acted, and those whose acts no longer count for it."""
    acted: list[list[str | int]] = []
    undone: list[list[str | int]] = []
    place = getattr(command, "step", ""), getattr(command, "branch", "")
    for event in events:
        if isinstance(event, came.TaskVoided):
            undone.append(visit_key(event.step, event.branch, event.visit))
        elif isinstance(event, came.TaskClosed | came.Signed) and (event.step, event.branch) == place:
            acted = [visit_key(event.step, event.branch, event.visit)]
    counts = bool(acted) and timeline_kind(command, events) in FORWARD
    return ({ACTED: acted[0]} if counts else {}) | ({UNDONE: undone} if undone else {})


def told_to_leader(kind: TimelineKind) -> MessageEvent | None:
    return _TO_LEADER.get(kind)
