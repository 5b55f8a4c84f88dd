"""What an approval chain is (nodes), and where one application stands in it (state).

Plain data; `chain.decide` takes a command (`chain_commands`) to the next state and the events (`chain_events`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from procedures.domain.conditions import Expr
from procedures.domain.deadlines import NO_LIMIT, Limit
from procedures.domain.text import Text
from procedures.domain.values import Facts


class StepKind(StrEnum):
    UNIT_EXAMINE = "unit_examine"
    EXAMINE = "examine"
    RECEIVE_PAPER = "receive_paper"
    DECIDE = "decide"


class AssigneeKind(StrEnum):
    """How the people of a step are found; `AssigneeRule.value` holds the role where one is named."""

    APPLICANT_DEPARTMENT = "applicant_department"
    APPLICANT_ORGANISATION = "applicant_organisation"
    ROLE = "role"


class NobodyPolicy(StrEnum):
    """What happens at a step for which nobody is found: walk past, wait for an administrator, or ask another role."""

    SKIP = "skip"
    BLOCK = "block"
    ROLE = "role"


class ReturnMode(StrEnum):
    """What a resubmission does: walk every step again, or go straight back to the step that returned it."""

    WALK_AGAIN = "walk_again"
    STRAIGHT_BACK = "straight_back"


class Join(StrEnum):
    ALL = "all"
    ANY = "any"
    COUNT = "count"


class Effect(StrEnum):
    """What a result does to the application, whatever the office calls it."""

    APPROVE = "approve"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class AssigneeRule:
    kind: AssigneeKind
    role: str = ""
    nobody: NobodyPolicy = NobodyPolicy.BLOCK
    fallback_role: str = ""


@dataclass(frozen=True, slots=True)
class ResultOption:
    """A result that may be chosen at a `decide` step. A denial ends the chain."""

    key: str
    label: Text
    effect: Effect
    number: bool = False
    opinion_required: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One station. Three names: for staff, for the applicant, and the word on its approving button."""

    key: str
    name: Text
    kind: StepKind
    assignee: AssigneeRule
    applicant_name: Text
    approve_label: Text | None = None
    may_return: bool = True
    opinion_required: bool = False
    limit: Limit = NO_LIMIT
    results: tuple[ResultOption, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A way through a `Choose` (taken when `when` holds; None: otherwise) or a strand of a `Parallel`."""

    key: str
    label: Text
    nodes: tuple[Node, ...]
    when: Expr | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """The first branch whose condition holds; `otherwise` when none does or none is known."""

    key: str
    branches: tuple[Branch, ...]
    otherwise: Branch


@dataclass(frozen=True, slots=True)
class Parallel:
    key: str
    branches: tuple[Branch, ...]
    join: Join = Join.ALL
    count: int = 0


Node: TypeAlias = Step | Choose | Parallel


@dataclass(frozen=True, slots=True)
class Chain:
    nodes: tuple[Node, ...]
    return_mode: ReturnMode = ReturnMode.WALK_AGAIN

    def steps(self) -> Iterator[Step]:
        """Every step in reading order, of all branches."""
        yield from steps_of(self.nodes)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps() if step.key == key), None)


def branches_of(node: Choose | Parallel) -> tuple[Branch, ...]:
    return (*node.branches, node.otherwise) if isinstance(node, Choose) else node.branches


def steps_of(nodes: tuple[Node, ...]) -> Iterator[Step]:
    for node in nodes:
        if isinstance(node, Step):
            yield node
        else:
            for branch in branches_of(node):
                yield from steps_of(branch.nodes)


class ChainStatus(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    RETURNED = "returned"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


#: Outcomes of a closed task besides the keys of results.
APPROVED = "approved"
SKIPPED = "skipped"
RETURNED = "returned"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TaskState:
    """One visit at one step. Open while `outcome` is empty; `void` when a later return or revocation undid it.

    `branch` is the path of blocks around the step (`block.branch/…`), empty on the main line.
    """

    step: str
    branch: str
    visit: int
    round: int
    outcome: str = ""
    void: bool = False

    @property
    def is_open(self) -> bool:
        return not self.outcome


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where one application stands. `choices` pins the way taken at each `Choose` by its path."""

    status: ChainStatus = ChainStatus.NOT_STARTED
    round: int = 0
    tasks: tuple[TaskState, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    result: str = ""

    def open_tasks(self) -> tuple[TaskState, ...]:
        return tuple(task for task in self.tasks if task.is_open)


@dataclass(frozen=True, slots=True)
class ChainContext:
    """What the shell looked up beforehand: typed answers, and principals per step and per fallback role.

    `stood_in` are steps for which something else stands already: they are walked past.
    """

    facts: Facts = field(default_factory=dict)
    assignees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fallbacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stood_in: frozenset[str] = frozenset()
