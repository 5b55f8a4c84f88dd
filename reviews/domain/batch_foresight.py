"""What one act would lead to, asked of the chain engine; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from procedures.domain.chain import decide
from procedures.domain.chain_commands import Approve, Command, Decide, ReturnToApplicant
from procedures.domain.chain_events import ChainFinished, ReturnedToApplicant, TaskOpened
from procedures.domain.chain_model import Chain, ChainContext, ChainState, Step, StepKind
from reviews.domain.actions import Action
from reviews.domain.batches import Planned


class Told(StrEnum):
    """Who hears of an act besides those who take the next step."""

    LEADER = "leader"
    UNIT = "unit"


class Ending(StrEnum):
    """Where the application stands afterwards."""

    GOES_ON = "goes_on"
    FINISHED = "finished"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`steps` open next, their people are told; `told` are the others who are."""

    ending: Ending
    steps: tuple[Step, ...] = ()
    told: tuple[Told, ...] = (Told.LEADER,)


def foresee(
    chain: Chain, state: ChainState, context: ChainContext, *, task: tuple[str, str], act: Planned, now: datetime
) -> Foreseen:
    """The consequences of `act` on the open task at (step, branch).

    Raises IllegalTransition and ValidationFailed as the engine does.
    """
    events = decide(chain, state, _command(act, *task), context, now).events
    opened = [chain.step(event.step) for event in events if isinstance(event, TaskOpened)]
    steps = tuple(step for step in opened if step is not None)
    ending = Ending.GOES_ON
    if any(isinstance(event, ReturnedToApplicant) for event in events):
        ending = Ending.RETURNED
    elif any(isinstance(event, ChainFinished) for event in events):
        ending = Ending.FINISHED
    unit = act.action is Action.DECIDE or any(step.kind is StepKind.RECEIVE_PAPER for step in steps)
    return Foreseen(ending, steps, (Told.LEADER, Told.UNIT) if unit else (Told.LEADER,))


def _command(act: Planned, step: str, branch: str) -> Command:
    if act.action is Action.DECIDE:
        return Decide(step, act.result, act.opinion, branch, chosen={})
    if act.action is Action.RETURN:
        return ReturnToApplicant(step, act.opinion, branch)
    return Approve(step, branch, act.opinion, chosen={})
