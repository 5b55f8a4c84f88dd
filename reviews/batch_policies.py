"""Who may do what with a batch, and when. Read by services and buttons alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.verdict import ALLOWED, Rule, Verdict, grant, not_now
from reviews.domain.batches import BatchState


class BatchAction(StrEnum):
    LOOK = "look"
    ARRANGE = "arrange"
    RECORD = "record"
    ADD_PAPER = "add_paper"
    FIX = "fix"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class BatchSituation:
    """One person before one batch."""

    is_addressed: bool
    handles_procedure: bool
    for_office: bool
    state: BatchState


_Rule = Rule[BatchSituation]


def _in(*states: BatchState) -> _Rule:
    """Only in these states; the reason names the one that forbids."""

    def judge(at: BatchSituation) -> Verdict:
        return ALLOWED if at.state in states else not_now(f"batch_is_{at.state}")

    return Rule(judge)


_runs: _Rule = grant(lambda at: at.is_addressed, "batch_unknown") & grant(
    lambda at: at.handles_procedure or not at.for_office, "procedure_not_yours"
)

BATCH_POLICY: Mapping[BatchAction, _Rule] = {
    BatchAction.LOOK: _runs,
    BatchAction.ARRANGE: _runs & _in(BatchState.COLLECTING),
    BatchAction.RECORD: _runs & _in(BatchState.COLLECTING, BatchState.FIXED),
    BatchAction.ADD_PAPER: _runs
    & _in(BatchState.COLLECTING, BatchState.FIXED, BatchState.CONFIRMING, BatchState.CONFIRMED),
    BatchAction.FIX: _runs & _in(BatchState.COLLECTING),
    BatchAction.REOPEN: _runs & _in(BatchState.FIXED),
    BatchAction.CONFIRM: _runs & _in(BatchState.FIXED),
    BatchAction.CANCEL: _runs & _in(BatchState.COLLECTING, BatchState.FIXED),
}


def batch_verdict(action: BatchAction, situation: BatchSituation) -> Verdict:
    """May this be done now with the batch, and if not, why."""
    return BATCH_POLICY[action](situation)
