"""上一环节选择下一环节办理人: whoever passes a step names who is next."""

from __future__ import annotations

import pytest

from procedures.domain.chain import decide
from procedures.domain.chain_choices import choices_of, leaves_choices
from procedures.domain.chain_commands import (
    Answer,
    Approve,
    Command,
    Decide,
    Object,
    Resubmit,
    ReturnToApplicant,
    ReturnToStep,
    Start,
)
from procedures.domain.chain_events import Blocked, PeopleChosen, StepSkipped, replay
from procedures.domain.chain_model import (
    AssigneeKind,
    Chain,
    ChainContext,
    ChainState,
    NobodyPolicy,
    ObjectionPolicy,
    Parallel,
    ReturnMode,
    Signing,
    SigningMode,
    StepKind,
)
from procedures.domain.chain_view import dump_state, load_state
from tenants.domain.errors import ValidationFailed
from tests.domain.procedures.chains import NOW, branch, open_steps, play, staffed, step

CHOICE = AssigneeKind.PREVIOUS_CHOICE
LINE = Chain((step("first"), step("second", by=CHOICE), step("third")))
POOL = staffed(LINE, "u:1", "u:2", "u:3")


def first(*people: str) -> Approve:
    return Approve("first", by="u:1", chosen={"second": people})


def asked(state: ChainState) -> list[tuple[str, tuple[str, ...]]]:
    return [(task.step, tuple(seat.who for seat in task.seats)) for task in state.open_tasks()]


def refusal(chain: Chain, context: ChainContext, *commands: Command) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        play(chain, *commands, context=context)
    return [(problem.path, problem.code) for problem in refused.value.problems]


def test_the_step_opens_for_those_who_were_named() -> None:
    result = play(LINE, Start(), first("u:3", "u:2"), context=POOL)

    assert asked(result.state) == [("second", ("u:3", "u:2"))]
    assert PeopleChosen("second", ("u:3", "u:2")) in result.events


def test_somebody_must_be_named_and_only_of_those_one_may_choose_from() -> None:
    assert refusal(LINE, POOL, Start(), Approve("first", by="u:1", chosen={})) == [("next", "next_people_missing")]
    assert refusal(LINE, POOL, Start(), first("u:9")) == [("next", "next_people_unfit")]


def test_where_nobody_can_be_asked_everybody_of_the_choice_is() -> None:
    chain = Chain((step("call", StepKind.EXTERNAL), step("second", by=CHOICE)))

    result = play(chain, Start(), Answer("call", True, "R-1"), context=staffed(chain, "u:1", "u:2"))

    assert asked(result.state) == [("second", ("u:1", "u:2"))]


@pytest.mark.parametrize(
    ("nobody", "then"),
    [
        (NobodyPolicy.BLOCK, [("second", ())]),
        (NobodyPolicy.SKIP, [("third", ("u:1",))]),
        (NobodyPolicy.ROLE, [("second", ("u:7",))]),
    ],
)
def test_an_empty_choice_follows_the_policy_for_nobody(
    nobody: NobodyPolicy, then: list[tuple[str, tuple[str, ...]]]
) -> None:
    chain = Chain((step("first"), step("second", nobody=nobody, fallback="help", by=CHOICE), step("third")))
    context = ChainContext(assignees={"first": ("u:1",), "third": ("u:1",)}, fallbacks={"help": ("u:7",)})

    result = play(chain, Start(), Approve("first", by="u:1", chosen={}), context=context)

    assert asked(result.state) == then
    assert any(isinstance(each, Blocked) for each in result.events) is (nobody is NobodyPolicy.BLOCK)
    assert any(isinstance(each, StepSkipped) for each in result.events) is (nobody is NobodyPolicy.SKIP)


def test_going_straight_back_finds_the_same_people() -> None:
    back = ReturnToApplicant("second", "缺", by="u:3", then=ReturnMode.STRAIGHT_BACK)

    result = play(LINE, Start(), first("u:3"), back, Resubmit(), context=POOL)

    assert asked(result.state) == [("second", ("u:3",))]


def test_whoever_passes_it_again_may_name_others_or_leave_it() -> None:
    walked = play(
        LINE,
        Start(),
        first("u:3"),
        ReturnToStep("second", "缺", "first", ReturnMode.WALK_AGAIN),
        context=POOL,
    )

    left = play(LINE, Approve("first", by="u:1", chosen={}), context=POOL, state=walked.state)
    other = play(LINE, first("u:2"), context=POOL, state=walked.state)

    assert asked(left.state) == [("second", ("u:3",))]
    assert asked(other.state) == [("second", ("u:2",))]


def test_who_has_left_since_is_not_asked_again() -> None:
    walked = play(
        LINE, Start(), first("u:3"), ReturnToStep("second", "缺", "first", ReturnMode.WALK_AGAIN), context=POOL
    )

    with pytest.raises(ValidationFailed):
        decide(LINE, walked.state, Approve("first", by="u:1", chosen={}), staffed(LINE, "u:1", "u:2"), NOW)


def test_the_last_of_several_signers_chooses() -> None:
    both = Signing(SigningMode.ALL, objected=ObjectionPolicy.GO_ON)
    chain = Chain((step("first", StepKind.COUNTERSIGN, signing=both), step("second", by=CHOICE)))
    context = staffed(chain, "u:1", "u:2")
    one = play(chain, Start(), Approve("first", by="u:1", seat="u:1", chosen={}), context=context)

    agreed = play(
        chain, Approve("first", by="u:2", seat="u:2", chosen={"second": ("u:1",)}), context=context, state=one.state
    )
    objected = play(
        chain,
        Object("first", "不妥", by="u:2", seat="u:2", chosen={"second": ("u:2",)}),
        context=context,
        state=one.state,
    )

    assert asked(agreed.state) == [("second", ("u:1",))]
    assert asked(objected.state) == [("second", ("u:2",))]


def test_strands_that_open_together_are_each_chosen_for() -> None:
    block = Parallel("p", (branch("a", step("left", by=CHOICE)), branch("b", step("right", by=CHOICE))))
    chain = Chain((step("first"), block))
    context = staffed(chain, "u:1", "u:2")
    started = play(chain, Start(), context=context)

    choices = choices_of(chain, started.state, context, at=step("first"), branch="", by="u:1", seat="u:1", now=NOW)
    named = {"left": ("u:1",), "right": ("u:2",)}
    result = play(chain, Approve("first", by="u:1", chosen=named), context=context, state=started.state)

    assert [(each.step.key, each.people) for each in choices] == [("left", ("u:1", "u:2")), ("right", ("u:1", "u:2"))]
    assert asked(result.state) == [("left", ("u:1",)), ("right", ("u:2",))]
    assert open_steps(result.state) == ["p.a:left#1", "p.b:right#1"]


def test_what_is_left_to_choose_is_known_before() -> None:
    started = play(LINE, Start(), context=POOL)
    returned = play(
        LINE, first("u:3"), ReturnToStep("second", "缺", "first", ReturnMode.WALK_AGAIN), context=POOL,
        state=started.state,
    )  # fmt: skip

    def left(state: ChainState, key: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        at = LINE.step(key)
        assert at is not None
        found = choices_of(LINE, state, POOL, at=at, branch="", by="u:1", seat="u:1", now=NOW)
        return [(each.step.key, each.people, each.named) for each in found]

    assert left(started.state, "first") == [("second", ("u:1", "u:2", "u:3"), ())]
    assert left(returned.state, "first") == [("second", ("u:1", "u:2", "u:3"), ("u:3",))]
    assert left(started.state, "second") == []
    assert leaves_choices(LINE)
    assert not leaves_choices(Chain((step("first"),)))


def test_a_decision_chooses_only_where_it_goes_on() -> None:
    chain = Chain((step("decide", StepKind.DECIDE), step("after", by=CHOICE)))
    context = staffed(chain, "u:1", "u:2")

    denied = play(chain, Start(), Decide("decide", "refused", "不符", by="u:1", chosen={}), context=context)
    granted = Decide("decide", "registered", "符合", by="u:1", chosen={"after": ("u:2",)})

    assert denied.state.open_tasks() == ()
    assert asked(play(chain, Start(), granted, context=context).state) == [("after", ("u:2",))]
    assert refusal(chain, context, Start(), Decide("decide", "noted", by="u:1", chosen={})) == [
        ("next", "next_people_missing")
    ]


def test_choices_are_events_and_survive_storage() -> None:
    started = play(LINE, Start(), context=POOL)
    passed = play(LINE, first("u:2"), context=POOL, state=started.state)

    assert replay((*started.events, *passed.events)) == passed.state
    assert load_state(dump_state(passed.state)) == passed.state
    old = {key: value for key, value in dump_state(passed.state).items() if key != "chosen"}
    assert load_state(old).chosen == {}
