"""分办: work of a group goes to one person, evenly or by the hand of somebody above."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.chain import decide
from procedures.domain.chain_acts import may_be_given_out
from procedures.domain.chain_commands import (
    AddSigners,
    Approve,
    Claim,
    GiveOutTask,
    NameAssignees,
    ReturnToStep,
    Start,
    Transfer,
)
from procedures.domain.chain_model import (
    AssigneeKind,
    Chain,
    ChainContext,
    ChainState,
    GiveOut,
    ReturnMode,
    SeatPlace,
    Signing,
    SigningMode,
    StepKind,
)
from procedures.domain.chain_run import least_loaded
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tests.domain.procedures.chains import NOW, play, staffed, step

EVENLY = (GiveOut.EVENLY,)
LINE = Chain((step("work", give_out=EVENLY), step("after")))
GROUP = Chain((step("work"), step("after")))


def who(state: ChainState) -> list[str]:
    return [seat.who for task in state.open_tasks() for seat in task.seats]


def start(people: tuple[str, ...], **context: object) -> ChainState:
    return play(LINE, Start(), context=staffed(LINE, *people, **context)).state


def test_whoever_has_least_in_hand_and_of_several_the_first_by_id() -> None:
    people = ("u:3", "u:1", "u:2")

    assert who(start(people, loads={"u:1": 2, "u:2": 1, "u:3": 1})) == ["u:2"]
    assert who(start(people)) == ["u:1"]
    assert who(start(people, loads={"u:1": 1, "u:2": 1, "u:3": 1})) == ["u:1"]


def test_the_applicant_is_passed_over_where_there_are_others() -> None:
    assert who(start(("u:1", "u:2"), applicants=frozenset({"u:1"}))) == ["u:2"]
    assert who(start(("u:1",), applicants=frozenset({"u:1"}))) == ["u:1"]


def test_whoever_had_it_before_has_it_again_as_long_as_they_are_there() -> None:
    back = ReturnToStep("after", "缺", "work", ReturnMode.WALK_AGAIN)
    loads = {"u:1": 0, "u:2": 5}
    state = play(LINE, Transfer("work", "u:2", "u:1", seat="u:1"), Approve("work", by="u:2"),
                 context=staffed(LINE, "u:1", "u:2"), state=start(("u:1", "u:2"))).state  # fmt: skip

    again = decide(LINE, state, back, staffed(LINE, "u:1", "u:2", loads=loads), NOW)
    gone = decide(LINE, state, back, staffed(LINE, "u:1", "u:3", loads=loads), NOW)

    assert (who(again.state), who(gone.state)) == (["u:2"], ["u:1"])


def test_somebody_found_later_for_a_blocked_step_is_one_of_them() -> None:
    blocked = play(LINE, Start(), context=ChainContext()).state
    named = NameAssignees("work", ("u:1", "u:2"))

    result = decide(LINE, blocked, named, ChainContext(loads={"u:1": 1}), NOW)

    assert who(result.state) == ["u:2"]


@given(st.integers(1, 5), st.integers(0, 30))
def test_nobody_is_ever_more_than_one_ahead(people: int, tasks: int) -> None:
    crowd = tuple(f"u:{number}" for number in range(people))
    loads: Counter[str] = Counter(dict.fromkeys(crowd, 0))
    for _ in range(tasks):
        loads[least_loaded(crowd, loads)] += 1

    assert max(loads.values()) - min(loads.values()) <= 1
    assert sum(loads.values()) == tasks


def test_by_hand_one_person_has_it_whoever_claimed_it() -> None:
    context = staffed(GROUP, "r:group")
    state = play(GROUP, Start(), Claim("work", "u:1"), context=context).state

    first = decide(GROUP, state, GiveOutTask("work", "u:2", "u:9"), context, NOW).state
    second = decide(GROUP, first, GiveOutTask("work", "u:3", "u:9"), context, NOW).state

    assert (who(first), first.open_tasks()[0].claimed_by) == (["u:2"], "")
    assert who(second) == ["u:3"]
    with pytest.raises(ValidationFailed):
        decide(GROUP, second, GiveOutTask("work", "u:3", "u:9"), context, NOW)


def test_who_was_asked_for_an_opinion_is_still_waited_for() -> None:
    context = staffed(GROUP, "u:1")
    asked = AddSigners("work", ("u:5",), SeatPlace.BEFORE, by="u:1")
    state = play(GROUP, Start(), asked, context=context).state

    given = decide(GROUP, state, GiveOutTask("work", "u:2", "u:9"), context, NOW).state

    assert [(seat.who, seat.place) for seat in given.open_tasks()[0].seats] == [
        ("u:2", SeatPlace.MAIN),
        ("u:5", SeatPlace.BEFORE),
    ]


def test_a_blocked_task_is_given_out_as_well() -> None:
    blocked = play(GROUP, Start(), context=ChainContext()).state

    assert who(decide(GROUP, blocked, GiveOutTask("work", "u:2", "u:9"), ChainContext(), NOW).state) == ["u:2"]


@pytest.mark.parametrize(
    ("unfit", "fits"),
    [
        (step("x"), True),
        (step("x", StepKind.DECIDE), True),
        (step("x", StepKind.EXTERNAL), False),
        (step("x", StepKind.COUNTERSIGN, signing=Signing(SigningMode.ALL)), False),
        (step("x", StepKind.UNIT_EXAMINE, by=AssigneeKind.APPLICANT_ORGANISATION), False),
    ],
)
def test_what_can_be_given_out(unfit: object, fits: bool) -> None:
    chain = Chain((unfit,))  # type: ignore[arg-type]
    state = play(chain, Start(), context=staffed(chain, "u:1", "u:2")).state

    assert may_be_given_out(unfit) is fits  # type: ignore[arg-type]
    if not fits:
        with pytest.raises(IllegalTransition):
            decide(chain, state, GiveOutTask("x", "u:3", "u:9"), ChainContext(), NOW)
