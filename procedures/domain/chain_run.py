"""One walk over a chain: it passes every step that has a valid closing act and opens the first on each strand without.

Everything that changes the state is an event; the state is what the events say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from procedures.domain.chain_events import (
    Blocked,
    BranchesForgotten,
    BranchTaken,
    ChainFinished,
    DecisionDue,
    Event,
    PeopleChosen,
    RoundBegan,
    StepNotified,
    StepSkipped,
    TaskClosed,
    TaskOpened,
    TaskVoided,
    evolve,
)
from procedures.domain.chain_model import (
    SENT_BACK,
    AssigneeKind,
    Branch,
    Chain,
    ChainContext,
    ChainState,
    ChainStatus,
    Choose,
    GiveOut,
    Join,
    NobodyPolicy,
    Node,
    OwnPolicy,
    Parallel,
    RepeatPolicy,
    SeatPlace,
    SigningMode,
    Step,
    StepKind,
    TaskState,
    branches_of,
)
from procedures.domain.chain_order import branch_path
from procedures.domain.conditions import evaluate
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed


@dataclass(slots=True)
class Run:
    """One call of `decide`: the state as it moves, and the events so far.

    `actor` is who passed a step in this call, `chosen` whom they named for steps to come; None where nobody was asked.
    """

    chain: Chain
    state: ChainState
    context: ChainContext
    now: datetime
    events: list[Event] = field(default_factory=list)
    actor: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None

    def require(self, *statuses: ChainStatus) -> None:
        require_status(self.state, *statuses)

    def emit(self, event: Event) -> None:
        self.state = evolve(self.state, event)
        self.events.append(event)

    def open_task(self, key: str, branch: str) -> tuple[TaskState, Step]:
        """The open task at a step, with the step. Raises IllegalTransition when the step is not open."""
        self.require(ChainStatus.RUNNING)
        step = self.chain.step(key)
        for task in self.state.open_tasks():
            if step is not None and (task.step, task.branch) == (key, branch):
                return task, step
        raise IllegalTransition("step_not_open", step=key)

    def enter_round(self) -> None:
        self.emit(RoundBegan(self.state.round + 1))
        self.advance()

    def close(self, task: TaskState, outcome: str, by: str = "") -> None:
        self.actor = by
        self.emit(TaskClosed(task.step, task.branch, task.visit, outcome, self.now, by))

    def void_where(self, condition: Callable[[TaskState], bool]) -> None:
        """Undo acts; what was still open is cancelled."""
        for task in self.state.tasks:
            if not task.void and condition(task):
                self.emit(TaskVoided(task.step, task.branch, task.visit))

    def forget(self, paths: Iterable[str]) -> None:
        known = tuple(sorted(path for path in paths if path in self.state.choices))
        if known:
            self.emit(BranchesForgotten(known))

    def advance(self) -> None:
        """Open what is next, or finish."""
        if self._walk(self.chain.nodes, ""):
            self.finish()

    def finish(self) -> None:
        self.void_where(lambda task: task.is_open)
        self.emit(ChainFinished(self.state.result))

    def _walk(self, nodes: tuple[Node, ...], branch: str) -> bool:
        """Walk a strand as far as it goes; True when it is done."""
        return all(self._pass(node, branch) for node in nodes)

    def _pass(self, node: Node, branch: str) -> bool:
        if isinstance(node, Step):
            return self._pass_step(node, branch)
        if isinstance(node, Parallel):
            return self._pass_parallel(node, branch)
        chosen = self._chosen(node, branch)
        return self._walk(chosen.nodes, branch_path(branch, node.key, chosen.key))

    def _pass_step(self, step: Step, branch: str) -> bool:
        visits = visits_at(self.state, step.key, branch)
        if any(is_passed(task) for task in visits):
            return True
        if not any(task.is_open for task in visits):
            return self._open(step, branch, visit=len(visits) + 1)
        return False

    def _open(self, step: Step, branch: str, visit: int) -> bool:
        """Open a step; True where it is walked past: something stands for it, nobody is there or needs to act.

        Nobody is asked at a step that waits for another system, whatever its rule says.
        """
        assignees = () if step.kind is StepKind.EXTERNAL else self._assignees(step, branch)
        reason = self._reason_to_skip(step, assignees)
        if reason:
            self.emit(StepSkipped(step.key, branch, visit, reason, self.state.round))
            return True
        if step.kind is StepKind.NOTIFY:
            self.emit(StepNotified(step.key, branch, visit, assignees, self.state.round))
            return True
        self.emit(TaskOpened(step.key, branch, visit, self.state.round, assignees, self.now))
        if not assignees and step.kind is not StepKind.EXTERNAL:
            self.emit(Blocked(step.key, branch, visit))
        if step.kind is StepKind.DECIDE:
            self.emit(DecisionDue(step.key, branch))
        return False

    def _assignees(self, step: Step, branch: str) -> tuple[str, ...]:
        """Principals of a group that one of them acts for; single people where several sign."""
        rule = step.assignee
        found = self._without_own(step, self._found(step, branch))
        if found:
            return self.given_out(step, branch, found)
        if rule.nobody is NobodyPolicy.ROLE:
            found = self._without_own(step, self.context.fallbacks.get(rule.fallback_role, ()))
        return found

    def given_out(self, step: Step, branch: str, found: tuple[str, ...]) -> tuple[str, ...]:
        """Of work that is given out evenly, the one who has it: whoever had it before, else who has least in hand."""
        if not is_given_evenly(step):
            return found
        seats = [seat for task in visits_at(self.state, step.key, branch) for seat in task.seats]
        again = [seat.who for seat in reversed(seats) if seat.place is SeatPlace.MAIN and seat.who in found]
        others = tuple(each for each in found if each not in self.context.applicants) or found
        return (again[0] if again else least_loaded(others, self.context.loads),)

    def _found(self, step: Step, branch: str) -> tuple[str, ...]:
        """Whoever the rule finds; of those to choose from, the ones that were named, now or on an earlier way.

        Raises ValidationFailed at `next` when somebody who could name them did not, or named others.
        """
        found = self.context.assignees.get(step.key, ())
        if step.assignee.kind is not AssigneeKind.PREVIOUS_CHOICE or not found or step.key in self.context.stood_in:
            return found
        path, known = branch_path(branch, step.key), persons(self.context, found)
        named = tuple(dict.fromkeys((self.chosen or {}).get(step.key, ())))
        if any(each not in known for each in named):
            raise ValidationFailed([Problem("next", "next_people_unfit", {"step": str(step.name)})])
        if named:
            self.emit(PeopleChosen(path, named))
        there = tuple(each for each in self.state.chosen.get(path, ()) if each in known)
        if not there and self.chosen is not None:
            raise ValidationFailed([Problem("next", "next_people_missing", {"step": str(step.name)})])
        return there or found

    def _without_own(self, step: Step, principals: tuple[str, ...]) -> tuple[str, ...]:
        people = persons(self.context, principals)
        others = tuple(each for each in people if each not in self.context.applicants)
        if step.assignee.own is OwnPolicy.NOBODY and not others:
            return ()
        if step.signing.mode is SigningMode.ANY_ONE:
            return principals
        return people if step.assignee.own is OwnPolicy.ALLOW else others or people

    def _reason_to_skip(self, step: Step, assignees: tuple[str, ...]) -> str:
        """Why a step is walked past, empty when it is not."""
        if step.key in self.context.stood_in:
            return "stood_in"
        rule, people = step.assignee, persons(self.context, assignees)
        if not people:
            skipped = step.kind is StepKind.NOTIFY or rule.nobody is NobodyPolicy.SKIP
            return "nobody_assigned" if skipped and step.kind is not StepKind.EXTERNAL else ""
        if rule.own is OwnPolicy.SKIP and self.context.applicants.issuperset(people):
            return "own_application"
        one_acts = step.signing.mode is SigningMode.ANY_ONE
        if rule.repeat is RepeatPolicy.SKIP and one_acts and self.actor and self.actor in people:
            return "same_person"
        return ""

    def _chosen(self, node: Choose, branch: str) -> Branch:
        """The branch taken at a choice; taken once per walk, whatever the facts become."""
        path = branch_path(branch, node.key)
        if path not in self.state.choices:
            self.emit(BranchTaken(path, choose_branch(node, self.context).key))
        return taken_branch(node, self.state.choices[path])

    def _pass_parallel(self, node: Parallel, branch: str) -> bool:
        """Strands that a join did not wait for are cancelled, and not opened again by later walks."""
        ways = [(each.nodes, branch_path(branch, node.key, each.key)) for each in node.branches]
        if sum(strand_passed(self.state, nodes, path) for nodes, path in ways) < strands_needed(node):
            done = sum([self._walk(nodes, path) for nodes, path in ways])
            if done < strands_needed(node):
                return False
        inside = branch_path(branch, node.key) + "."
        self.void_where(lambda task: task.is_open and task.branch.startswith(inside))
        return True


def require_status(state: ChainState, *statuses: ChainStatus) -> None:
    if state.status not in statuses:
        raise IllegalTransition("chain_status_forbids", status=state.status.value)


def visits_at(state: ChainState, key: str, branch: str) -> list[TaskState]:
    return [task for task in state.tasks if (task.step, task.branch) == (key, branch)]


def is_passed(task: TaskState) -> bool:
    """Whether an act lets the chain go past its step."""
    return not task.void and not task.is_open and task.outcome not in SENT_BACK


def strand_passed(state: ChainState, nodes: tuple[Node, ...], branch: str) -> bool:
    """Whether everything in a strand is passed as it stands."""
    return all(node_passed(state, node, branch) for node in nodes)


def node_passed(state: ChainState, node: Node, branch: str) -> bool:
    """Whether a step or a block is passed as it stands."""
    if isinstance(node, Step):
        return any(is_passed(task) for task in visits_at(state, node.key, branch))
    if isinstance(node, Parallel):
        ways = [(each.nodes, branch_path(branch, node.key, each.key)) for each in node.branches]
        return sum(strand_passed(state, nodes, path) for nodes, path in ways) >= strands_needed(node)
    key = state.choices.get(branch_path(branch, node.key))
    if key is None:
        return False
    return strand_passed(state, taken_branch(node, key).nodes, branch_path(branch, node.key, key))


def strands_needed(node: Parallel) -> int:
    """How many strands of a parallel block must be done before the chain goes on."""
    return {Join.ALL: len(node.branches), Join.ANY: 1, Join.COUNT: node.count}[node.join]


def choose_branch(node: Choose, context: ChainContext) -> Branch:
    for branch in node.branches:
        if branch.when is not None and evaluate(branch.when, context.facts).value is True:
            return branch
    return node.otherwise


def taken_branch(node: Choose, key: str) -> Branch:
    return {each.key: each for each in branches_of(node)}[key]


def is_given_evenly(step: Step) -> bool:
    return GiveOut.EVENLY in step.assignee.give_out and step.signing.mode is SigningMode.ANY_ONE


def least_loaded(people: Iterable[str], loads: Mapping[str, int]) -> str:
    """Who has least in hand; of several, the one whose id comes first."""
    return min(people, key=lambda each: (loads.get(each, 0), each))


def persons(context: ChainContext, principals: Iterable[str]) -> tuple[str, ...]:
    """Who answers to principals, each once; a principal that is not looked up stands for itself."""
    return tuple(dict.fromkeys(person for each in principals for person in context.people.get(each, (each,))))
