"""Whom somebody who passes a step has to name for the steps that open then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from procedures.domain.chain import decide
from procedures.domain.chain_commands import Approve, Command, Complete, Decide, ReceivePaper
from procedures.domain.chain_events import StepNotified, TaskOpened
from procedures.domain.chain_model import AssigneeKind, Chain, ChainContext, ChainState, Effect, Step, StepKind
from procedures.domain.chain_order import branch_path
from procedures.domain.chain_run import persons
from tenants.domain.errors import DomainError

_WORDS = "—"


@dataclass(frozen=True, slots=True)
class Choice:
    """A step to come, who may be named for it, and who was named on an earlier way."""

    step: Step
    people: tuple[str, ...]
    named: tuple[str, ...]


def leaves_choices(chain: Chain) -> bool:
    """Whether any step is left to the choice of whoever passes the one before."""
    return any(step.assignee.kind is AssigneeKind.PREVIOUS_CHOICE for step in chain.steps())


def choices_of(
    chain: Chain, state: ChainState, context: ChainContext, *, at: Step, branch: str, by: str, seat: str, now: datetime
) -> tuple[Choice, ...]:
    """What is left to choose for whoever would pass an open task now; nothing where they would not pass it."""
    try:
        result = decide(chain, state, _forward(at, branch, by, seat), context, now)
    except DomainError:
        return ()
    opened = {each.step: each.branch for each in result.events if isinstance(each, TaskOpened | StepNotified)}
    return tuple(
        Choice(
            step,
            persons(context, context.assignees[step.key]),
            state.chosen.get(branch_path(opened[step.key], step.key), ()),
        )
        for step in chain.steps()
        if step.key in opened and step.assignee.kind is AssigneeKind.PREVIOUS_CHOICE and context.assignees.get(step.key)
    )


def _forward(step: Step, branch: str, by: str, seat: str) -> Command:
    """The way forward with words enough; a decision is taken to approve, for a denial opens nothing."""
    match step.kind:
        case StepKind.DECIDE:
            approving = (option.key for option in step.results if option.effect is Effect.APPROVE)
            return Decide(step.key, next(approving, ""), _WORDS, branch, by, seat)
        case StepKind.RECEIVE_PAPER:
            return ReceivePaper(step.key, branch, _WORDS, by, seat)
        case StepKind.SEAL | StepKind.ISSUE:
            return Complete(step.key, _WORDS, branch, _WORDS, by, seat)
        case _:
            return Approve(step.key, branch, _WORDS, by, seat)
