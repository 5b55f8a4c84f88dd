from __future__ import annotations

import pytest

from applications.domain.states import Status
from documents.models import IssuedNumber
from reviews.models import Decision
from reviews.services.paper import Counted, PaperTurn, receive_papers
from reviews.services.revoking import revoke_decision
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tests.factories.registrations import (
    Office,
    acting,
    bring_to,
    decide,
    evidence_for,
    key,
    open_task,
    submit_registration,
    version_of,
)


def undo(office: Office, application: object, *, opinion: str = "登记号写错", evidence: bool = True) -> None:
    decided = Decision.objects.get(application=application, state="effective")
    revoke_decision(
        acting(office.point),
        task_id=decided.act.task_id,
        version=version_of(application),  # type: ignore[arg-type]
        opinion=opinion,
        evidence_id=evidence_for(office.point) if evidence else None,
        idempotency_key=key(),
    )


def test_numbers_follow_each_other_and_a_jump(office: Office) -> None:
    first, second, third = (bring_to(office, "decide", title=title) for title in ("一", "二", "三"))

    one = decide(first, office.point).number
    jumped = decide(second, office.point, number=f"{one[:-4]}0041").number
    three = decide(third, office.point).number

    assert one.endswith("Y0001")
    assert (jumped[-4:], three[-4:]) == ("0041", "0042")


def test_a_taken_number_is_refused_with_a_fresh_one_and_nothing_is_kept(office: Office) -> None:
    first, second = bring_to(office, "decide", title="一"), bring_to(office, "decide", title="二")
    number = decide(first, office.point).number

    with pytest.raises(ValidationFailed) as refusal:
        decide(second, office.point, number=number)

    suggestion = f"{number[:-4]}0002"
    assert refusal.value.problems == (Problem("number", "number_taken", {"number": number, "suggestion": suggestion}),)
    second.refresh_from_db()
    assert (second.status, second.registration_number, open_task(second).step_key) == (Status.DECIDING, "", "decide")
    assert Decision.objects.filter(application=second).count() == 0


def test_a_denial_carries_no_number_and_needs_an_opinion(office: Office) -> None:
    application = bring_to(office, "decide")

    outcome = decide(application, office.point, result="refused", number="44000020260001")

    assert (outcome.number, outcome.status) == ("", Status.DENIED)
    assert Decision.objects.get(application=application).result_label == "不予登记"


def test_an_unknown_result_is_refused_at_its_place(office: Office) -> None:
    application = bring_to(office, "decide")

    with pytest.raises(ValidationFailed) as refusal:
        decide(application, office.point, result="made_up")

    assert refusal.value.problems == (Problem("result", "result_missing"),)


def test_a_revoked_decision_keeps_its_number_for_the_next(office: Office) -> None:
    application = bring_to(office, "decide")
    number = decide(application, office.point).number

    undo(office, application)

    application.refresh_from_db()
    assert (application.status, application.registration_number) == (Status.DECIDING, number)
    assert (application.result, application.completed_at) == ("", None)
    task = open_task(application)
    assert (task.step_key, task.visit) == ("decide", 2)

    again = decide(application, office.second_point)

    assert again.number == number
    assert list(Decision.objects.filter(application=application).values_list("state", "number")) == [
        ("revoked", number),
        ("effective", number),
    ]
    assert list(IssuedNumber.objects.filter(scheme="achievement_registration").values_list("number", "state")) == [
        (number, "issued")
    ]


def test_a_changed_number_after_a_revocation_voids_the_kept_one(office: Office) -> None:
    application = bring_to(office, "decide")
    number = decide(application, office.point).number
    undo(office, application)

    changed = decide(application, office.point, number=f"{number[:-4]}0009").number

    states = dict(IssuedNumber.objects.filter(scheme="achievement_registration").values_list("number", "state"))
    assert states == {number: "void", changed: "issued"}


def test_a_denial_after_a_revocation_voids_the_kept_number(office: Office) -> None:
    application = bring_to(office, "decide")
    number = decide(application, office.point).number
    undo(office, application)

    decide(application, office.point, result="refused")

    application.refresh_from_db()
    assert application.registration_number == ""
    assert dict(IssuedNumber.objects.filter(scheme="achievement_registration").values_list("number", "state")) == {
        number: "void"
    }


@pytest.mark.parametrize(
    ("opinion", "evidence", "problem"),
    [
        ("", True, Problem("opinion", "opinion_missing")),
        ("写错", False, Problem("evidence", "evidence_missing")),
    ],
)
def test_a_revocation_needs_opinion_and_evidence(
    office: Office, opinion: str, evidence: bool, problem: Problem
) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)

    with pytest.raises(ValidationFailed) as refusal:
        undo(office, application, opinion=opinion, evidence=evidence)

    assert refusal.value.problems == (problem,)
    application.refresh_from_db()
    assert application.status == Status.APPROVED


def test_somebody_elses_upload_is_no_evidence(office: Office) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)
    foreign = evidence_for(office.second_point)

    with pytest.raises(ValidationFailed) as refusal:
        revoke_decision(
            acting(office.point),
            task_id=Decision.objects.get(application=application).act.task_id,
            version=version_of(application),
            opinion="写错",
            evidence_id=foreign,
            idempotency_key=key(),
        )

    assert refusal.value.problems == (Problem("evidence", "evidence_missing"),)


def test_nothing_decided_cannot_be_revoked(office: Office) -> None:
    application = bring_to(office, "decide")

    with pytest.raises(IllegalTransition) as refusal:
        revoke_decision(
            acting(office.point),
            task_id=open_task(application).id,
            version=version_of(application),
            opinion="写错",
            evidence_id=evidence_for(office.point),
            idempotency_key=key(),
        )

    assert refusal.value.code == "not_decided"


def test_another_countys_point_cannot_revoke(office: Office) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point)

    with pytest.raises(NotAuthorised):
        revoke_decision(
            acting(office.other_point),
            task_id=Decision.objects.get(application=application).act.task_id,
            version=version_of(application),
            opinion="写错",
            evidence_id=evidence_for(office.other_point),
            idempotency_key=key(),
        )


def test_several_papers_at_once_end_one_by_one(office: Office) -> None:
    ready, other = bring_to(office, "receive_paper", title="一"), bring_to(office, "receive_paper", title="二")
    early = submit_registration(office, title="三")
    stale = PaperTurn(open_task(other).id, version_of(other) - 1)
    turns = [PaperTurn(open_task(ready).id, version_of(ready)), stale, PaperTurn(open_task(early).id, 1)]

    results = receive_papers(acting(office.point), turns, counted=Counted(1, "柜 3"), idempotency_key=key())

    assert [(result.outcome is not None, result.code) for result in results] == [
        (True, ""),
        (False, "meanwhile_approved"),
        (False, "task_unknown"),
    ]
    ready.refresh_from_db()
    other.refresh_from_db()
    assert (ready.status, other.current_step) == (Status.DECIDING, "receive_paper")


@pytest.mark.parametrize("copies", [0, 100])
def test_copies_are_counted(office: Office, copies: int) -> None:
    application = bring_to(office, "receive_paper")

    with pytest.raises(ValidationFailed) as refusal:
        receive_papers(
            acting(office.point),
            [PaperTurn(open_task(application).id, version_of(application))],
            counted=Counted(copies),
            idempotency_key=key(),
        )

    assert refusal.value.problems == (Problem("copies", "copies_out_of_range", {"most": 99}),)
