"""What passing a task leads to, as the engine says: in a block, or where several sign, others may still be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from procedures.domain.chain import decide
from procedures.domain.chain_commands import Approve
from procedures.domain.chain_drawing import Progress
from procedures.domain.chain_model import Chain, ChainContext, ChainState, Step, TaskState
from procedures.domain.chain_order import branch_path
from procedures.domain.chain_seats import front
from procedures.domain.chain_view import PathItem
from tenants.domain.errors import DomainError

_SOMEBODY = "somebody"


@dataclass(frozen=True, slots=True)
class Outlook:
    """`opens` are the steps that come; `beside` those that are waited for; `signing`: others sign here still."""

    opens: tuple[Step, ...]
    beside: tuple[Step, ...]
    signing: bool


def outlook(
    chain: Chain, state: ChainState, path: Iterable[PathItem], *, at: Step, branch: str, now: datetime
) -> Outlook | None:
    """After whoever is asked passes the open task; None where the chain does not let them.

    `path` is the way of the application as it is drawn: the branches that it takes, who is skipped.
    """
    here = (at.key, branch)
    task = next((each for each in state.open_tasks() if _place(each) == here), None)
    seat = next(iter(front(task, at.signing)), "") if task else ""
    items = tuple(path)
    context = ChainContext(
        assignees={item.step.key: (_SOMEBODY,) for item in items if item.progress is not Progress.SKIPPED}
    )
    known = replace(state, choices={**_ways(items), **state.choices})
    try:
        after = decide(chain, known, Approve(at.key, branch, "—", seat, seat), context, now).state
    except DomainError:
        return None
    before = {_place(each) for each in state.open_tasks()}
    left = [_place(each) for each in after.open_tasks()]
    return Outlook(
        opens=_steps(chain, (place for place in left if place not in before)),
        beside=_steps(chain, (place for place in left if place in before and place != here)),
        signing=here in left,
    )


def _place(task: TaskState) -> tuple[str, str]:
    return task.step, task.branch


def _steps(chain: Chain, places: Iterable[tuple[str, str]]) -> tuple[Step, ...]:
    found = (chain.step(key) for key, _ in places)
    return tuple(step for step in found if step is not None)


def _ways(items: Iterable[PathItem]) -> dict[str, str]:
    """Which branch of each block the drawn way goes through, by the path of the block."""
    ways: dict[str, str] = {}
    for item in items:
        inside = ""
        for part in filter(None, item.branch.split("/")):
            block, _, way = part.partition(".")
            ways[branch_path(inside, block)] = way
            inside = branch_path(inside, block, way)
    return ways
