"""Whatever is done to a chain, in whatever order, what must never break does not."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from procedures.domain.chain import decide
from procedures.domain.chain_commands import (
    Approve,
    Command,
    Decide,
    ReceivePaper,
    Resubmit,
    ReturnToApplicant,
    RevokeDecision,
    Start,
    Withdraw,
)
from procedures.domain.chain_events import TaskClosed, TaskOpened, TaskVoided
from procedures.domain.chain_model import (
    Chain,
    ChainContext,
    ChainState,
    ChainStatus,
    Choose,
    NobodyPolicy,
    Parallel,
    ReturnMode,
    StepKind,
    TaskState,
)
from procedures.domain.chain_view import dump_state, load_state, path_ahead
from tenants.domain.errors import IllegalTransition
from tests.domain.procedures.chains import NOW, branch, step

NODES = (
    step("department", nobody=NobodyPolicy.SKIP),
    Choose(
        "kind",
        (branch("big", step("board"), when={"==": [{"var": "size"}, "big"]}),),
        branch("small", step("desk", nobody=NobodyPolicy.SKIP)),
    ),
    Parallel("both", (branch("a", step("law")), branch("b", step("money"), step("audit")))),
    step("paper", StepKind.RECEIVE_PAPER),
    step("decide", StepKind.DECIDE),
    step("issue"),
)
COMMANDS = st.sampled_from(["approve", "return", "revoke", "withdraw", "resubmit", "start"])


class ChainMachine(RuleBasedStateMachine):
    """One application, commanded at random, legal or not."""

    def __init__(self) -> None:
        super().__init__()
        self.chain = Chain(NODES)
        self.state = ChainState()
        self.visits: dict[tuple[str, str], int] = {}
        self.nobody: frozenset[str] = frozenset()
        self.size = "big"

    @rule(size=st.sampled_from(["big", "small", ""]), nobody=st.sets(st.sampled_from(["department", "desk", "law"])))
    def the_world_changes(self, size: str, nobody: set[str]) -> None:
        self.size, self.nobody = size, frozenset(nobody)

    @rule(mode=st.sampled_from(ReturnMode))
    @precondition(lambda self: self.state.status is ChainStatus.NOT_STARTED)
    def choose_mode(self, mode: ReturnMode) -> None:
        self.chain = Chain(NODES, mode)

    @rule()
    def step_forward(self) -> None:
        """A legal command that moves on, so that runs reach the end."""
        tasks = self.state.open_tasks()
        if tasks:
            self._give(self._forward(tasks[0]))
        else:
            self._give(Resubmit() if self.state.status is ChainStatus.RETURNED else Start())

    @rule(name=COMMANDS, at=st.integers(0, 2))
    def try_anything(self, name: str, at: int) -> None:
        tasks = self.state.open_tasks()
        task = tasks[at % len(tasks)] if tasks else TaskState("unit", "", 1, 1)
        commands: dict[str, Command] = {
            "approve": self._forward(task),
            "return": ReturnToApplicant(task.step, "缺", task.branch),
            "revoke": RevokeDecision("错", "file"),
            "withdraw": Withdraw(),
            "resubmit": Resubmit(),
            "start": Start(),
        }
        self._give(commands[name])

    def _forward(self, task: TaskState) -> Command:
        if task.step == "decide":
            return Decide(task.step, "registered", "同意", task.branch)
        return ReceivePaper(task.step) if task.step == "paper" else Approve(task.step, task.branch)

    def _give(self, command: Command) -> None:
        present = {each.key: ("u:1",) for each in self.chain.steps() if each.key not in self.nobody}
        before = self.state
        try:
            result = decide(self.chain, before, command, ChainContext({"size": self.size}, present), NOW)
        except IllegalTransition:
            return
        self.state = result.state
        self._terminal_states_hold(before, command)
        self._events_tell_the_difference(before, result.events)

    def _terminal_states_hold(self, before: ChainState, command: Command) -> None:
        assert before.status is not ChainStatus.WITHDRAWN
        assert before.status is not ChainStatus.FINISHED or isinstance(command, RevokeDecision)

    def _events_tell_the_difference(self, before: ChainState, events: tuple) -> None:
        opened = [event for event in events if isinstance(event, TaskOpened)]
        touched = [event for event in events if isinstance(event, TaskClosed | TaskVoided)]
        for event in opened:
            assert (
                event.visit
                == sum(
                    (task.step, task.branch) == (event.step, event.branch) and task.visit < event.visit
                    for task in self.state.tasks
                )
                + 1
            )
        known = {(task.step, task.branch, task.visit): task for task in before.tasks}
        now = {(task.step, task.branch, task.visit): task for task in self.state.tasks}
        changed = {key for key, task in known.items() if now[key] != task}
        assert changed == {(event.step, event.branch, event.visit) for event in touched} & known.keys()

    @invariant()
    def nothing_is_forgotten_and_visits_grow(self) -> None:
        seen: dict[tuple[str, str], int] = {}
        for task in self.state.tasks:
            place = (task.step, task.branch)
            assert task.visit == seen.get(place, 0) + 1
            seen[place] = task.visit
        assert all(seen.get(place, 0) >= visits for place, visits in self.visits.items())
        self.visits = seen

    @invariant()
    def there_is_one_set_of_open_tasks(self) -> None:
        running = self.state.status is ChainStatus.RUNNING
        tasks = self.state.open_tasks()
        assert bool(tasks) is running
        assert not any(task.void for task in tasks)
        strands = [task.branch for task in tasks]
        assert len(set(strands)) == len(strands)
        assert len(tasks) == 1 or all(strand.startswith("both.") for strand in strands)

    @invariant()
    def a_place_counts_once(self) -> None:
        valid = [(task.step, task.branch) for task in self.state.tasks if not task.void and task.outcome != "returned"]
        assert len(set(valid)) == len(valid)

    @invariant()
    def state_survives_storage_and_can_be_drawn(self) -> None:
        assert load_state(dump_state(self.state)) == self.state
        assert path_ahead(self.chain, self.state, ChainContext()) is not None


TestChainMachine = ChainMachine.TestCase
TestChainMachine.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
