"""The whole table: who × what × when, and the reason a button gives."""

from __future__ import annotations

from itertools import product

import pytest

from accounts.domain.verdict import RefusalKind
from applications.domain.states import Status
from reviews.domain.actions import Action
from reviews.policies import TaskSituation, verdict_on, verdicts

FORWARD = (Action.APPROVE, Action.RETURN, Action.RECEIVE_PAPER, Action.DECIDE)


def situation(**changes: object) -> TaskSituation:
    usual: dict[str, object] = {
        "status": Status.IN_PROGRESS,
        "is_candidate": True,
        "is_office_step": True,
        "handles_procedure": True,
        "is_open": True,
        "offered": frozenset(FORWARD),
        "holds_effective_decision": False,
    }
    return TaskSituation(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("action", FORWARD)
def test_a_candidate_with_the_grant_acts_on_an_open_task(action: Action) -> None:
    assert verdict_on(action, situation()).allowed


@pytest.mark.parametrize(("action", "status"), list(product(Action, Status)))
def test_nobody_else_ever_acts_and_the_refusal_hides(action: Action, status: Status) -> None:
    verdict = verdict_on(action, situation(status=status, is_candidate=False, holds_effective_decision=True))

    assert (verdict.allowed, verdict.reason, verdict.refusal) == (
        False,
        "task_not_addressed_to_you",
        RefusalKind.NOT_AUTHORISED,
    )


@pytest.mark.parametrize("action", Action)
def test_an_office_step_needs_the_grant_on_the_procedure_too(action: Action) -> None:
    verdict = verdict_on(action, situation(handles_procedure=False))

    assert (verdict.reason, verdict.refusal) == ("procedure_not_yours", RefusalKind.NOT_AUTHORISED)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN])
def test_a_step_of_the_applicants_unit_needs_no_grant(action: Action) -> None:
    assert verdict_on(action, situation(is_office_step=False, handles_procedure=False)).allowed


@pytest.mark.parametrize("action", FORWARD)
def test_a_closed_task_says_so(action: Action) -> None:
    verdict = verdict_on(action, situation(is_open=False))

    assert (verdict.reason, verdict.refusal) == ("task_closed", RefusalKind.NOT_NOW)


@pytest.mark.parametrize("action", FORWARD)
def test_what_the_step_does_not_offer_says_so(action: Action) -> None:
    offered = frozenset(FORWARD) - {action}

    verdict = verdict_on(action, situation(offered=offered))

    assert (verdict.reason, verdict.refusal) == (f"step_does_not_offer_{action}", RefusalKind.NOT_NOW)


@pytest.mark.parametrize("status", Status)
def test_only_a_decision_in_force_is_revoked(status: Status) -> None:
    verdict = verdict_on(Action.REVOKE_DECISION, situation(status=status, holds_effective_decision=True))

    assert verdict.allowed is (status in {Status.APPROVED, Status.DENIED})


def test_every_action_has_its_rule() -> None:
    assert set(verdicts(situation())) == set(Action)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.DECIDE])
def test_whoever_entered_it_at_the_counter_neither_examines_nor_decides_it(action: Action) -> None:
    verdict = verdict_on(action, situation(entered_by_actor=True))

    assert (verdict.allowed, verdict.reason, verdict.refusal) == (False, "entered_by_yourself", RefusalKind.NOT_NOW)


def test_whoever_entered_it_takes_in_its_paper_and_revokes_nothing() -> None:
    decided = situation(status=Status.APPROVED, entered_by_actor=True, holds_effective_decision=True)

    assert verdict_on(Action.RECEIVE_PAPER, situation(entered_by_actor=True)).allowed
    assert verdict_on(Action.REVOKE_DECISION, decided).reason == "entered_by_yourself"
