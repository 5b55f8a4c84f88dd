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
    """What a step is for. `notify` passes by itself; `external` waits for a call from another system.

    `seal` (用印) is passed with the stamped scan, `issue` (制发) with the certificate, `public_notice` (公示) ends with
    its period.
    """

    UNIT_EXAMINE = "unit_examine"
    ACCEPT = "accept"
    EXAMINE = "examine"
    COUNTERSIGN = "countersign"
    RECEIVE_PAPER = "receive_paper"
    DECIDE = "decide"
    NOTIFY = "notify"
    EXTERNAL = "external"
    SEAL = "seal"
    PUBLIC_NOTICE = "public_notice"
    ISSUE = "issue"


#: Kinds that are passed with something that proves what was done there.
PROVED_KINDS = frozenset({StepKind.SEAL, StepKind.ISSUE})
#: Kinds that no silence passes: what they are for is something that has to be there.
NEVER_DEEMED = PROVED_KINDS | {StepKind.DECIDE, StepKind.PUBLIC_NOTICE}
#: Kinds that several people can sign together.
SIGNED_KINDS = frozenset({StepKind.UNIT_EXAMINE, StepKind.EXAMINE, StepKind.COUNTERSIGN})


class AssigneeKind(StrEnum):
    """How the people of a step are found.

    `county`: holders of a role in the applicant's county; `previous_choice`: whoever passes the step before names
    them; `field`: an answer names the department or the person.
    """

    APPLICANT_DEPARTMENT = "applicant_department"
    APPLICANT_ORGANISATION = "applicant_organisation"
    ROLE = "role"
    DEPARTMENT_HEAD = "department_head"
    COUNTY = "county"
    USER = "user"
    PREVIOUS_CHOICE = "previous_choice"
    FIELD = "field"


#: Steps done by people of the applicant's own organisation.
UNIT_SIDE = frozenset({AssigneeKind.APPLICANT_DEPARTMENT, AssigneeKind.APPLICANT_ORGANISATION})


class NobodyPolicy(StrEnum):
    """What happens at a step for which nobody is found: walk past, wait for an administrator, or ask another role."""

    SKIP = "skip"
    BLOCK = "block"
    ROLE = "role"


class ReturnMode(StrEnum):
    """What a resubmission does: walk every step again, or go straight back to the step that returned it."""

    WALK_AGAIN = "walk_again"
    STRAIGHT_BACK = "straight_back"


class SigningMode(StrEnum):
    """或签 (one of them acts), 会签 (all, a share, a number of them agree), 依次 (one after the other)."""

    ANY_ONE = "any_one"
    ALL = "all"
    RATIO = "ratio"
    COUNT = "count"
    SEQUENCE = "sequence"


class ObjectionPolicy(StrEnum):
    """What happens once agreement cannot be reached any more: back to the applicant, or on with the objections."""

    RETURN = "return"
    GO_ON = "go_on"


class OwnPolicy(StrEnum):
    """What a step does where the applicant's own people would examine: let them, walk past, look for others."""

    ALLOW = "allow"
    SKIP = "skip"
    NOBODY = "nobody"


class RepeatPolicy(StrEnum):
    """Whether somebody who passed the step before is asked again."""

    ASK = "ask"
    SKIP = "skip"


class Join(StrEnum):
    ALL = "all"
    ANY = "any"
    COUNT = "count"


class Effect(StrEnum):
    """What a result does to the application, whatever the office calls it."""

    APPROVE = "approve"
    DENY = "deny"


class GiveOut(StrEnum):
    """分办: how the work of a group is given out: to those of the county, as an answer says, to one in turn."""

    COUNTY = "county"
    FIELD = "field"
    EVENLY = "evenly"


@dataclass(frozen=True, slots=True)
class AssigneeCase:
    """What an answer or a county's code means, where it is not itself the code of a department: one of the two."""

    value: str
    department: str = ""
    user: str = ""


@dataclass(frozen=True, slots=True)
class AssigneeRule:
    """`department` narrows a role to a part of the office: its code, or the end of its path (`county/office`).

    `user` is the id of somebody of the office, `field` the key of the answer that a rule looks at. `give_out` narrows
    whoever the rule found, one way after the other; a way that leaves nobody is passed over.
    """

    kind: AssigneeKind
    role: str = ""
    nobody: NobodyPolicy = NobodyPolicy.BLOCK
    fallback_role: str = ""
    own: OwnPolicy = OwnPolicy.ALLOW
    repeat: RepeatPolicy = RepeatPolicy.ASK
    department: str = ""
    user: str = ""
    field: str = ""
    cases: tuple[AssigneeCase, ...] = ()
    give_out: tuple[GiveOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Signing:
    """How many of its people a step needs. `needed`: people for `count`, per cent for `ratio`."""

    mode: SigningMode = SigningMode.ANY_ONE
    needed: int = 0
    objected: ObjectionPolicy = ObjectionPolicy.RETURN


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
    """One station. Three names: for staff, for the applicant, and the word on its approving button.

    `phrases` are opinions on offer to whoever passes it.
    `system` is the other system that answers an external step.
    """

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
    signing: Signing = Signing()
    phrases: tuple[Text, ...] = ()
    system: str = ""


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
    SUPPLEMENTING = "supplementing"
    SUSPENDED = "suspended"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    TERMINATED = "terminated"


#: Nothing can be done any more; a finished chain opens again when its decision is revoked.
ENDED = frozenset({ChainStatus.FINISHED, ChainStatus.WITHDRAWN, ChainStatus.REFUSED, ChainStatus.TERMINATED})
#: The application lies with the applicant.
WITH_APPLICANT = frozenset({ChainStatus.RETURNED, ChainStatus.SUPPLEMENTING})

#: Outcomes of a closed task besides the keys of results.
APPROVED = "approved"
OBJECTED = "objected"
SKIPPED = "skipped"
NOTIFIED = "notified"
RETURNED = "returned"
SUPPLEMENT = "supplement"
REFUSED = "refused"
CANCELLED = "cancelled"
#: Outcomes that do not let the chain go past the step.
SENT_BACK = frozenset({RETURNED, SUPPLEMENT})


class SeatPlace(StrEnum):
    """Where a signer stands: among those of the step, or added before (加签、委托) or after them."""

    MAIN = "main"
    BEFORE = "before"
    AFTER = "after"


class Sign(StrEnum):
    AGREE = "agree"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Seat:
    """One who is asked to sign: `who` is a principal, `by` the person who signed, `added_by` who added the seat."""

    who: str
    place: SeatPlace = SeatPlace.MAIN
    sign: Sign | None = None
    by: str = ""
    added_by: str = ""


@dataclass(frozen=True, slots=True)
class TaskState:
    """One visit at one step. Open while `outcome` is empty; `void` when a later return or revocation undid it.

    `branch` is the path of blocks around the step (`block.branch/…`), empty on the main line. `claimed_by` is the
    person who took it out of a group's inbox, `by` the person who closed it. A state stored by an earlier release
    has no seats: then whoever the shell lets act may act.
    """

    step: str
    branch: str
    visit: int
    round: int
    outcome: str = ""
    void: bool = False
    seats: tuple[Seat, ...] = ()
    claimed_by: str = ""
    by: str = ""

    @property
    def is_open(self) -> bool:
        return not self.outcome


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where one application stands. `choices` pins the way taken at each `Choose` by its path.

    `chosen` are the people whom somebody named for a step to come, by its path.
    """

    status: ChainStatus = ChainStatus.NOT_STARTED
    round: int = 0
    tasks: tuple[TaskState, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def open_tasks(self) -> tuple[TaskState, ...]:
        return tuple(task for task in self.tasks if task.is_open)


@dataclass(frozen=True, slots=True)
class ChainContext:
    """What the shell looked up beforehand: typed answers, and principals per step and per fallback role.

    For a step whose people are named by whoever passes the one before, these are the ones to choose from. `people`
    says which persons answer to a principal, `applicants` which persons stand on the applicant's side.
    `stood_in` are steps for which something else stands already: they are walked past. `loads` is how much each person
    has in hand of work that is given out evenly.
    """

    facts: Facts = field(default_factory=dict)
    assignees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fallbacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    applicants: frozenset[str] = frozenset()
    stood_in: frozenset[str] = frozenset()
    loads: Mapping[str, int] = field(default_factory=dict)
