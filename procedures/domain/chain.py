"""The approval chain: `decide` takes a state and a command to the next state and what happened on the way.

The engine replays: it walks the nodes from the start, passes every step that has a valid closing act, and opens the
first one on each strand that has none. A return makes acts void, and the same walk then finds the way again; hence a
chain always ends, joins, and never has two positions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from procedures.domain.chain_commands import (
    Approve,
    Command,
    Decide,
    ReceivePaper,
    Resubmit,
    ReturnToApplicant,
    RevokeDecision,
    Start,
)
from procedures.domain.chain_events import (
    Blocked,
    ChainFinished,
    ChainResult,
    Decided,
    DecisionDue,
    DecisionRevoked,
    Event,
    ReturnedToApplicant,
    StepSkipped,
    TaskClosed,
    TaskOpened,
    TaskVoided,
    Withdrawn,
)
from procedures.domain.chain_model import (
    APPROVED,
    CANCELLED,
    RETURNED,
    SKIPPED,
    Branch,
    Chain,
    ChainContext,
    ChainState,
    ChainStatus,
    Choose,
    Effect,
    Join,
    NobodyPolicy,
    Node,
    Parallel,
    ReturnMode,
    Step,
    StepKind,
    TaskState,
)
from procedures.domain.conditions import evaluate
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed


def decide(chain: Chain, state: ChainState, command: Command, context: ChainContext, now: datetime) -> ChainResult:
    """The state after a command, and the events in the order in which they happened.

    Raises IllegalTransition when the state does not allow the command, ValidationFailed when a reason, an opinion or
    evidence is missing.
    """
    run = _Run(chain, state, context, now)
    match command:
        case Start():
            run.require(ChainStatus.NOT_STARTED)
            run.enter_round()
        case Resubmit():
            run.require(ChainStatus.RETURNED)
            run.enter_round()
        case Approve(step, branch, opinion):
            _approve(run, step, branch, opinion, paper=False)
        case ReceivePaper(step, branch, opinion):
            _approve(run, step, branch, opinion, paper=True)
        case ReturnToApplicant(step, reason, branch):
            _return(run, step, branch, reason)
        case Decide(step, result, opinion, branch):
            _decide(run, step, branch, result, opinion)
        case RevokeDecision(opinion, evidence):
            _revoke(run, opinion, evidence)
        case _:
            _withdraw(run, command.reason)
    return ChainResult(run.state, tuple(run.events))


@dataclass(slots=True)
class _Run:
    """One call of `decide`: the state as it moves, and the events so far."""

    chain: Chain
    state: ChainState
    context: ChainContext
    now: datetime
    events: list[Event] = field(default_factory=list)

    def require(self, *statuses: ChainStatus) -> None:
        if self.state.status not in statuses:
            raise IllegalTransition("chain_status_forbids", status=self.state.status.value)

    def open_task(self, key: str, branch: str) -> tuple[TaskState, Step]:
        """The open task at a step, with the step. Raises IllegalTransition when the step is not open."""
        self.require(ChainStatus.RUNNING)
        step = self.chain.step(key)
        for task in self.state.open_tasks():
            if step is not None and (task.step, task.branch) == (key, branch):
                return task, step
        raise IllegalTransition("step_not_open", step=key)

    def enter_round(self) -> None:
        self.state = replace(self.state, status=ChainStatus.RUNNING, round=self.state.round + 1)
        self.advance()

    def close(self, task: TaskState, outcome: str) -> None:
        self._change(task, replace(task, outcome=outcome))
        self.events.append(TaskClosed(task.step, task.branch, task.visit, outcome, self.now))

    def void(self, task: TaskState) -> None:
        """Undo an act; what was still open is cancelled."""
        self._change(task, replace(task, outcome=task.outcome or CANCELLED, void=True))
        self.events.append(TaskVoided(task.step, task.branch, task.visit))

    def _change(self, task: TaskState, changed: TaskState) -> None:
        self.state = replace(self.state, tasks=tuple(changed if each == task else each for each in self.state.tasks))

    def void_where(self, condition: Callable[[TaskState], bool]) -> None:
        for task in self.state.tasks:
            if not task.void and condition(task):
                self.void(task)

    def advance(self) -> None:
        """Open what is next, or finish."""
        if self.walk(self.chain.nodes, ""):
            self.finish()

    def finish(self) -> None:
        self.void_where(lambda task: task.is_open)
        self.state = replace(self.state, status=ChainStatus.FINISHED)
        self.events.append(ChainFinished(self.state.result))

    def walk(self, nodes: tuple[Node, ...], branch: str) -> bool:
        """Walk a strand as far as it goes; True when it is done."""
        return all(self._pass(node, branch) for node in nodes)

    def _pass(self, node: Node, branch: str) -> bool:
        if isinstance(node, Step):
            return self._pass_step(node, branch)
        if isinstance(node, Parallel):
            return self._pass_parallel(node, branch)
        chosen = self._chosen(node, branch)
        return self.walk(chosen.nodes, branch_path(branch, node.key, chosen.key))

    def _pass_step(self, step: Step, branch: str) -> bool:
        visits = [task for task in self.state.tasks if (task.step, task.branch) == (step.key, branch)]
        if any(is_passed(task) for task in visits):
            return True
        if not any(task.is_open for task in visits):
            return self._open(step, branch, visit=len(visits) + 1)
        return False

    def _open(self, step: Step, branch: str, visit: int) -> bool:
        """Open a step; True where it is walked past: something stands for it, or nobody is there."""
        rule = step.assignee
        assignees = self.context.assignees.get(step.key, ())
        if not assignees and rule.nobody is NobodyPolicy.ROLE:
            assignees = self.context.fallbacks.get(rule.fallback_role, ())
        stood_in = step.key in self.context.stood_in
        skipped = stood_in or (not assignees and rule.nobody is NobodyPolicy.SKIP)
        task = TaskState(step.key, branch, visit, self.state.round, SKIPPED if skipped else "")
        self.state = replace(self.state, tasks=(*self.state.tasks, task))
        if skipped:
            self.events.append(StepSkipped(step.key, branch, visit, "stood_in" if stood_in else "nobody_assigned"))
            return True
        self.events.append(TaskOpened(step.key, branch, visit, self.state.round, assignees, self.now))
        if not assignees:
            self.events.append(Blocked(step.key, branch, visit))
        if step.kind is StepKind.DECIDE:
            self.events.append(DecisionDue(step.key, branch))
        return False

    def _chosen(self, node: Choose, branch: str) -> Branch:
        """The branch taken at a choice; taken once per walk, whatever the facts become."""
        path = branch_path(branch, node.key)
        branches = {each.key: each for each in (*node.branches, node.otherwise)}
        if path not in self.state.choices:
            chosen = choose_branch(node, self.context)
            self.state = replace(self.state, choices={**self.state.choices, path: chosen.key})
        return branches[self.state.choices[path]]

    def _pass_parallel(self, node: Parallel, branch: str) -> bool:
        done = sum([self.walk(each.nodes, branch_path(branch, node.key, each.key)) for each in node.branches])
        if done < strands_needed(node):
            return False
        inside = branch_path(branch, node.key) + "."
        self.void_where(lambda task: task.is_open and task.branch.startswith(inside))
        return True


def branch_path(branch: str, block: str, way: str = "") -> str:
    path = f"{branch}/{block}" if branch else block
    return f"{path}.{way}" if way else path


def strands_needed(node: Parallel) -> int:
    """How many strands of a parallel block must be done before the chain goes on."""
    return {Join.ALL: len(node.branches), Join.ANY: 1, Join.COUNT: node.count}[node.join]


def choose_branch(node: Choose, context: ChainContext) -> Branch:
    for branch in node.branches:
        if branch.when is not None and evaluate(branch.when, context.facts).value is True:
            return branch
    return node.otherwise


def is_passed(task: TaskState) -> bool:
    """Whether an act lets the chain go past its step."""
    return not task.void and not task.is_open and task.outcome != RETURNED


def _approve(run: _Run, key: str, branch: str, opinion: str, *, paper: bool) -> None:
    task, step = run.open_task(key, branch)
    if step.kind is StepKind.DECIDE:
        raise IllegalTransition("step_needs_decision", step=key)
    if paper is not (step.kind is StepKind.RECEIVE_PAPER):
        raise IllegalTransition("step_receives_no_paper" if paper else "step_receives_paper", step=key)
    if step.opinion_required:
        _require_words(opinion=opinion)
    run.close(task, APPROVED)
    run.advance()


def _return(run: _Run, key: str, branch: str, reason: str) -> None:
    task, step = run.open_task(key, branch)
    if not step.may_return:
        raise IllegalTransition("step_may_not_return", step=key)
    if run.state.result:
        raise IllegalTransition("return_after_decision", step=key)
    _require_words(reason=reason)
    run.close(task, RETURNED)
    if run.chain.return_mode is ReturnMode.WALK_AGAIN:
        run.void_where(lambda each: each.outcome != RETURNED)
        run.state = replace(run.state, choices={})
    else:
        run.void_where(lambda each: each.is_open)
    run.state = replace(run.state, status=ChainStatus.RETURNED)
    run.events.append(ReturnedToApplicant(key, reason))


def _decide(run: _Run, key: str, branch: str, result: str, opinion: str) -> None:
    task, step = run.open_task(key, branch)
    if step.kind is not StepKind.DECIDE:
        raise IllegalTransition("step_takes_no_decision", step=key)
    option = next((each for each in step.results if each.key == result), None)
    if option is None:
        raise ValidationFailed([Problem("result", "result_unknown")])
    if option.opinion_required:
        _require_words(opinion=opinion)
    run.close(task, option.key)
    run.state = replace(run.state, result=option.key)
    run.events.append(Decided(key, option.key, option.effect, opinion))
    if option.effect is Effect.DENY:
        run.finish()
    else:
        run.advance()


def _revoke(run: _Run, opinion: str, evidence: str) -> None:
    """Undo the last decision and what ran after it, and open the decision again."""
    run.require(ChainStatus.RUNNING, ChainStatus.FINISHED)
    decisions = [at for at, task in enumerate(run.state.tasks) if is_passed(task) and _is_decision(run.chain, task)]
    if not decisions:
        raise IllegalTransition("nothing_decided")
    _require_words(opinion=opinion, evidence=evidence)
    decided = run.state.tasks[decisions[-1]]
    undone = run.state.tasks[decisions[-1] :]
    run.void_where(lambda task: task in undone)
    run.state = replace(run.state, status=ChainStatus.RUNNING, result="")
    run.events.append(DecisionRevoked(decided.step, decided.outcome, opinion, evidence))
    run.advance()


def _is_decision(chain: Chain, task: TaskState) -> bool:
    step = chain.step(task.step)
    return step is not None and step.kind is StepKind.DECIDE


def _withdraw(run: _Run, reason: str) -> None:
    """End at the applicant's wish. Too late once the decision is due: it belongs to the authority then."""
    run.require(ChainStatus.RUNNING, ChainStatus.RETURNED)
    if any(_is_decision(run.chain, task) for task in run.state.open_tasks()) or run.state.result:
        raise IllegalTransition("withdraw_too_late")
    run.void_where(lambda task: task.is_open)
    run.state = replace(run.state, status=ChainStatus.WITHDRAWN)
    run.events.append(Withdrawn(reason))


def _require_words(**given: str) -> None:
    problems = [Problem(name, "required") for name, words in given.items() if not words.strip()]
    if problems:
        raise ValidationFailed(problems)
