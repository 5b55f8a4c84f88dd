"""Papers taken in by their check codes: what the counter is told, and what an older version needs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, PrintedForm
from applications.queries.printed import code_of
from reviews.models import PaperReceipt
from reviews.queries.scanned import PaperState, scanned_papers
from reviews.services.paper import Counted, PaperTurn, Proof, receive_paper, receive_papers
from tenants.clock import now
from tenants.domain.errors import Problem, ValidationFailed
from tests.factories.registrations import (
    Office,
    acting,
    bring_to,
    key,
    open_task,
    send_back,
    submit_again,
    submit_registration,
    take_paper,
    version_of,
)


def printed(application: Application, round_number: int = 1) -> str:
    """The code on a paper of one version, each with a hash of its own as real submissions have."""
    submission = application.submissions.get(round=round_number)
    submission.content_hash = uuid4().hex * 2
    submission.save(update_fields=["content_hash"])
    return PrintedForm.objects.create(submission=submission, code=code_of(submission), requested_at=now()).code


def resubmitted(office: Office) -> Application:
    """At the paper step with its second version."""
    application = bring_to(office, "registration_point")
    send_back(application, office.point)
    again = submit_again(office, application)
    from tests.factories.registrations import approve

    approve(again, office.unit)
    approve(again, office.point)
    again.refresh_from_db()
    return again


def receive(office: Office, application: Application, proof: Proof) -> None:
    receive_paper(
        acting(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        counted=Counted(2, "三号柜"),
        idempotency_key=key(),
        proof=proof,
    )


def test_each_paper_is_told_apart(office: Office) -> None:
    good = printed(bring_to(office, "receive_paper"))
    newer = resubmitted(office)
    older, latest = printed(newer, 1), printed(newer, 2)
    taken = bring_to(office, "receive_paper")
    received = printed(taken)
    take_paper(taken, office.point)
    early = printed(submit_registration(office))

    papers = scanned_papers(acting(office.point), [good, older, latest, received, early, "0" * 12, "", good])

    assert [(paper.state, paper.is_receivable) for paper in papers] == [
        (PaperState.OK, True),
        (PaperState.OLDER, True),
        (PaperState.OK, True),
        (PaperState.RECEIVED, False),
        (PaperState.UNKNOWN, False),  # the office does not see it before it has got as far
        (PaperState.UNKNOWN, False),
    ]


def test_a_paper_whose_examination_is_not_finished_is_not_there_yet(office: Office) -> None:
    code = printed(bring_to(office, "registration_point"))

    assert [paper.state for paper in scanned_papers(acting(office.point), [code])] == [PaperState.NOT_THERE]


def test_a_point_of_another_county_is_told_as_little_as_a_stranger(office: Office) -> None:
    code = printed(bring_to(office, "receive_paper"))

    for user in (office.other_point, office.system):
        assert [paper.state for paper in scanned_papers(acting(user), [code])] == [PaperState.UNKNOWN]


def test_many_codes_cost_as_much_as_one(office: Office) -> None:
    codes = [printed(bring_to(office, "receive_paper")) for _ in range(3)]
    actor = acting(office.point)
    scanned_papers(actor, codes[:1])

    counts = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            scanned_papers(actor, codes[:number])
        counts.append(len(queries))

    assert counts == [4, 4]


def test_an_older_version_is_refused_without_a_reason_and_noted_with_one(office: Office) -> None:
    application = resubmitted(office)
    older = printed(application, 1)

    with pytest.raises(ValidationFailed) as refused:
        receive(office, application, Proof(older))
    receive(office, application, Proof(older, " 两版仅电话不同 "))

    assert refused.value.problems == (Problem("older_reason", "paper_is_older", {"round": 1, "latest": 2}),)
    receipt = PaperReceipt.objects.get(act__application=application)
    assert (receipt.round, receipt.older_reason, receipt.copies, receipt.storage_place) == (
        1,
        "两版仅电话不同",
        2,
        "三号柜",
    )


def test_the_latest_version_is_noted_and_needs_no_reason(office: Office) -> None:
    application = resubmitted(office)

    receive(office, application, Proof(f"https://x/verify/{printed(application, 2)}/", "用不着"))

    receipt = PaperReceipt.objects.get(act__application=application)
    assert (receipt.round, receipt.older_reason) == (2, "")


@pytest.mark.parametrize("typed", ["nonsense", "0" * 12])
def test_an_unknown_code_receives_nothing(office: Office, typed: str) -> None:
    application = bring_to(office, "receive_paper")

    with pytest.raises(ValidationFailed) as refused:
        receive(office, application, Proof(typed))

    assert refused.value.problems == (Problem("code", "paper_code_unknown"),)


def test_the_paper_of_another_application_receives_nothing(office: Office) -> None:
    application, another = bring_to(office, "receive_paper"), bring_to(office, "receive_paper")

    with pytest.raises(ValidationFailed) as refused:
        receive(office, application, Proof(printed(another)))

    assert refused.value.problems == (Problem("code", "paper_of_another"),)
    assert PaperReceipt.objects.count() == 0


def test_a_batch_itemises_what_cannot_be_received_and_repeats_itself_on_a_double_click(office: Office) -> None:
    good, newer = bring_to(office, "receive_paper"), resubmitted(office)
    turns = [
        PaperTurn(open_task(good).id, version_of(good), Proof(printed(good))),
        PaperTurn(open_task(newer).id, version_of(newer), Proof(printed(newer, 1))),
        PaperTurn(uuid4(), 1, Proof("0" * 12)),
    ]
    once_key = key()

    first = receive_papers(acting(office.point), turns, counted=Counted(1), idempotency_key=once_key)
    again = receive_papers(acting(office.point), turns, counted=Counted(1), idempotency_key=once_key)

    assert [result.code for result in first] == ["", "paper_is_older", "task_unknown"]
    assert [result.outcome for result in again] == [result.outcome for result in first]
    assert PaperReceipt.objects.count() == 1
