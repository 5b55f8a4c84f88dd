"""The chain as people see it: the way ahead of one application, the drawing of the whole, and the stored form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from procedures.domain.chain_drawing import Drawn, DrawnBlock, Progress, drawing
from procedures.domain.chain_model import (
    Chain,
    ChainContext,
    ChainState,
    ChainStatus,
    Join,
    Node,
    Parallel,
    Seat,
    SeatPlace,
    Sign,
    Step,
    TaskState,
    branches_of,
)
from procedures.domain.conditions import Expr
from procedures.domain.text import Text
from procedures.domain.values import Json


@dataclass(frozen=True, slots=True)
class PathItem:
    """One step on the way of one application, past or to come."""

    step: Step
    branch: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class FlowItem:
    """One line of the drawing, in reading order; `depth` counts the blocks around it.

    `kind` is `step`, `choose`, `parallel` or `branch`; a branch carries its condition, a parallel block its join.
    """

    kind: str
    key: str
    depth: int
    label: Text | None = None
    step: Step | None = None
    when: Expr | None = None
    join: Join | None = None


def path_ahead(chain: Chain, state: ChainState, context: ChainContext) -> tuple[PathItem, ...]:
    """Every step that this application passed, stands at, or has before it, as far as its facts decide the way.

    A step that would be skipped because nobody is there shows as skipped from the start. After the end nothing is
    ahead: what was not reached is left out, and so is what a block did not wait for.
    """
    return tuple(on_the_way(drawing(chain, state, context)))


def on_the_way(nodes: Iterable[Drawn]) -> Iterator[PathItem]:
    """The steps of a drawing that are this application's, in reading order."""
    for node in nodes:
        if isinstance(node, DrawnBlock):
            for strand in node.strands:
                yield from on_the_way(strand.nodes)
        elif node.progress not in {Progress.BYPASSED, Progress.CANCELLED}:
            yield PathItem(node.step, node.branch, node.progress)


def flow(chain: Chain) -> tuple[FlowItem, ...]:
    """The chain as a flat list to draw: steps, blocks, and inside each block its branches."""
    return tuple(_flow(chain.nodes, 0))


def _flow(nodes: tuple[Node, ...], depth: int) -> Iterator[FlowItem]:
    for node in nodes:
        if isinstance(node, Step):
            yield FlowItem("step", node.key, depth, node.applicant_name, step=node)
            continue
        if isinstance(node, Parallel):
            yield FlowItem("parallel", node.key, depth, join=node.join)
        else:
            yield FlowItem("choose", node.key, depth)
        for branch in branches_of(node):
            yield FlowItem("branch", branch.key, depth + 1, branch.label, when=branch.when)
            yield from _flow(branch.nodes, depth + 2)


def dump_state(state: ChainState) -> dict[str, Json]:
    """The state as JSON, for the application's row."""
    return {
        "status": state.status.value,
        "round": state.round,
        "result": state.result,
        "choices": dict(state.choices),
        "chosen": {path: list(people) for path, people in state.chosen.items()},
        "tasks": [
            {
                "step": task.step,
                "branch": task.branch,
                "visit": task.visit,
                "round": task.round,
                "outcome": task.outcome,
                "void": task.void,
                "seats": [_dump_seat(seat) for seat in task.seats],
                "claimed_by": task.claimed_by,
                "by": task.by,
            }
            for task in state.tasks
        ],
    }


def _dump_seat(seat: Seat) -> dict[str, Json]:
    return {
        "who": seat.who,
        "place": seat.place.value,
        "sign": seat.sign.value if seat.sign else "",
        "by": seat.by,
        "added_by": seat.added_by,
    }


def load_state(stored: dict[str, Json]) -> ChainState:
    """The state from what `dump_state` made; an empty object is a chain that was not started.

    Raises KeyError or TypeError for anything else: the row is damaged.
    """
    if not stored:
        return ChainState()
    choices, tasks, chosen = stored["choices"], stored["tasks"], stored.get("chosen", {})
    if not isinstance(choices, dict) or not isinstance(tasks, list) or not isinstance(chosen, dict):
        raise TypeError("not a chain state")
    return ChainState(
        status=ChainStatus(str(stored["status"])),
        round=_whole(stored["round"]),
        tasks=tuple(_load_task(task) for task in tasks),
        choices={path: str(branch) for path, branch in choices.items()},
        result=str(stored["result"]),
        chosen={path: tuple(map(str, _listed(people))) for path, people in chosen.items()},
    )


def _load_task(stored: Json) -> TaskState:
    if not isinstance(stored, dict):
        raise TypeError("not a task state")
    return TaskState(
        step=str(stored["step"]),
        branch=str(stored["branch"]),
        visit=_whole(stored["visit"]),
        round=_whole(stored["round"]),
        outcome=str(stored["outcome"]),
        void=stored["void"] is True,
        seats=tuple(_load_seat(seat) for seat in _listed(stored.get("seats", []))),
        claimed_by=str(stored.get("claimed_by", "")),
        by=str(stored.get("by", "")),
    )


def _load_seat(stored: Json) -> Seat:
    if not isinstance(stored, dict):
        raise TypeError("not a seat")
    return Seat(
        who=str(stored["who"]),
        place=SeatPlace(str(stored["place"])),
        sign=Sign(str(stored["sign"])) if stored["sign"] else None,
        by=str(stored["by"]),
        added_by=str(stored["added_by"]),
    )


def _listed(stored: Json) -> list[Json]:
    if not isinstance(stored, list):
        raise TypeError("not a list")
    return stored


def _whole(stored: Json) -> int:
    if not isinstance(stored, int):
        raise TypeError("not a whole number")
    return stored
