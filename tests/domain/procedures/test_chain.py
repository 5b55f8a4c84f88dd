"""The approval chain, command by command."""

from __future__ import annotations

import pytest

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
from procedures.domain.chain_drawing import Progress
from procedures.domain.chain_events import (
    Blocked,
    ChainFinished,
    Decided,
    DecisionDue,
    DecisionRevoked,
    ReturnedToApplicant,
    RoundBegan,
    StepSkipped,
    TaskClosed,
    TaskOpened,
    TaskVoided,
    Withdrawn,
)
from procedures.domain.chain_model import (
    Chain,
    ChainContext,
    ChainState,
    ChainStatus,
    Choose,
    Effect,
    Join,
    NobodyPolicy,
    Parallel,
    ReturnMode,
    StepKind,
)
from procedures.domain.chain_view import FlowItem, dump_state, flow, load_state, path_ahead
from procedures.domain.text import plain_text
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tests.domain.procedures.chains import NOW, branch, everybody, open_steps, play, step

LINE = Chain(
    (
        step("department", nobody=NobodyPolicy.SKIP),
        step("unit"),
        step("paper", StepKind.RECEIVE_PAPER),
        step("decide", StepKind.DECIDE),
    )
)
TO_DECISION: tuple[Command, ...] = (Start(), Approve("department"), Approve("unit"), ReceivePaper("paper"))
CHOICE = Chain(
    (
        Choose(
            "kind",
            (branch("big", step("board"), when={"==": [{"var": "size"}, "big"]}),),
            branch("small", step("desk")),
        ),
        step("decide", StepKind.DECIDE),
    )
)


def parallel(join: Join, count: int = 0) -> Chain:
    strands = (branch("a", step("first"), step("second")), branch("b", step("third")), branch("c", step("fourth")))
    return Chain((Parallel("both", strands, join, count), step("decide", StepKind.DECIDE)))


def test_start_opens_the_first_step() -> None:
    result = play(LINE, Start())

    assert result.events == (RoundBegan(1), TaskOpened("department", "", 1, 1, ("u:department",), NOW))
    assert (result.state.status, result.state.round) == (ChainStatus.RUNNING, 1)


def test_a_step_without_anybody_is_walked_past() -> None:
    context = ChainContext(assignees={"unit": ("u:1",)})

    result = play(LINE, Start(), context=context)

    assert result.events == (
        RoundBegan(1),
        StepSkipped("department", "", 1, "nobody_assigned", 1),
        TaskOpened("unit", "", 1, 1, ("u:1",), NOW),
    )


def test_a_step_without_anybody_waits_for_an_administrator() -> None:
    result = play(Chain((step("unit"),)), Start(), context=ChainContext())

    assert result.events == (RoundBegan(1), TaskOpened("unit", "", 1, 1, (), NOW), Blocked("unit", "", 1))
    assert open_steps(result.state) == ["unit#1"]


@pytest.mark.parametrize(
    ("fallbacks", "assignees", "blocked"), [({"chief": ("r:chief",)}, ("r:chief",), 0), ({}, (), 1)]
)
def test_a_step_without_anybody_asks_another_role(fallbacks, assignees, blocked) -> None:
    chain = Chain((step("unit", nobody=NobodyPolicy.ROLE, fallback="chief"),))

    result = play(chain, Start(), context=ChainContext(fallbacks=fallbacks))

    assert result.events[1] == TaskOpened("unit", "", 1, 1, assignees, NOW)
    assert len(result.events) == 2 + blocked


def test_approval_opens_the_next_step() -> None:
    result = play(LINE, Start(), Approve("department"))

    assert result.events == (
        TaskClosed("department", "", 1, "approved", NOW),
        TaskOpened("unit", "", 1, 1, ("u:unit",), NOW),
    )


def test_the_decision_falls_due_and_finishes_the_chain() -> None:
    due = play(LINE, *TO_DECISION)
    done = play(LINE, Decide("decide", "registered", "同意"), state=due.state)

    assert due.events[1:] == (TaskOpened("decide", "", 1, 1, ("u:decide",), NOW), DecisionDue("decide", ""))
    assert done.events == (
        TaskClosed("decide", "", 1, "registered", NOW),
        Decided("decide", "registered", Effect.APPROVE, "同意"),
        ChainFinished("registered"),
    )
    assert (done.state.status, done.state.result) == (ChainStatus.FINISHED, "registered")


def test_a_denial_ends_the_chain_at_once() -> None:
    chain = Chain((step("decide", StepKind.DECIDE), step("issue")))

    assert play(chain, Start(), Decide("decide", "refused", "不符")).events[-1] == ChainFinished("refused")
    assert open_steps(play(chain, Start(), Decide("decide", "noted")).state) == ["issue#1"]


def test_every_return_goes_to_the_applicant_and_voids_what_was_approved() -> None:
    returned = play(LINE, Start(), Approve("department"), ReturnToApplicant("unit", "缺少数据"))
    again = play(LINE, Resubmit(), state=returned.state)

    assert returned.events == (
        TaskClosed("unit", "", 1, "returned", NOW),
        TaskVoided("department", "", 1),
        ReturnedToApplicant("unit", "缺少数据"),
    )
    assert returned.state.status is ChainStatus.RETURNED
    assert again.events == (RoundBegan(2), TaskOpened("department", "", 2, 2, ("u:department",), NOW))
    assert [(task.step, task.outcome, task.void) for task in again.state.tasks] == [
        ("department", "approved", True),
        ("unit", "returned", False),
        ("department", "", False),
    ]


def test_a_package_may_go_straight_back_to_who_returned() -> None:
    chain = Chain(LINE.nodes, ReturnMode.STRAIGHT_BACK)

    result = play(chain, Start(), Approve("department"), ReturnToApplicant("unit", "缺"), Resubmit())

    assert open_steps(result.state) == ["unit#2"]


def test_a_revoked_decision_is_due_again() -> None:
    decided = play(LINE, *TO_DECISION, Decide("decide", "registered", "同意"))
    revoked = play(LINE, RevokeDecision("号码有误", "file-1"), state=decided.state)
    again = play(LINE, Decide("decide", "refused", "不符"), state=revoked.state)

    assert revoked.events == (
        TaskVoided("decide", "", 1),
        DecisionRevoked("decide", "registered", "号码有误", "file-1"),
        TaskOpened("decide", "", 2, 1, ("u:decide",), NOW),
        DecisionDue("decide", ""),
    )
    assert (revoked.state.status, revoked.state.result) == (ChainStatus.RUNNING, "")
    assert (again.state.status, again.state.result) == (ChainStatus.FINISHED, "refused")


def test_revoking_undoes_what_ran_after_the_decision() -> None:
    chain = Chain((step("decide", StepKind.DECIDE), step("issue")))
    issuing = play(chain, Start(), Decide("decide", "noted"))

    result = play(chain, RevokeDecision("错", "file"), state=issuing.state)

    assert result.events[:2] == (TaskVoided("decide", "", 1), TaskVoided("issue", "", 1))
    assert open_steps(result.state) == ["decide#2"]


def test_withdrawal_closes_what_is_open() -> None:
    result = play(LINE, Start(), Withdraw("另行申报"))

    assert result.events == (TaskVoided("department", "", 1), Withdrawn("另行申报"))
    assert result.state.status is ChainStatus.WITHDRAWN
    assert [task.outcome for task in result.state.tasks] == ["cancelled"]


def test_a_returned_application_may_be_withdrawn() -> None:
    result = play(LINE, Start(), ReturnToApplicant("department", "缺"), Withdraw())

    assert result.events == (Withdrawn(""),)


@pytest.mark.parametrize(
    ("before", "command", "code", "params"),
    [
        ((Start(),), Start(), "chain_status_forbids", {"status": "running"}),
        ((), Approve("unit"), "chain_status_forbids", {"status": "not_started"}),
        ((Start(),), Resubmit(), "chain_status_forbids", {"status": "running"}),
        ((Start(),), Approve("unit"), "step_not_open", {"step": "unit"}),
        ((Start(),), Approve("department", "elsewhere"), "step_not_open", {"step": "department"}),
        ((Start(),), Approve("nowhere"), "step_not_open", {"step": "nowhere"}),
        (TO_DECISION, Approve("decide"), "step_needs_decision", {"step": "decide"}),
        (TO_DECISION[:-1], Approve("paper"), "step_receives_paper", {"step": "paper"}),
        ((Start(),), ReceivePaper("department"), "step_receives_no_paper", {"step": "department"}),
        ((Start(),), Decide("department", "registered", "x"), "step_takes_no_decision", {"step": "department"}),
        ((Start(),), RevokeDecision("x", "y"), "nothing_decided", {}),
        (TO_DECISION, Withdraw(), "withdraw_too_late", {}),
        ((Start(), Withdraw()), RevokeDecision("x", "y"), "chain_status_forbids", {"status": "withdrawn"}),
        ((*TO_DECISION, Decide("decide", "noted")), Withdraw(), "chain_status_forbids", {"status": "finished"}),
    ],
)
def test_what_the_state_does_not_allow(before, command: Command, code: str, params: dict) -> None:
    state = play(LINE, *before).state

    with pytest.raises(IllegalTransition) as refused:
        decide(LINE, state, command, everybody(LINE), NOW)

    assert (refused.value.code, refused.value.params) == (code, params)


def test_a_step_that_may_not_return() -> None:
    chain = Chain((step("unit", may_return=False),))

    with pytest.raises(IllegalTransition) as refused:
        play(chain, Start(), ReturnToApplicant("unit", "缺"))

    assert refused.value.code == "step_may_not_return"


def test_a_decision_is_not_undone_by_a_return() -> None:
    chain = Chain((step("decide", StepKind.DECIDE), step("issue")))

    with pytest.raises(IllegalTransition) as refused:
        play(chain, Start(), Decide("decide", "noted"), ReturnToApplicant("issue", "缺"))

    assert refused.value.code == "return_after_decision"


def test_withdrawal_is_too_late_while_a_decision_takes_effect() -> None:
    chain = Chain((step("decide", StepKind.DECIDE), step("issue")))

    with pytest.raises(IllegalTransition) as refused:
        play(chain, Start(), Decide("decide", "noted"), Withdraw())

    assert refused.value.code == "withdraw_too_late"


@pytest.mark.parametrize(
    ("before", "command", "problems"),
    [
        ((Start(),), ReturnToApplicant("department", "  "), (Problem("reason", "required"),)),
        (TO_DECISION, Decide("decide", "registered", ""), (Problem("opinion", "required"),)),
        (TO_DECISION, Decide("decide", "other", "x"), (Problem("result", "result_unknown"),)),
        (
            (*TO_DECISION, Decide("decide", "noted")),
            RevokeDecision("", " "),
            (Problem("opinion", "required"), Problem("evidence", "required")),
        ),
    ],
)
def test_words_that_are_missing(before, command: Command, problems: tuple[Problem, ...]) -> None:
    state = play(LINE, *before).state

    with pytest.raises(ValidationFailed) as failed:
        decide(LINE, state, command, everybody(LINE), NOW)

    assert failed.value.problems == problems


def test_a_step_may_ask_for_an_opinion() -> None:
    chain = Chain((step("unit", opinion_required=True),))

    with pytest.raises(ValidationFailed):
        play(chain, Start(), Approve("unit"))

    assert play(chain, Start(), Approve("unit", opinion="属实")).events[-1] == ChainFinished("")


@pytest.mark.parametrize(("size", "opened"), [("big", "kind.big:board#1"), ("small", "kind.small:desk#1")])
def test_a_choice_takes_the_branch_that_holds(size: str, opened: str) -> None:
    assert open_steps(play(CHOICE, Start(), context=everybody(CHOICE, size=size)).state) == [opened]


def test_an_unknown_choice_goes_the_other_way_and_stays_there() -> None:
    started = play(CHOICE, Start())

    result = play(CHOICE, Approve("desk", "kind.small"), state=started.state, context=everybody(CHOICE, size="big"))

    assert open_steps(result.state) == ["decide#1"]


def test_a_return_lets_the_choice_be_taken_anew() -> None:
    returned = play(CHOICE, Start(), ReturnToApplicant("desk", "缺", "kind.small"))

    result = play(CHOICE, Resubmit(), state=returned.state, context=everybody(CHOICE, size="big"))

    assert open_steps(result.state) == ["kind.big:board#1"]


@pytest.mark.parametrize(
    ("join", "count", "needed"),
    [
        (Join.ALL, 0, ("third", "fourth", "first", "second")),
        (Join.ANY, 0, ("third",)),
        (Join.COUNT, 2, ("third", "fourth")),
    ],
)
def test_parallel_strands_join(join: Join, count: int, needed: tuple[str, ...]) -> None:
    chain = parallel(join, count)
    strands = {"first": "both.a", "second": "both.a", "third": "both.b", "fourth": "both.c"}
    state = play(chain, Start()).state

    for key in needed:
        assert "decide#1" not in open_steps(state)
        state = play(chain, Approve(key, strands[key]), state=state).state

    assert open_steps(state) == ["decide#1"]


def test_a_return_out_of_a_parallel_block_cancels_the_other_strands() -> None:
    chain = parallel(Join.ALL)

    result = play(chain, Start(), Approve("third", "both.b"), ReturnToApplicant("first", "缺", "both.a"))
    straight = play(
        Chain(chain.nodes, ReturnMode.STRAIGHT_BACK),
        Start(),
        Approve("third", "both.b"),
        ReturnToApplicant("first", "缺", "both.a"),
        Resubmit(),
    )

    assert result.events[1:3] == (TaskVoided("third", "both.b", 1), TaskVoided("fourth", "both.c", 1))
    assert open_steps(result.state) == []
    assert open_steps(straight.state) == ["both.a:first#2", "both.c:fourth#2"]


def test_the_way_ahead() -> None:
    context = ChainContext(assignees={"unit": ("u:1",), "paper": ("u:1",), "decide": ("u:1",)})
    unit = play(LINE, Start(), context=context).state
    paper = play(LINE, Approve("unit"), state=unit, context=context).state

    assert [(item.step.key, item.progress) for item in path_ahead(LINE, ChainState(), context)] == [
        ("department", Progress.SKIPPED),
        ("unit", Progress.AHEAD),
        ("paper", Progress.AHEAD),
        ("decide", Progress.AHEAD),
    ]
    assert [(item.step.key, item.progress) for item in path_ahead(LINE, paper, context)] == [
        ("department", Progress.SKIPPED),
        ("unit", Progress.DONE),
        ("paper", Progress.CURRENT),
        ("decide", Progress.AHEAD),
    ]


def test_after_the_end_nothing_is_ahead() -> None:
    state = play(LINE, Start(), Approve("department"), Withdraw()).state

    assert [item.step.key for item in path_ahead(LINE, state, everybody(LINE))] == ["department"]


def test_the_way_ahead_through_blocks() -> None:
    nodes = (*CHOICE.nodes[:1], *parallel(Join.ALL).nodes)
    chain = Chain(nodes)
    small = play(chain, Start()).state

    assert [f"{item.branch}:{item.step.key}" for item in path_ahead(chain, small, everybody(chain, size="big"))] == [
        "kind.small:desk",
        "both.a:first",
        "both.a:second",
        "both.b:third",
        "both.c:fourth",
        ":decide",
    ]
    ahead = path_ahead(chain, ChainState(), everybody(chain, size="big"))
    assert [item.step.key for item in ahead][:1] == ["board"]


def test_the_drawing() -> None:
    chain = Chain((*CHOICE.nodes[:1], Parallel("both", (branch("a"), branch("b")), Join.ANY)))
    choose = CHOICE.nodes[0]
    assert isinstance(choose, Choose)
    board, desk = (way.nodes[0] for way in (choose.branches[0], choose.otherwise))

    assert flow(chain) == (
        FlowItem("choose", "kind", 0),
        FlowItem("branch", "big", 1, plain_text("big"), when=choose.branches[0].when),
        FlowItem("step", "board", 2, plain_text("board*"), step=board),  # type: ignore[arg-type]
        FlowItem("branch", "small", 1, plain_text("small")),
        FlowItem("step", "desk", 2, plain_text("desk*"), step=desk),  # type: ignore[arg-type]
        FlowItem("parallel", "both", 0, join=Join.ANY),
        FlowItem("branch", "a", 1, plain_text("a")),
        FlowItem("branch", "b", 1, plain_text("b")),
    )


def test_state_survives_storage() -> None:
    state = play(CHOICE, Start(), ReturnToApplicant("desk", "缺", "kind.small"), Resubmit()).state

    assert load_state(dump_state(state)) == state
    assert load_state({}) == ChainState()


@pytest.mark.parametrize("damage", [{"tasks": "x"}, {"choices": []}, {"tasks": ["x"]}, {"round": "1"}])
def test_damaged_storage_is_refused(damage: dict) -> None:
    with pytest.raises(TypeError):
        load_state({**dump_state(ChainState()), **damage})
