"""用印、公示、制发 at work: what passes each step, what it leaves behind, what does not pass it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from applications.domain.states import Status
from applications.models import Application
from notifications.models import Message
from procedures.domain.values import Json
from procedures.queries.packages import compiled
from reviews.domain.actions import Action
from reviews.models import Certificate, PublicNotice, StepAct
from reviews.queries.seals import seal_scans
from reviews.services.acts import ActOutcome
from reviews.services.completing import issue_task, seal_task
from reviews.services.examining import approve_task
from reviews.services.notice_steps import day_after, end_notices
from reviews.services.notices import prepare_notice, release_notice, withdraw_notice
from reviews.services.steering import Given, steer
from tenants.clock import now, today
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor
from tests.factories.assigning import with_steps
from tests.factories.registrations import (
    Office,
    approve,
    decide,
    evidence_for,
    key,
    open_registration,
    open_task,
    submit_registration,
    take_paper,
    version_of,
)

POINT: Json = {"kind": "role", "role": "registration_point"}
SEAL: dict[str, Json] = {"key": "seal", "name": "用印", "kind": "seal", "assignee": POINT}
NOTICE: dict[str, Json] = {"key": "publicity", "name": "公示", "kind": "public_notice", "assignee": POINT}
ISSUE: dict[str, Json] = {"key": "issue", "name": "制发", "kind": "issue", "assignee": POINT}
AFTER_DECISION = 5


def at_step(office: Office, step: dict[str, Json]) -> Application:
    application = submit_registration(with_steps(office, step))
    approve(application, office.unit)
    assert open_task(application).step_key == step["key"]
    return application


def given(application: Application, **more: object) -> dict[str, object]:
    return {
        "task_id": open_task(application).id,
        "version": version_of(application),
        "opinion": "",
        "idempotency_key": key(),
        **more,
    }


def seal(application: Application, user: User, scan: object) -> ActOutcome:
    return seal_task(fresh_actor(user), **given(application, scan_id=scan))  # type: ignore[arg-type]


def publish(office: Office, application: Application) -> PublicNotice:
    notice_id = prepare_notice(fresh_actor(office.point), application.id)
    return release_notice(fresh_actor(office.second_point), notice_id=notice_id)


def run_out(notice: PublicNotice) -> None:
    """As if its last day had been yesterday."""
    PublicNotice.objects.filter(pk=notice.pk).update(ends_on=today() - timedelta(days=1))


def test_the_stamped_scan_passes_the_step_and_stays_with_the_act(office: Office) -> None:
    application = at_step(office, SEAL)
    scan = evidence_for(office.point, "盖章页.pdf")
    Message.objects.all().delete()

    seal(application, office.point, scan)

    act = StepAct.objects.get(action="seal")
    assert (act.evidence_id, [file.id for file in seal_scans(application)]) == (scan, [scan])
    assert open_task(application).step_key == "registration_point"
    entry = application.timeline.get(kind="completed")
    assert (entry.step_label, entry.for_applicant) == ("用印", True)
    assert LedgerEntry.objects.filter(command="reviews.seal_task").count() == 1
    assert ("step_passed", office.leader.id) in Message.objects.values_list("event", "recipient_id")


def test_without_a_scan_or_with_anothers_nothing_is_sealed(office: Office) -> None:
    application = at_step(office, SEAL)

    for scan in (None, evidence_for(office.second_point)):
        with pytest.raises(ValidationFailed) as refused:
            seal(application, office.point, scan)
        assert [(each.path, each.code) for each in refused.value.problems] == [("evidence", "seal_scan_missing")]
    with pytest.raises(IllegalTransition):
        approve_task(fresh_actor(office.point), **given(application))  # type: ignore[arg-type]
    with pytest.raises(NotAuthorised):
        seal(application, office.unit, evidence_for(office.unit))

    assert (open_task(application).step_key, StepAct.objects.filter(action="seal").count()) == ("seal", 0)


def test_the_step_of_publicity_ends_the_day_after_the_last_day_of_its_notice(office: Office) -> None:
    application = at_step(office, NOTICE)
    before = end_notices()
    notice = publish(office, application)
    running = end_notices()
    still = open_task(application).step_key

    run_out(notice)
    done = [end_notices(), end_notices()]

    assert (before, running, still) == (None, day_after(notice.ends_on), "publicity")  # type: ignore[arg-type]
    assert (done, open_task(application).step_key) == ([None, None], "registration_point")
    entry = application.timeline.get(kind="completed")
    assert (entry.step_label, entry.actor_label) == ("公示", "")
    assert LedgerEntry.objects.get(command="reviews.end_notice").data["notice"] == str(notice.id)


def test_nobody_passes_it_by_hand_and_a_withdrawn_notice_does_not_end_it(office: Office) -> None:
    application = at_step(office, NOTICE)
    with pytest.raises(IllegalTransition):
        approve_task(fresh_actor(office.point), **given(application))  # type: ignore[arg-type]
    first = publish(office, application)
    run_out(first)
    withdraw_notice(fresh_actor(office.point), notice_id=first.id, reason="收到异议，核实中")
    end_notices()
    objected = open_task(application).step_key

    second = publish(office, application)
    run_out(second)
    end_notices()

    assert (objected, open_task(application).step_key) == ("publicity", "registration_point")


def test_while_the_matter_is_suspended_it_does_not_end(office: Office) -> None:
    application = at_step(office, NOTICE)
    run_out(publish(office, application))
    suspend = Given("鉴定", basis="第九条")
    steer(
        fresh_actor(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        action=Action.SUSPEND,
        given=suspend,
        idempotency_key=key(),
    )

    end_notices()

    application.refresh_from_db()
    assert (application.status, open_task(application).step_key) == (Status.SUSPENDED, "publicity")


def test_a_colleague_who_was_asked_is_waited_for(office: Office) -> None:
    application = at_step(office, NOTICE)
    run_out(publish(office, application))
    steer(
        fresh_actor(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        action=Action.ADD_SIGNERS,
        given=Given("请核实异议", people=(office.second_point.id,), place="before"),
        idempotency_key=key(),
    )

    again = end_notices()

    assert open_task(application).step_key == "publicity"
    assert again is not None
    assert again > now()


def test_one_that_waits_keeps_nobody_back_and_a_full_turn_goes_on_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.services.notice_steps.AT_ONCE", 1)
    waits, second, third = [at_step(office, NOTICE) for _ in range(3)]
    for each in (waits, second, third):
        run_out(publish(office, each))
    steer(
        fresh_actor(office.point),
        task_id=open_task(waits).id,
        version=version_of(waits),
        action=Action.ADD_SIGNERS,
        given=Given("请核实异议", people=(office.second_point.id,), place="before"),
        idempotency_key=key(),
    )

    again = end_notices()
    after_one = [open_task(each).step_key for each in (waits, second, third)]
    end_notices()

    assert again is not None
    assert again <= now()
    assert after_one == ["publicity", "registration_point", "publicity"]
    assert [open_task(each).step_key for each in (waits, third)] == ["publicity", "registration_point"]


def test_issuing_passes_the_step_and_makes_the_certificate_once(office: Office) -> None:
    application = submit_registration(with_steps(office, ISSUE, at=AFTER_DECISION))
    approve(application, office.unit)
    approve(application, office.point)
    take_paper(application, office.point)
    decide(application, office.point)
    before = (open_task(application).step_key, Certificate.objects.count())

    issue_task(fresh_actor(office.point), **given(application))  # type: ignore[arg-type]

    application.refresh_from_db()
    certificate = Certificate.objects.get(application=application)
    assert before == ("issue", 0)
    assert (application.status, application.completed_at is not None) == (Status.APPROVED, True)
    assert (certificate.number, certificate.issued_by_id) == (application.registration_number, office.point.id)
    assert LedgerEntry.objects.get(command="reviews.issue_task").data["certificate"] == certificate.code
    with pytest.raises(IllegalTransition):
        steer(
            fresh_actor(office.point),
            task_id=StepAct.objects.get(action="issue").task_id,
            version=version_of(application),
            action=Action.TAKE_BACK,
            given=Given(),
            idempotency_key=key(),
        )


def test_notices_of_the_other_city_end_nothing_here(office: Office, city_b: Jurisdiction) -> None:
    """Beyond the wall the same step with a notice that has run its days."""
    application = at_step(office, NOTICE)
    publish(office, application)
    with tenant_context(city_b):
        other = open_registration(city_b)
        theirs = at_step(other, NOTICE)
        run_out(publish(other, theirs))
        assert compiled(theirs.procedure_version).notice is not None

    end_notices()

    assert open_task(application).step_key == "publicity"
    with tenant_context(city_b):
        assert open_task(theirs).step_key == "publicity"
        end_notices()
        assert open_task(theirs).step_key == "registration_point"
