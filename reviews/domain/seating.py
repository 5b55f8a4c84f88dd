"""How one person stands to an open task: asked or not, alone or among several, added by whom."""

from __future__ import annotations

from dataclasses import dataclass

from procedures.domain.chain_commands import TakeBack
from procedures.domain.chain_model import NOTIFIED, SKIPPED, Chain, ChainState, SeatPlace, SigningMode, Step
from procedures.domain.chain_model import TaskState as ChainTask
from procedures.domain.chain_order import later_than
from procedures.domain.chain_returns import act_to_take_back
from procedures.domain.chain_run import is_passed
from procedures.domain.chain_seats import front, waiting
from tenants.domain.errors import IllegalTransition


@dataclass(frozen=True, slots=True)
class Seating:
    """`is_added`: asked for an opinion by somebody else, not for what the step is for. `added`: whom I asked so far."""

    is_asked: bool = True
    is_added: bool = False
    claims: bool = False
    may_claim: bool = False
    signs_together: bool = False
    added: tuple[str, ...] = ()


#: At a task that one person does, and nobody else is asked.
ALONE = Seating()


@dataclass(frozen=True, slots=True)
class Target:
    """A finished step that an application can go back to."""

    step: Step
    branch: str


def seating_of(task: ChainTask | None, step: Step, *, mine: frozenset[str], me: str, absent: str = "") -> Seating:
    """`mine` are the principals that somebody answers to, `me` is the person, `absent` whoever he acts for.

    A task without seats asks everybody.
    """
    if task is None or not task.seats:
        return ALONE
    asked = [who for who in front(task, step.signing) if who in mine]
    together = step.signing.mode is not SigningMode.ANY_ONE
    asking = {me, absent} - {""}
    own_turn = any(seat.place is SeatPlace.MAIN for seat in waiting(task, step.signing))
    return Seating(
        is_asked=bool(asked),
        is_added=bool(asked) and not own_turn,
        claims=task.claimed_by in asking and own_turn,
        may_claim=bool(asked) and own_turn and not together and not task.claimed_by and bool(set(asked) - asking),
        signs_together=together,
        added=tuple(
            seat.who for seat in task.seats if seat.sign is None and seat.added_by in asking and seat.who not in asking
        ),
    )


def chain_task(state: ChainState, step: str, branch: str) -> ChainTask | None:
    """The open visit at a place."""
    return next((each for each in state.open_tasks() if (each.step, each.branch) == (step, branch)), None)


def return_targets(chain: Chain, state: ChainState, step: str, branch: str) -> tuple[Target, ...]:
    """The finished steps before a place, in the order in which they were passed."""
    found: dict[tuple[str, str], Target] = {}
    for task in state.tasks:
        known = chain.step(task.step)
        if known is None or not is_passed(task) or task.outcome in {SKIPPED, NOTIFIED}:
            continue
        if (step, branch) in later_than(chain, (task.step, task.branch)).places:
            found[task.step, task.branch] = Target(known, task.branch)
    return tuple(found.values())


def may_take_back(chain: Chain, state: ChainState, step: str, branch: str, *, me: str) -> bool:
    """Whether one's own act at a place can still be undone."""
    try:
        act_to_take_back(chain, state, TakeBack(step, me, branch))
    except IllegalTransition:
        return False
    return True
