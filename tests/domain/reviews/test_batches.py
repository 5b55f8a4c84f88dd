"""What a batch is, without any row."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.chain_model import AssigneeKind, AssigneeRule, Effect, ResultOption, Step, StepKind
from reviews.batch_policies import BatchAction, BatchSituation, batch_verdict
from reviews.domain.actions import Action
from reviews.domain.batches import (
    BatchCommand,
    BatchKind,
    BatchState,
    Entrant,
    Exempt,
    Gap,
    Place,
    Planned,
    Recorded,
    Wish,
    entry_refusal,
    forward_action,
    gaps,
    kinds_for,
    move_batch,
    moved,
    needs_opinion,
    pattern_of,
    planned,
    reordered,
    with_basis,
)
from tenants.domain.errors import IllegalTransition

A, B, C, D = (UUID(int=number) for number in range(1, 5))
PLACE = Place(A, "decide", "r:registration_point:1")
ENTRANT = Entrant(A, "decide", frozenset({PLACE.principal, "u:1"}), is_open=True, forward=Action.DECIDE)


def test_the_moves_and_no_others() -> None:
    expected = {
        ("collecting", "fix"): "fixed",
        ("fixed", "reopen"): "collecting",
        ("fixed", "confirm"): "confirming",
        ("confirming", "finish"): "confirmed",
        ("collecting", "cancel"): "cancelled",
        ("fixed", "cancel"): "cancelled",
    }

    assert {(state, command): _after(state, command) for state, command in product(BatchState, BatchCommand)} == {
        (state, command): expected.get((state.value, command.value), f"batch_is_{state}")
        for state, command in product(BatchState, BatchCommand)
    }


def _after(state: BatchState, command: BatchCommand) -> str:
    """The state afterwards, or the code of the refusal."""
    try:
        return move_batch(state, command).value
    except IllegalTransition as refused:
        return refused.code


@pytest.mark.parametrize(
    ("offered", "forward", "kinds"),
    [
        ({Action.DECIDE, Action.RETURN}, Action.DECIDE, (BatchKind.DECISION, BatchKind.MEETING)),
        ({Action.APPROVE, Action.RETURN}, Action.APPROVE, (BatchKind.FORWARD, BatchKind.MEETING)),
    ],
)
def test_a_step_says_how_it_is_gone_past(offered: set[Action], forward: Action, kinds: tuple[BatchKind, ...]) -> None:
    assert (forward_action(offered), kinds_for(forward)) == (forward, kinds)


def test_paper_is_not_taken_in_by_a_batch() -> None:
    assert forward_action({Action.RECEIVE_PAPER, Action.RETURN}) is None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, ""),
        ({"is_open": False}, "task_closed"),
        ({"held_by": "第一批"}, "batch_item_elsewhere"),
        ({"forward": None}, "batch_step_not_offered"),
        ({"step_key": "examine"}, "batch_other_step"),
        ({"procedure_id": B}, "batch_other_step"),
        ({"principals": frozenset({"u:1"})}, "batch_other_people"),
    ],
)
def test_who_may_come_in(changes: dict[str, object], refusal: str) -> None:
    assert entry_refusal(PLACE, replace(ENTRANT, **changes)) == refusal  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("forward", "item", "expected"),
    [
        (Action.DECIDE, Wish(), Planned(Action.DECIDE, "yes", "同意")),
        (Action.DECIDE, Wish(opinion="另议"), Planned(Action.DECIDE, "yes", "另议")),
        (Action.DECIDE, Wish("no", "", Exempt.RESULT), Planned(Action.DECIDE, "no", "同意")),
        (Action.DECIDE, Wish("no", "", Exempt.RETURN), Planned(Action.RETURN)),
        (Action.DECIDE, Wish("", "缺件", Exempt.RETURN), Planned(Action.RETURN, "", "缺件")),
        (Action.DECIDE, Wish("", "缺件", Exempt.LEAVE_OUT), Planned(None)),
        (Action.APPROVE, Wish(), Planned(Action.APPROVE, "", "同意")),
    ],
)
def test_what_an_item_will_do(forward: Action, item: Wish, expected: Planned) -> None:
    assert planned(forward, Wish("yes", "同意"), item) == expected


def test_when_an_act_must_say_why() -> None:
    results = (
        ResultOption("yes", "同意", Effect.APPROVE, opinion_required=False),
        ResultOption("no", "不同意", Effect.DENY),
    )
    rule = AssigneeRule(AssigneeKind.ROLE, "point")
    step = Step("decide", "批复", StepKind.DECIDE, rule, "批复", results=results)
    acts = [
        Planned(Action.DECIDE, "yes"),
        Planned(Action.DECIDE, "no"),
        Planned(Action.RETURN),
        Planned(Action.APPROVE),
    ]

    assert [needs_opinion(step, act) for act in acts] == [False, True, True, False]
    assert needs_opinion(replace(step, opinion_required=True), acts[0])


def test_an_opinion_names_the_batch() -> None:
    assert (
        with_basis("同意", title="第三次会议", number="某科发〔2026〕12号")
        == "同意（《第三次会议》某科发〔2026〕12号）"
    )
    assert with_basis("", title="第三次会议", number="") == "《第三次会议》"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (BatchKind.FORWARD, [Gap("batch_gap_number", hard=False), Gap("batch_gap_scan", hard=False)]),
        (
            BatchKind.MEETING,
            [
                Gap("batch_gap_meeting", hard=True),
                Gap("batch_gap_number", hard=False),
                Gap("batch_gap_scan", hard=False),
            ],
        ),
        (BatchKind.DECISION, [Gap("batch_gap_number", hard=True), Gap("batch_gap_scan", hard=False)]),
    ],
)
def test_what_is_missing(kind: BatchKind, expected: list[Gap]) -> None:
    assert list(gaps(kind, Recorded(3, has_meeting=False, has_number=False, has_scan=False))) == expected
    assert gaps(kind, Recorded(3, has_meeting=True, has_number=True, has_scan=True)) == ()
    assert gaps(kind, Recorded(0, has_meeting=True, has_number=True, has_scan=True)) == (
        Gap("batch_gap_items", hard=True),
    )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, (A, B, C, D)),
        ({D: 1}, (D, A, B, C)),
        ({A: 3}, (B, C, A, D)),
        ({A: 4, D: 1}, (D, B, C, A)),
        ({C: 2}, (A, C, B, D)),
        ({B: 99}, (A, C, D, B)),
    ],
)
def test_an_order_by_typed_numbers(wanted: dict[UUID, int], expected: tuple[UUID, ...]) -> None:
    assert reordered((A, B, C, D), wanted) == expected


@given(st.permutations([A, B, C, D]), st.dictionaries(st.sampled_from([A, B, C, D]), st.integers(1, 9)))
def test_nobody_is_lost_by_an_order(order: list[UUID], wanted: dict[UUID, int]) -> None:
    assert sorted(reordered(order, wanted)) == [A, B, C, D]


@pytest.mark.parametrize(
    ("item", "by", "expected"),
    [(A, 1, (B, A, C)), (A, -1, (A, B, C)), (C, 1, (A, B, C)), (C, -1, (A, C, B)), (B, -1, (B, A, C))],
)
def test_one_moves_up_or_down(item: UUID, by: int, expected: tuple[UUID, ...]) -> None:
    assert moved((A, B, C), item, by) == expected


@pytest.mark.parametrize(
    ("number", "pattern"),
    [
        ("某科发〔2026〕12号", "某科发〔{year}〕{seq}号"),
        ("某科〔2026〕007", "某科〔{year}〕{seq:03}"),
        ("会议纪要第3期", "会议纪要第{seq}期"),
        ("2026年", ""),
        ("无号", ""),
        ("怪{1}号", ""),
    ],
)
def test_the_pattern_that_a_typed_number_follows(number: str, pattern: str) -> None:
    assert pattern_of(number, 2026) == pattern


@pytest.mark.parametrize(("action", "state"), list(product(BatchAction, BatchState)))
def test_nobody_else_ever_acts_and_the_refusal_hides(action: BatchAction, state: BatchState) -> None:
    foreign = BatchSituation(is_addressed=False, handles_procedure=True, for_office=True, state=state)
    ungranted = BatchSituation(is_addressed=True, handles_procedure=False, for_office=True, state=state)

    verdicts = [batch_verdict(action, at) for at in (foreign, ungranted)]

    assert [(each.allowed, each.reason, each.refusal.value) for each in verdicts] == [
        (False, "batch_unknown", "not_authorised"),
        (False, "procedure_not_yours", "not_authorised"),
    ]


def test_what_each_state_lets_be_done() -> None:
    may = {
        state.value: [
            action.value for action in BatchAction if batch_verdict(action, BatchSituation(True, True, True, state))
        ]
        for state in BatchState
    }

    assert may == {
        "collecting": ["look", "arrange", "record", "add_paper", "fix", "cancel"],
        "fixed": ["look", "record", "add_paper", "reopen", "confirm", "cancel"],
        "confirming": ["look", "add_paper"],
        "confirmed": ["look", "add_paper"],
        "cancelled": ["look"],
    }
