"""Standing still, ending without a decision, and waiting for another system."""

from __future__ import annotations

import pytest

from procedures.domain.chain_commands import (
    Answer,
    Approve,
    Command,
    Decide,
    Resubmit,
    Resume,
    ReturnToApplicant,
    Start,
    Suspend,
    Terminate,
    Withdraw,
)
from procedures.domain.chain_events import Resumed, ReturnedToApplicant, Suspended, TaskOpened, TaskVoided, Terminated
from procedures.domain.chain_model import Chain, ChainContext, ChainStatus, StepKind
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tests.domain.procedures.chains import NOW, open_steps, play, step

LINE = Chain((step("one"), step("decide", StepKind.DECIDE), step("issue")))
STOP, END = Suspend("《办法》第十条", "等待鉴定"), Terminate("《办法》第十二条", "申请人死亡")
ABROAD = Chain((step("call", StepKind.EXTERNAL), step("next")))


def test_nothing_moves_while_suspended_and_all_is_there_again() -> None:
    stopped = play(LINE, Start(), STOP)
    again = play(LINE, Resume(), state=stopped.state)

    assert stopped.events == (Suspended("《办法》第十条", "等待鉴定", NOW),)
    assert open_steps(stopped.state) == ["one#1"]
    with pytest.raises(IllegalTransition) as refused:
        play(LINE, Approve("one"), state=stopped.state)
    assert (refused.value.code, refused.value.params) == ("chain_status_forbids", {"status": "suspended"})
    assert again.events == (Resumed(NOW),)
    assert open_steps(play(LINE, Approve("one"), state=again.state).state) == ["decide#1"]


@pytest.mark.parametrize("before", [(), (STOP,), (ReturnToApplicant("one", "缺"),)])
def test_terminated_from_wherever_it_is_under_way(before: tuple[Command, ...]) -> None:
    result = play(LINE, Start(), *before, END)

    assert result.events[-1] == Terminated("《办法》第十二条", "申请人死亡")
    assert (result.state.status, open_steps(result.state)) == (ChainStatus.TERMINATED, [])


@pytest.mark.parametrize("command", [STOP, END, Withdraw()])
def test_a_decided_matter_neither_stands_still_nor_ends_otherwise(command: Command) -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(LINE, Start(), Approve("one"), Decide("decide", "noted"), command)

    assert refused.value.code == ("withdraw_too_late" if isinstance(command, Withdraw) else "decided_already")


@pytest.mark.parametrize("command", [Resume(), Resubmit(), STOP, END, Withdraw(), Approve("one")])
@pytest.mark.parametrize("last", [END, Withdraw("另行申报")])
def test_nothing_leaves_an_end(last: Command, command: Command) -> None:
    with pytest.raises(IllegalTransition) as refused:
        play(LINE, Start(), last, command)

    assert refused.value.code == "chain_status_forbids"


@pytest.mark.parametrize("command", [Suspend("", "x"), Suspend("x", " "), Terminate("x", "")])
def test_basis_and_reason_are_needed(command: Command) -> None:
    with pytest.raises(ValidationFailed):
        play(LINE, Start(), command)


def test_a_suspended_matter_may_be_withdrawn() -> None:
    assert play(LINE, Start(), STOP, Withdraw()).state.status is ChainStatus.WITHDRAWN


def test_another_system_passes_the_step() -> None:
    context = ChainContext(assignees={"next": ("u:1",)})
    started = play(ABROAD, Start(), context=context)

    result = play(ABROAD, Answer("call", True, "R-1"), state=started.state, context=context)

    assert started.events[1:] == (TaskOpened("call", "", 1, 1, (), NOW),)
    assert open_steps(result.state) == ["next#1"]


def test_another_system_sends_back_with_a_reason() -> None:
    result = play(ABROAD, Start(), Answer("call", False, "R-1", reason="查无此证"))

    assert result.events[-1] == ReturnedToApplicant("call", "查无此证")
    with pytest.raises(ValidationFailed):
        play(ABROAD, Start(), Answer("call", False, "R-1"))


def test_nobody_answers_for_another_system_nor_at_another_step() -> None:
    for command, code in ((Approve("call"), "step_awaits_answer"), (Answer("next", True, "R"), "step_not_open")):
        with pytest.raises(IllegalTransition) as refused:
            play(ABROAD, Start(), command)
        assert refused.value.code == code
    with pytest.raises(IllegalTransition) as refused:
        play(LINE, Start(), Answer("one", True, "R"))
    assert refused.value.code == "step_awaits_no_answer"


def test_a_returned_matter_is_withdrawn_without_open_tasks() -> None:
    result = play(LINE, Start(), Withdraw("不再申报"))

    assert result.events[0] == TaskVoided("one", "", 1)
