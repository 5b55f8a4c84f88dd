"""The chain of one application as a drawing: blocks with their strands, steps with their visits, the way it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from procedures.domain.chain_model import (
    ENDED,
    SKIPPED,
    Branch,
    Chain,
    ChainContext,
    ChainState,
    Choose,
    NobodyPolicy,
    Node,
    Parallel,
    Step,
    TaskState,
    branches_of,
)
from procedures.domain.chain_order import branch_path
from procedures.domain.chain_run import choose_branch, is_passed, node_passed, strand_passed, visits_at


class Progress(StrEnum):
    """Where a step stands. Cancelled is what its block, or the whole chain, went on or ended without; bypassed is the
    branch that is not this application's.
    """

    DONE = "done"
    SKIPPED = "skipped"
    CURRENT = "current"
    AHEAD = "ahead"
    CANCELLED = "cancelled"
    BYPASSED = "bypassed"


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """One station; `visits` are all that were made of it, the first one first, also those that a return undid."""

    step: Step
    branch: str
    progress: Progress
    visits: tuple[TaskState, ...]


@dataclass(frozen=True, slots=True)
class DrawnStrand:
    """One way through a block. `taken`: the application goes, or would go, this way."""

    branch: Branch
    progress: Progress
    nodes: tuple[Drawn, ...]

    @property
    def taken(self) -> bool:
        return self.progress is not Progress.BYPASSED


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """A choice or strands side by side. `is_settled`: the way through a choice was taken, not merely foreseen."""

    block: Choose | Parallel
    progress: Progress
    strands: tuple[DrawnStrand, ...]
    is_settled: bool


Drawn: TypeAlias = DrawnStep | DrawnBlock


def drawing(chain: Chain, state: ChainState, context: ChainContext) -> tuple[Drawn, ...]:
    """Every node of the chain in its order, all branches included; nothing is ahead of what has ended."""
    return _Pen(state, context).nodes(chain.nodes, "", None)


@dataclass(frozen=True, slots=True)
class _Pen:
    state: ChainState
    context: ChainContext

    def nodes(self, nodes: Iterable[Node], branch: str, instead: Progress | None) -> tuple[Drawn, ...]:
        """`instead` is what stands for everything that is still ahead in them."""
        return tuple(self._node(node, branch, instead) for node in nodes)

    def _node(self, node: Node, branch: str, instead: Progress | None) -> Drawn:
        if isinstance(node, Step):
            return self._step(node, branch, instead)
        inside = branch_path(branch, node.key)
        way = self._way(node, inside)
        passed = node_passed(self.state, node, branch)
        strands = []
        for each in branches_of(node):
            path = branch_path(branch, node.key, each.key)
            left_out = Progress.BYPASSED if way not in {"", each.key} else Progress.CANCELLED if passed else instead
            strands.append(self._strand(each, path, left_out))
        settled = isinstance(node, Parallel) or inside in self.state.choices
        return DrawnBlock(node, self._whole(strands, passed=passed, instead=instead), tuple(strands), settled)

    def _strand(self, branch: Branch, path: str, instead: Progress | None) -> DrawnStrand:
        nodes = self.nodes(branch.nodes, path, instead)
        if instead is Progress.BYPASSED:
            return DrawnStrand(branch, instead, nodes)
        passed = strand_passed(self.state, branch.nodes, path)
        return DrawnStrand(branch, self._whole(nodes, passed=passed, instead=instead), nodes)

    def _whole(self, parts: Iterable[Drawn | DrawnStrand], *, passed: bool, instead: Progress | None) -> Progress:
        """How far something made of parts is."""
        if passed:
            return Progress.DONE
        if any(part.progress is Progress.CURRENT for part in parts):
            return Progress.CURRENT
        return self._ahead(instead)

    def _way(self, node: Choose | Parallel, inside: str) -> str:
        """The key of the branch that a choice takes or would take; empty where all are gone."""
        if isinstance(node, Parallel):
            return ""
        pinned = self.state.choices.get(inside)
        known = {each.key for each in branches_of(node)}
        return pinned if pinned in known else choose_branch(node, self.context).key

    def _step(self, step: Step, branch: str, instead: Progress | None) -> DrawnStep:
        visits = tuple(visits_at(self.state, step.key, branch))
        return DrawnStep(step, branch, self._progress(step, visits, instead), visits)

    def _progress(self, step: Step, visits: tuple[TaskState, ...], instead: Progress | None) -> Progress:
        if instead is Progress.BYPASSED:
            return instead
        if any(task.is_open for task in visits):
            return Progress.CURRENT
        passed = next((task for task in visits if is_passed(task)), None)
        if passed is not None:
            return Progress.SKIPPED if passed.outcome == SKIPPED else Progress.DONE
        ahead = self._ahead(instead)
        nobody = not self.context.assignees.get(step.key) and step.assignee.nobody is NobodyPolicy.SKIP
        stood_in = step.key in self.context.stood_in
        return Progress.SKIPPED if ahead is Progress.AHEAD and (nobody or stood_in) else ahead

    def _ahead(self, instead: Progress | None) -> Progress:
        if instead is not None:
            return instead
        return Progress.CANCELLED if self.state.status in ENDED else Progress.AHEAD
