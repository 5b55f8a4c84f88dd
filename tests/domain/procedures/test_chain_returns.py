"""Ways back: to a finished step, out of parallel blocks and across their joins, by oneself; supplement and refusal."""

from __future__ import annotations

import pytest

from procedures.domain.chain_commands import (
    Approve,
    Claim,
    Decide,
    RefuseAcceptance,
    RequestSupplement,
    Resubmit,
    ReturnToApplicant,
    ReturnToStep,
    Start,
    TakeBack,
)
from procedures.domain.chain_events import (
    AcceptanceRefused,
    Accepted,
    ReturnedToStep,
    SupplementRequested,
    TakenBack,
    TaskClosed,
    TaskOpened,
    TaskVoided,
)
from procedures.domain.chain_model import Chain, ChainStatus, Choose, Join, Parallel, ReturnMode, StepKind
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tests.domain.procedures.chains import NOW, branch, everybody, open_steps, outcomes, play, step

AGAIN, STRAIGHT = ReturnMode.WALK_AGAIN, ReturnMode.STRAIGHT_BACK
LINE = Chain((step("one"), step("two"), step("three"), step("decide", StepKind.DECIDE)))
TO_THREE = (Start(), Approve("one"), Approve("two"))
ACCEPTING = Chain((step("desk"), step("accept", StepKind.ACCEPT), step("examine")))


def block(join: Join = Join.ALL, count: int = 0) -> Chain:
    """before → (left1 → left2 ∥ right) → after."""
    strands = (branch("l", step("left1"), step("left2")), branch("r", step("right")))
    return Chain((step("before"), Parallel("both", strands, join, count), step("after")))


def test_walking_again_from_a_finished_step() -> None:
    returned = play(LINE, *TO_THREE, ReturnToStep("three", "数据不符", "one", AGAIN))

    assert returned.events == (
        TaskClosed("three", "", 1, "returned", NOW),
        TaskVoided("one", "", 1),
        TaskVoided("two", "", 1),
        ReturnedToStep("three", "one", AGAIN, "数据不符"),
        TaskOpened("one", "", 2, 1, ("u:one",), NOW),
    )
    assert open_steps(play(LINE, Approve("one"), state=returned.state).state) == ["two#2"]


def test_straight_back_to_who_returned_keeps_the_approvals_in_between() -> None:
    result = play(LINE, *TO_THREE, ReturnToStep("three", "数据不符", "one", STRAIGHT), Approve("one"))

    assert outcomes(result.state) == [
        "one#1 approved ×",
        "two#1 approved",
        "three#1 returned",
        "one#2 approved",
        "three#2 open",
    ]


def test_out_of_a_parallel_block_the_other_strands_are_cancelled_and_run_again() -> None:
    chain = block()
    commands = (Start(), Approve("before"), Approve("right", "both.r"))

    again = play(chain, *commands, ReturnToStep("left1", "缺", "before", AGAIN, branch="both.l"))
    straight = play(chain, *commands, ReturnToStep("left1", "缺", "before", STRAIGHT, branch="both.l"))

    assert open_steps(again.state) == open_steps(straight.state) == ["before#2"]
    assert open_steps(play(chain, Approve("before"), state=again.state).state) == ["both.l:left1#2", "both.r:right#2"]
    assert open_steps(play(chain, Approve("before"), state=straight.state).state) == ["both.l:left1#2"]


def test_inside_a_strand_the_others_go_on() -> None:
    chain = block()

    result = play(
        chain,
        Start(),
        Approve("before"),
        Approve("left1", "both.l"),
        ReturnToStep("left2", "缺", "left1", AGAIN, to_branch="both.l", branch="both.l"),
    )

    assert open_steps(result.state) == ["both.r:right#1", "both.l:left1#2"]


@pytest.mark.parametrize("then", ReturnMode)
def test_across_a_join(then: ReturnMode) -> None:
    chain = block()
    done = (Start(), Approve("before"), Approve("left1", "both.l"), Approve("left2", "both.l"))

    returned = play(
        chain, *done, Approve("right", "both.r"), ReturnToStep("after", "缺", "left1", then, to_branch="both.l")
    )
    redone = play(chain, Approve("left1", "both.l"), state=returned.state)

    assert open_steps(returned.state) == ["both.l:left1#2"]
    assert open_steps(redone.state) == (["both.l:left2#2"] if then is AGAIN else ["after#2"])


def test_across_a_join_that_does_not_wait_the_block_runs_anew() -> None:
    chain = block(Join.ANY)

    result = play(
        chain,
        Start(),
        Approve("before"),
        Approve("right", "both.r"),
        ReturnToStep("after", "缺", "right", AGAIN, to_branch="both.r"),
    )

    assert open_steps(result.state) == ["both.l:left1#2", "both.r:right#2"]


def test_a_join_that_did_not_wait_leaves_the_other_strands_alone_later() -> None:
    chain = Chain((*block(Join.ANY).nodes, step("last")))

    result = play(chain, Start(), Approve("before"), Approve("right", "both.r"), Approve("after"))

    assert outcomes(result.state) == [
        "before#1 approved",
        "left1#1 cancelled ×",
        "right#1 approved",
        "after#1 approved",
        "last#1 open",
    ]


def test_choices_after_the_step_are_taken_anew_and_those_around_it_kept() -> None:
    inner = Choose("in", (branch("x", step("x"), when={"==": [{"var": "size"}, "big"]}),), branch("y", step("y")))
    chain = Chain((Choose("out", (branch("a", step("first"), inner, when=True),), branch("b")), step("after")))
    small, big = everybody(chain, size="small"), everybody(chain, size="big")
    state = play(chain, Start(), Approve("first", "out.a"), context=small).state

    returned = play(
        chain,
        ReturnToStep("y", "缺", "first", AGAIN, to_branch="out.a", branch="out.a/in.y"),
        Approve("first", "out.a"),
        state=state,
        context=big,
    )

    assert open_steps(returned.state) == ["out.a/in.x:x#1"]


@pytest.mark.parametrize(
    ("to", "to_branch"),
    [("three", ""), ("decide", ""), ("nowhere", ""), ("one", "elsewhere")],
)
def test_only_a_finished_step_before_this_one(to: str, to_branch: str) -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(LINE, *TO_THREE, ReturnToStep("three", "缺", to, AGAIN, to_branch=to_branch))

    assert refused.value.code == "return_target_unfit"


def test_not_to_another_strand() -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(
            block(),
            Start(),
            Approve("before"),
            Approve("right", "both.r"),
            ReturnToStep("left1", "缺", "right", AGAIN, to_branch="both.r", branch="both.l"),
        )

    assert refused.value.code == "return_target_unfit"


def test_a_decision_is_not_undone_by_a_return() -> None:
    chain = Chain((step("one"), step("decide", StepKind.DECIDE), step("issue")))

    with pytest.raises(IllegalTransition) as refused:
        play(chain, Start(), Approve("one"), Decide("decide", "noted"), ReturnToStep("issue", "缺", "one", AGAIN))

    assert refused.value.code == "return_after_decision"


def test_a_reason_is_needed() -> None:
    with pytest.raises(ValidationFailed):
        play(LINE, *TO_THREE, ReturnToStep("three", " ", "one", AGAIN))


def test_the_sender_chooses_how_a_resubmission_walks() -> None:
    back = ReturnToApplicant("three", "缺", then=STRAIGHT)

    assert open_steps(play(LINE, *TO_THREE, back, Resubmit()).state) == ["three#2"]
    assert open_steps(play(LINE, *TO_THREE, ReturnToApplicant("three", "缺"), Resubmit()).state) == ["one#2"]


def test_one_takes_back_what_one_did_until_the_next_acts() -> None:
    passed = play(LINE, Start(), Approve("one", by="u:1", seat="u:one"))

    taken = play(LINE, TakeBack("one", "u:1"), state=passed.state)

    assert taken.events == (
        TaskVoided("one", "", 1),
        TaskVoided("two", "", 1),
        TakenBack("one", "", 1, "u:1"),
        TaskOpened("one", "", 2, 1, ("u:one",), NOW),
    )


@pytest.mark.parametrize(
    ("commands", "back", "code"),
    [
        ((Approve("one", by="u:1", seat="u:one"),), TakeBack("one", "u:2"), "nothing_to_take_back"),
        ((Approve("one", by="u:1", seat="u:one"),), TakeBack("two", "u:1"), "nothing_to_take_back"),
        ((Approve("one", by="u:1", seat="u:one"), Claim("two", "u:2")), TakeBack("one", "u:1"), "acted_since"),
        ((Approve("one", by="u:1", seat="u:one"), Approve("two")), TakeBack("one", "u:1"), "acted_since"),
    ],
)
def test_taking_back_is_refused(commands, back: TakeBack, code: str) -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(LINE, Start(), *commands, back)

    assert refused.value.code == code


def test_acceptance_is_not_taken_back() -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(
            ACCEPTING,
            Start(),
            Approve("desk"),
            Approve("accept", by="u:1", seat="u:accept"),
            TakeBack("accept", "u:1"),
        )

    assert refused.value.code == "nothing_to_take_back"


def test_a_supplement_is_asked_for_once_and_nothing_else_is_done_again() -> None:
    asked = play(ACCEPTING, Start(), Approve("desk"), RequestSupplement("accept", "缺少合同"))
    again = play(ACCEPTING, Resubmit(), state=asked.state)

    assert asked.events[-1] == SupplementRequested("accept", "缺少合同")
    assert asked.state.status is ChainStatus.SUPPLEMENTING
    assert open_steps(again.state) == ["accept#2"]
    with pytest.raises(IllegalTransition) as refused:
        play(ACCEPTING, RequestSupplement("accept", "还缺一份"), state=again.state)
    assert refused.value.code == "supplement_once"


def test_acceptance_and_its_refusal() -> None:
    accepted = play(ACCEPTING, Start(), Approve("desk"), Approve("accept"))
    refused = play(ACCEPTING, Start(), Approve("desk"), RefuseAcceptance("accept", "不属于本机关职权"))

    assert Accepted("accept", NOW) in accepted.events
    assert refused.events[-1] == AcceptanceRefused("accept", "不属于本机关职权")
    assert (refused.state.status, open_steps(refused.state)) == (ChainStatus.REFUSED, [])


@pytest.mark.parametrize("command", [RequestSupplement("desk", "缺"), RefuseAcceptance("desk", "缺")])
def test_only_where_acceptance_is_examined(command) -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(ACCEPTING, Start(), command)

    assert refused.value.code == "step_accepts_nothing"
