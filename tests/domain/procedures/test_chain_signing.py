"""或签、会签、依次; claims; 转办、加签、减签、委托; people who would act twice or on their own matter."""

from __future__ import annotations

from typing import TypeAlias

import pytest

from procedures.domain.chain import decide
from procedures.domain.chain_commands import (
    AddSigners,
    Approve,
    Claim,
    Command,
    Decide,
    NameAssignees,
    Object,
    Release,
    RemoveSigner,
    Start,
    Transfer,
)
from procedures.domain.chain_events import ReturnedToApplicant, Signed, StepNotified, StepSkipped, TaskClosed
from procedures.domain.chain_model import (
    Chain,
    ChainContext,
    ChainState,
    ChainStatus,
    NobodyPolicy,
    ObjectionPolicy,
    OwnPolicy,
    RepeatPolicy,
    SeatPlace,
    Sign,
    Signing,
    SigningMode,
    StepKind,
)
from procedures.domain.chain_seats import front
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tests.domain.procedures.chains import NOW, open_steps, outcomes, play, staffed, step

BEFORE, AFTER, BESIDE = SeatPlace.BEFORE, SeatPlace.AFTER, SeatPlace.MAIN
Signer: TypeAlias = "tuple[str, Sign]"
YES, NO = Sign.AGREE, Sign.OBJECT


def together(mode: SigningMode, needed: int = 0, objected: ObjectionPolicy = ObjectionPolicy.GO_ON) -> Chain:
    return Chain((step("sign", StepKind.COUNTERSIGN, signing=Signing(mode, needed, objected)), step("next")))


def run(chain: Chain, *commands: Command, people: tuple[str, ...] = ("u:1", "u:2", "u:3")) -> ChainState:
    return play(chain, Start(), *commands, context=staffed(chain, *people)).state


def asked(chain: Chain, state: ChainState, key: str = "sign") -> tuple[str, ...]:
    step_ = chain.step(key)
    task = next(each for each in state.open_tasks() if each.step == key)
    assert step_ is not None
    return front(task, step_.signing)


def signs(*given: Signer) -> tuple[Command, ...]:
    return tuple(Approve("sign", by=who) if sign is YES else Object("sign", "不同意", by=who) for who, sign in given)


@pytest.mark.parametrize(
    ("mode", "needed", "given", "outcome"),
    [
        (SigningMode.ALL, 0, (("u:1", YES), ("u:2", YES)), "open"),
        (SigningMode.ALL, 0, (("u:3", YES), ("u:1", YES), ("u:2", YES)), "approved"),
        (SigningMode.ALL, 0, (("u:1", YES), ("u:2", NO)), "objected"),
        (SigningMode.COUNT, 2, (("u:1", YES), ("u:2", NO)), "open"),
        (SigningMode.COUNT, 2, (("u:1", YES), ("u:2", NO), ("u:3", YES)), "approved"),
        (SigningMode.COUNT, 2, (("u:1", NO), ("u:2", NO)), "objected"),
        (SigningMode.COUNT, 9, (("u:1", YES), ("u:2", YES), ("u:3", YES)), "approved"),
        (SigningMode.RATIO, 50, (("u:1", YES),), "open"),
        (SigningMode.RATIO, 50, (("u:1", YES), ("u:2", YES)), "approved"),
        (SigningMode.RATIO, 67, (("u:1", YES), ("u:2", YES)), "open"),
        (SigningMode.RATIO, 67, (("u:1", YES), ("u:2", NO)), "objected"),
        (SigningMode.SEQUENCE, 0, (("u:1", YES), ("u:2", YES)), "open"),
        (SigningMode.SEQUENCE, 0, (("u:1", YES), ("u:2", YES), ("u:3", YES)), "approved"),
        (SigningMode.SEQUENCE, 0, (("u:1", NO),), "objected"),
    ],
)
def test_how_many_have_to_agree(mode: SigningMode, needed: int, given: tuple[Signer, ...], outcome: str) -> None:
    state = run(together(mode, needed), *signs(*given))

    assert outcomes(state)[0] == f"sign#1 {outcome}"


def test_who_signs_is_written_down_and_asked_no_more() -> None:
    chain = together(SigningMode.ALL)
    state = run(chain)

    result = decide(chain, state, Approve("sign", by="u:2"), staffed(chain, "u:1", "u:2", "u:3"), NOW)

    assert result.events == (Signed("sign", "", 1, "u:2", YES, "u:2"),)
    assert asked(chain, result.state) == ("u:1", "u:3")


def test_one_after_the_other() -> None:
    chain = together(SigningMode.SEQUENCE)

    assert asked(chain, run(chain)) == ("u:1",)
    assert asked(chain, run(chain, *signs(("u:1", YES)))) == ("u:2",)
    with pytest.raises(IllegalTransition) as refused:
        run(chain, *signs(("u:2", YES)))
    assert refused.value.code == "awaits_signers"


def test_nobody_signs_twice_nor_for_nobody() -> None:
    chain = together(SigningMode.ALL)

    for by in ("u:1", "u:9"):
        with pytest.raises(IllegalTransition) as refused:
            run(chain, *signs(("u:1", YES)), Approve("sign", by=by))
        assert refused.value.code == "seat_not_yours"


def test_a_group_becomes_people_where_all_sign() -> None:
    chain = together(SigningMode.ALL)
    context = staffed(chain, "r:law", "r:money", people={"r:law": ("u:1", "u:2"), "r:money": ("u:2", "u:3")})

    state = play(chain, Start(), context=context).state

    assert asked(chain, state) == ("u:1", "u:2", "u:3")


def test_an_objection_returns_where_the_package_says_so() -> None:
    chain = together(SigningMode.ALL, objected=ObjectionPolicy.RETURN)

    result = play(chain, Start(), *signs(("u:1", YES), ("u:2", NO)), context=staffed(chain, "u:1", "u:2"))

    assert result.events[-1] == ReturnedToApplicant("sign", "不同意")
    assert result.state.status is ChainStatus.RETURNED


def test_whoever_acts_alone_returns_instead_of_objecting() -> None:
    chain = Chain((step("sign"),))

    with pytest.raises(IllegalTransition) as refused:
        run(chain, Object("sign", "不同意", by="u:1"))

    assert refused.value.code == "step_takes_no_objection"


def test_a_claim_keeps_the_others_out_until_it_is_released() -> None:
    chain = Chain((step("sign"),))
    context = staffed(chain, "r:desk", people={"r:desk": ("u:1", "u:2")})
    claimed = play(chain, Start(), Claim("sign", "u:1"), context=context).state
    released = play(chain, Release("sign", "u:1"), state=claimed, context=context).state

    assert asked(chain, claimed) == ("u:1",)
    assert asked(chain, released) == ("r:desk",)
    with pytest.raises(IllegalTransition) as refused:
        play(chain, Approve("sign", by="u:2", seat="r:desk"), state=claimed, context=context)
    assert refused.value.code == "task_claimed"
    with pytest.raises(IllegalTransition):
        play(chain, Claim("sign", "u:2"), state=claimed, context=context)
    with pytest.raises(IllegalTransition):
        play(chain, Release("sign", "u:2"), state=claimed, context=context)
    assert play(chain, Approve("sign", by="u:1"), state=claimed, context=context).state.status is ChainStatus.FINISHED


def test_transfer_of_a_groups_task_and_of_one_signature() -> None:
    single, several = Chain((step("sign"),)), together(SigningMode.ALL)

    one = play(single, Start(), Transfer("sign", "u:9", "u:1", seat="r:desk"), context=staffed(single, "r:desk", "r:x"))
    many = run(several, Transfer("sign", "u:9", "u:2"))

    assert asked(single, one.state) == ("u:9",)
    assert asked(several, many) == ("u:1", "u:9", "u:3")
    with pytest.raises(ValidationFailed):
        run(several, Transfer("sign", "u:3", "u:2"))


@pytest.mark.parametrize("kind", [StepKind.EXAMINE, StepKind.DECIDE])
def test_who_is_asked_before_answers_and_it_comes_back(kind: StepKind) -> None:
    chain = Chain((step("sign", kind),))
    delegated = run(chain, AddSigners("sign", ("u:8", "u:9"), BEFORE, "u:1"))
    half = play(chain, Object("sign", "有疑问", by="u:9"), state=delegated).state
    back = play(chain, Approve("sign", opinion="可", by="u:8"), state=half).state

    assert asked(chain, delegated) == ("u:8", "u:9")
    assert asked(chain, half) == ("u:8",)
    assert asked(chain, back) == ("u:1",)
    own: Command = Decide("sign", "noted", by="u:1") if kind is StepKind.DECIDE else Approve("sign", by="u:1")
    with pytest.raises(IllegalTransition) as early:
        play(chain, own, state=delegated)
    assert early.value.code == "awaits_signers"
    assert play(chain, own, state=back).state.status is ChainStatus.FINISHED


def test_who_is_asked_after_signs_last_and_may_stop_it() -> None:
    chain = Chain((step("sign", signing=Signing(objected=ObjectionPolicy.RETURN)), step("next")))
    waiting = run(chain, AddSigners("sign", ("u:9",), AFTER, "u:1"), Approve("sign", by="u:1"))

    assert asked(chain, waiting) == ("u:9",)
    assert open_steps(play(chain, Approve("sign", by="u:9"), state=waiting, context=staffed(chain, "u:1")).state) == [
        "next#1"
    ]
    assert play(chain, Object("sign", "不妥", by="u:9"), state=waiting).state.status is ChainStatus.RETURNED


def test_an_objection_after_the_decision_is_written_down_and_no_more() -> None:
    chain = Chain((step("decide", StepKind.DECIDE), step("sign")))
    waiting = run(
        chain,
        Decide("decide", "noted", by="u:1"),
        AddSigners("sign", ("u:9",), AFTER, "u:1"),
        Approve("sign", by="u:1"),
    )

    ended = play(chain, Object("sign", "不妥", by="u:9"), state=waiting).state

    assert (ended.status, ended.result) == (ChainStatus.FINISHED, "noted")
    assert outcomes(ended)[-1] == "sign#1 objected"


def test_beside_those_who_sign_together() -> None:
    chain = together(SigningMode.ALL)

    state = run(chain, AddSigners("sign", ("u:9",), BESIDE, "u:1"), *signs(("u:1", YES), ("u:2", YES), ("u:3", YES)))

    assert asked(chain, state) == ("u:9",)
    with pytest.raises(IllegalTransition):
        run(Chain((step("sign"),)), AddSigners("sign", ("u:9",), BESIDE, "u:1"))


def test_who_was_added_is_removed_by_who_added_them() -> None:
    chain = together(SigningMode.ALL)
    added = (AddSigners("sign", ("u:9",), BESIDE, "u:1"), *signs(("u:1", YES), ("u:2", YES), ("u:3", YES)))

    state = run(chain, *added, RemoveSigner("sign", "u:9", "u:1"))

    assert open_steps(state) == ["next#1"]
    for by, who in (("u:2", "u:9"), ("u:1", "u:2")):
        with pytest.raises(IllegalTransition) as refused:
            run(chain, *added[:1], RemoveSigner("sign", who, by))
        assert refused.value.code == "signer_not_added_by_you"


def test_nobody_is_added_twice_or_adds_themselves() -> None:
    chain = together(SigningMode.ALL)

    for people in (("u:2",), ("u:9", "u:9"), ("u:1",), ()):
        with pytest.raises(ValidationFailed):
            run(chain, AddSigners("sign", people, BEFORE, "u:1"))


def test_somebody_is_found_for_a_blocked_step() -> None:
    chain = together(SigningMode.ALL)
    blocked = play(chain, Start(), context=ChainContext()).state

    named = play(
        chain, NameAssignees("sign", ("r:law",)), state=blocked, context=ChainContext(people={"r:law": ("u:1",)})
    )

    assert asked(chain, named.state) == ("u:1",)
    with pytest.raises(IllegalTransition):
        play(chain, NameAssignees("sign", ("u:2",)), state=named.state)


def test_the_same_person_is_not_asked_twice_in_a_row() -> None:
    chain = Chain((step("one"), step("two", repeat=RepeatPolicy.SKIP), step("three", repeat=RepeatPolicy.SKIP)))
    context = ChainContext(
        assignees={"one": ("r:a",), "two": ("r:b",), "three": ("r:c",)},
        people={"r:a": ("u:1", "u:2"), "r:b": ("u:1",), "r:c": ("u:2",)},
    )

    result = play(chain, Start(), Approve("one", by="u:1", seat="r:a"), context=context)

    assert result.events[1] == StepSkipped("two", "", 1, "same_person", 1)
    assert open_steps(result.state) == ["three#1"]


@pytest.mark.parametrize(
    ("own", "opened"), [(OwnPolicy.ALLOW, ["unit#1"]), (OwnPolicy.SKIP, ["next#1"]), (OwnPolicy.NOBODY, ["next#1"])]
)
def test_the_applicants_own_people(own: OwnPolicy, opened: list[str]) -> None:
    chain = Chain((step("unit", nobody=NobodyPolicy.SKIP, own=own), step("next")))
    context = ChainContext(assignees={"unit": ("u:1",), "next": ("u:2",)}, applicants=frozenset({"u:1"}))

    assert open_steps(play(chain, Start(), context=context).state) == opened


def test_copies_are_told_and_passed() -> None:
    chain = Chain((step("copy", StepKind.NOTIFY), step("next")))

    result = play(chain, Start(), context=staffed(chain, "u:1"))

    assert result.events[1] == StepNotified("copy", "", 1, ("u:1",), 1)
    assert open_steps(result.state) == ["next#1"]


def test_one_of_a_group_closes_its_task() -> None:
    chain = Chain((step("sign"), step("next")))

    result = play(chain, Start(), Approve("sign", by="u:1", seat="r:desk"), context=staffed(chain, "r:desk", "r:other"))

    assert result.events[0] == TaskClosed("sign", "", 1, "approved", NOW, "u:1")
