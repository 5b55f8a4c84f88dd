"""Whatever is done to whatever chain, in whatever order, what must never break does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from procedures.domain import chain_commands as command
from procedures.domain.chain import decide
from procedures.domain.chain_drawing import Progress
from procedures.domain.chain_events import Event, SeatsChanged, Signed, TaskClosed, TaskOpened, TaskVoided, replay
from procedures.domain.chain_model import (
    ENDED,
    NEVER_DEEMED,
    NOTIFIED,
    SKIPPED,
    WITH_APPLICANT,
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
    ObjectionPolicy,
    OwnPolicy,
    Parallel,
    RepeatPolicy,
    ReturnMode,
    SeatPlace,
    Signing,
    SigningMode,
    StepKind,
    TaskState,
)
from procedures.domain.chain_order import later_than
from procedures.domain.chain_run import is_passed
from procedures.domain.chain_seats import front
from procedures.domain.chain_view import dump_state, load_state, path_ahead
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tests.domain.procedures.chains import NOW, branch, step

DEEPEST = 4
PEOPLE = tuple(f"u:{number}" for number in range(4))
PICKS = st.lists(st.integers(0, 2**16), min_size=1, max_size=12)
NEXT_APPLICATION = command.Start()
TO_THE_WHOLE: tuple[command.Command, ...] = (
    command.Suspend("条款", "鉴定"),
    command.Terminate("条款", "申请人死亡"),
    command.RevokeDecision("错", "file-1"),
    command.Withdraw(),
    command.Resume(),
    command.Resubmit(),
)
KINDS = (
    StepKind.EXAMINE,
    StepKind.EXAMINE,
    StepKind.COUNTERSIGN,
    StepKind.ACCEPT,
    StepKind.RECEIVE_PAPER,
    StepKind.NOTIFY,
    StepKind.EXTERNAL,
    StepKind.SEAL,
    StepKind.PUBLIC_NOTICE,
)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """A valid chain: blocks nested up to four deep; a decision, if there is one, on the main line."""
    keys = count()

    def a_step() -> Node:
        kind = draw(st.sampled_from(KINDS))
        mode = draw(st.sampled_from(SigningMode)) if kind in {StepKind.EXAMINE, StepKind.COUNTERSIGN} else None
        needed = {SigningMode.COUNT: 2, SigningMode.RATIO: 60}.get(mode or SigningMode.ALL, 0)
        objected = draw(st.sampled_from(ObjectionPolicy))
        return step(
            f"s{next(keys)}",
            kind,
            draw(st.sampled_from([NobodyPolicy.BLOCK, NobodyPolicy.SKIP])),
            may_return=draw(st.booleans()),
            signing=Signing(mode or SigningMode.ANY_ONE, needed, objected),
            own=draw(st.sampled_from(OwnPolicy)),
            repeat=draw(st.sampled_from(RepeatPolicy)),
            by=draw(st.sampled_from([AssigneeKind.ROLE, AssigneeKind.ROLE, AssigneeKind.PREVIOUS_CHOICE])),
            give_out=(GiveOut.EVENLY,) if draw(st.booleans()) else (),
        )

    def a_strand(depth: int, least: int = 1) -> tuple[Node, ...]:
        return tuple(a_node(depth) for _ in range(draw(st.integers(least, 2))))

    def a_node(depth: int) -> Node:
        what = draw(st.sampled_from(["step", "step", "choose", "parallel"])) if depth < DEEPEST else "step"
        if what == "step":
            return a_step()
        key = f"b{next(keys)}"
        if what == "choose":
            way: Branch = branch("big", *a_strand(depth + 1), when={"==": [{"var": "size"}, "big"]})
            return Choose(key, (way,), branch("else", *a_strand(depth + 1, least=0)))
        ways = tuple(branch(f"w{at}", *a_strand(depth + 1)) for at in range(draw(st.integers(2, 3))))
        return Parallel(key, ways, draw(st.sampled_from(Join)), draw(st.integers(1, len(ways))))

    nodes = [a_node(0) for _ in range(draw(st.integers(2, 4)))]
    if draw(st.booleans()):
        nodes += [step("decide", StepKind.DECIDE), step("issue", StepKind.ISSUE)]
    return Chain(tuple(nodes), draw(st.sampled_from(ReturnMode)))


class ChainMachine(RuleBasedStateMachine):
    """Applications on one chain, one after the other, commanded at random, mostly legally."""

    def __init__(self) -> None:
        super().__init__()
        self.chain = Chain(())
        self.state = ChainState()
        self.events: list[Event] = []
        self.nobody: frozenset[str] = frozenset()
        self.size = "big"

    @initialize(chain=chains())
    def begin(self, chain: Chain) -> None:
        self.chain = chain

    @rule(size=st.sampled_from(["big", "small", ""]), at=st.sets(st.integers(0, 40), max_size=6))
    def the_world_changes(self, size: str, at: set[int]) -> None:
        keys = [each.key for each in self.chain.steps()]
        self.size, self.nobody = size, frozenset(keys[each] for each in at if each < len(keys))

    @rule(picks=PICKS)
    def go_on(self, picks: list[int]) -> None:
        """What people do: nearly always legal, mostly forward."""
        for pick in picks:
            given = list(self.likely())
            self.give(given[pick % len(given)])

    @rule(picks=PICKS, by=st.sampled_from(PEOPLE), other=st.sampled_from(PEOPLE))
    def try_anything(self, picks: list[int], by: str, other: str) -> None:
        """Any command at any visit, legal or not."""
        for pick in picks:
            tasks = self.state.tasks or (TaskState("s0", "", 1, 1),)
            task = tasks[pick % len(tasks)]
            to = tasks[pick // 7 % len(tasks)]
            given = [*self.at_task(task, by, other), *self.backs(task, to), *TO_THE_WHOLE]
            self.give(given[pick // 50 % len(given)])

    def likely(self) -> Iterator[command.Command]:
        match self.state.status:
            case ChainStatus.NOT_STARTED:
                yield command.Start()
            case ChainStatus.SUSPENDED:
                yield command.Resume()
            case ChainStatus.RETURNED | ChainStatus.SUPPLEMENTING:
                yield from (command.Resubmit(),) * 6
                yield command.Withdraw()
            case ChainStatus.RUNNING:
                yield from self.likely_acts()
            case _ if self.state.result:
                yield from (command.RevokeDecision("错", "file-1"), NEXT_APPLICATION)
            case _:
                yield NEXT_APPLICATION

    def likely_acts(self) -> Iterator[command.Command]:
        done = [task for task in self.state.tasks if is_passed(task) and task.outcome not in {SKIPPED, NOTIFIED}]
        for task in self.state.open_tasks():
            forward = self.forward(task)
            yield from (forward,) * 8
            asked = self.asked(task)
            by, other = (asked[0] if asked else "u:0"), PEOPLE[len(self.events) % len(PEOPLE)]
            yield from self.at_task(task, by, other)
            for target in done:
                yield from self.backs(task, target)
        yield from (command.TakeBack(task.step, task.by, task.branch) for task in done[-3:])
        yield from TO_THE_WHOLE[:2]

    def asked(self, task: TaskState) -> tuple[str, ...]:
        found = self.chain.step(task.step)
        return front(task, found.signing) if found else ()

    def at_task(self, task: TaskState, by: str, other: str) -> list[command.Command]:
        at = {"step": task.step, "branch": task.branch}
        added = next((seat for seat in task.seats if seat.added_by and seat.sign is None), None)
        return [
            command.Object(reason="不同意", by=by, **at),
            command.Deem(basis="法", **at),
            command.ReturnToApplicant(reason="缺", by=by, **at),
            command.RequestSupplement(reason="缺", by=by, **at),
            command.RefuseAcceptance(reason="不属本机关", by=by, **at),
            command.Claim(by=by, **at),
            command.Release(by=task.claimed_by or by, **at),
            command.Transfer(to=other, by=by, seat=by, **at),
            *(command.AddSigners(people=(other,), place=place, by=by, **at) for place in SeatPlace),
            command.RemoveSigner(who=added.who if added else other, by=added.added_by if added else by, **at),
            command.NameAssignees(people=(by,), **at),
            command.Complete(proof="file-1", by=by, **at),
            command.EndNotice(notice="notice-1", **at),
            command.GiveOutTask(to=other, by=by, **at),
            command.TakeBack(by=task.by or by, **at),
            command.Answer(passed=False, reference="R-1", reason="查无", **at),
        ]

    def backs(self, task: TaskState, to: TaskState) -> list[command.Command]:
        return [command.ReturnToStep(task.step, "缺", to.step, then, to.branch, task.branch) for then in ReturnMode]

    def forward(self, task: TaskState) -> command.Command:
        found = self.chain.step(task.step)
        assert found is not None
        asked = front(task, found.signing)
        if not asked and found.kind is not StepKind.EXTERNAL:
            return command.NameAssignees(task.step, PEOPLE[:2], task.branch)
        seat = asked[0] if asked else ""
        first = any(each.sign is None and each.place is SeatPlace.BEFORE for each in task.seats)
        named = self.named()
        by_itself: dict[StepKind, command.Command] = {
            StepKind.EXTERNAL: command.Answer(task.step, True, "R-1", task.branch),
            StepKind.PUBLIC_NOTICE: command.EndNotice(task.step, "notice-1", task.branch),
        }
        if found.kind in by_itself and not first:
            return by_itself[found.kind]
        match found.kind:
            case StepKind.DECIDE if not first:
                return command.Decide(task.step, "registered", "同意", task.branch, seat, seat, named)
            case StepKind.RECEIVE_PAPER if not first:
                return command.ReceivePaper(task.step, task.branch, "", seat, seat, named)
            case StepKind.SEAL | StepKind.ISSUE if not first:
                return command.Complete(task.step, "file-1", task.branch, "同意", seat, seat, named)
            case _:
                return command.Approve(task.step, task.branch, "同意", seat, seat, named)

    def named(self) -> dict[str, tuple[str, ...]]:
        """Somebody for every step that is left to a choice; now and then nobody, or a stranger."""
        turn = len(self.events)
        people = PEOPLE[turn % len(PEOPLE) :][:2] if turn % 7 else ()
        chosen = (each for each in self.chain.steps() if each.assignee.kind is AssigneeKind.PREVIOUS_CHOICE)
        return {each.key: people for each in chosen}

    def give(self, given: command.Command) -> None:
        if given is NEXT_APPLICATION:
            self.state, self.events = ChainState(), []
            return
        present = {each.key: PEOPLE[:3] for each in self.chain.steps() if each.key not in self.nobody}
        context = ChainContext(
            {"size": self.size}, present, applicants=frozenset(PEOPLE[:1]), loads={PEOPLE[1]: len(self.events) % 3}
        )
        before = self.state
        try:
            result = decide(self.chain, before, given, context, NOW)
        except (IllegalTransition, ValidationFailed):
            return
        assert before.status not in ENDED or isinstance(given, command.RevokeDecision)
        assert before.status is not ChainStatus.SUSPENDED or isinstance(
            given, command.Resume | command.Withdraw | command.Terminate
        )
        if isinstance(given, command.Deem):
            passed = self.chain.step(given.step)
            assert passed is not None
            assert passed.kind not in NEVER_DEEMED
        self.state = result.state
        self.events += result.events
        self.events_tell_the_difference(before, result.events)
        if isinstance(given, command.ReturnToStep):
            self.the_target_is_asked_again(before, given)
        self.there_is_one_front()
        self.a_place_counts_once()

    def the_target_is_asked_again(self, before: ChainState, given: command.ReturnToStep) -> None:
        place = (given.to, given.to_branch)
        known = sum((task.step, task.branch) == place for task in before.tasks)
        again = [task for task in self.state.tasks if (task.step, task.branch) == place]
        assert len(again) == known + 1
        later = later_than(self.chain, place).places
        assert again[-1].outcome or not any((task.step, task.branch) in later for task in self.state.open_tasks())

    def events_tell_the_difference(self, before: ChainState, events: tuple[Event, ...]) -> None:
        told = {
            (event.step, event.branch, event.visit)
            for event in events
            if isinstance(event, TaskClosed | TaskVoided | Signed | SeatsChanged)
        }
        known = {(task.step, task.branch, task.visit): task for task in before.tasks}
        now = {(task.step, task.branch, task.visit): task for task in self.state.tasks}
        assert {key for key, task in known.items() if now[key] != task} <= told
        opened = [event for event in events if isinstance(event, TaskOpened)]
        assert all((event.step, event.branch, event.visit) not in known for event in opened)

    @invariant()
    def events_alone_give_the_same_state(self) -> None:
        assert replay(self.events) == self.state

    @invariant()
    def visits_are_numbered(self) -> None:
        seen: dict[tuple[str, str], int] = {}
        for task in self.state.tasks:
            place = (task.step, task.branch)
            assert task.visit == seen.get(place, 0) + 1
            seen[place] = task.visit

    def there_is_one_front(self) -> None:
        """Open tasks exist exactly while the office has the matter, and none of them comes after another."""
        tasks = self.state.open_tasks()
        assert bool(tasks) is (self.state.status in {ChainStatus.RUNNING, ChainStatus.SUSPENDED})
        assert not any(task.void for task in tasks)
        places = {(task.step, task.branch) for task in tasks}
        assert len(places) == len(tasks)
        assert not any(places & later_than(self.chain, place).places for place in places)

    def a_place_counts_once(self) -> None:
        valid = [(task.step, task.branch) for task in self.state.tasks if is_passed(task) or task.is_open]
        assert len(set(valid)) == len(valid)
        assert self.state.status not in WITH_APPLICANT or self.state.result == ""

    @invariant()
    def somebody_is_asked_wherever_seats_are_known(self) -> None:
        for task in self.state.open_tasks():
            assert bool(self.asked(task)) is bool(task.seats)

    @invariant()
    def state_survives_storage_and_can_be_drawn(self) -> None:
        assert load_state(dump_state(self.state)) == self.state
        here = [
            item for item in path_ahead(self.chain, self.state, ChainContext()) if item.progress is Progress.CURRENT
        ]
        assert {(item.step.key, item.branch) for item in here} == {
            (task.step, task.branch) for task in self.state.open_tasks()
        }


TestChainMachine = ChainMachine.TestCase
TestChainMachine.settings = settings(
    max_examples=220, stateful_step_count=25, deadline=None, derandomize=bool(os.environ.get("CI"))
)
