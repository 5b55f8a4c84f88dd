"""Handing on, asking others, standing still, going back a step: on the shipped procedure and on one that accepts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from accounts.models import User
from applications.domain.states import Status
from applications.models import Application
from notifications.models import Message
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from procedures.services.publishing import publish_version
from reviews.domain.actions import Action
from reviews.domain.remarks import Remark
from reviews.models import Clock, ClockState, StepAct, StepTask, TaskState
from reviews.queries.inbox import ListFilter, inbox_after
from reviews.services.acts import ActOutcome
from reviews.services.steering import Given, steer
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    key,
    open_task,
    submit_again,
    submit_registration,
    version_of,
)

PACKAGE = Path(__file__).resolve().parents[3] / "procedures/packages/achievement_registration.yaml"
BASIS = "《科技成果登记办法》第九条"


def do(
    application: Application, user: User, action: Action, *, task: StepTask | None = None, **given: object
) -> ActOutcome:
    return steer(
        acting(user),
        task_id=(task or open_task(application)).id,
        version=version_of(application),
        action=action,
        given=Given(**given),  # type: ignore[arg-type]
        idempotency_key=key(),
    )


def waits_for(user: User) -> set[UUID]:
    found, left = inbox_after(acting(user), ListFilter(), today=today(), except_for=UUID(int=0))
    return {found.application_id} if found and left else set()


def status_of(application: Application) -> Status:
    return Status(Application.objects.values_list("status", flat=True).get(pk=application.pk))


def accepting(office: Office, **signing: object) -> Office:
    """The same procedure, with 受理 and a 会签 of the whole point before the paper."""
    content = read_yaml(PACKAGE.read_text(encoding="utf-8"))
    nodes = content["chain"]["nodes"]  # type: ignore[index,call-overload]
    people = {"kind": "role", "role": "registration_point"}
    accept = {"key": "accept", "name": "受理", "kind": "accept", "assignee": people}
    sign = {"key": "sign", "name": "会签", "kind": "countersign", "assignee": people, "signing": signing}
    nodes[2:2] = [{"step": accept}, {"step": sign}]  # type: ignore[index]
    version = publish_version(
        parse_package(with_parameters(content, {})),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )
    return replace(office, version=version)


def test_a_claimed_task_leaves_the_inbox_of_the_others_until_it_is_released(office: Office) -> None:
    application = bring_to(office, "registration_point")

    do(application, office.point, Action.CLAIM)

    assert (waits_for(office.point), waits_for(office.second_point)) == ({application.id}, set())
    with pytest.raises(IllegalTransition) as refused:
        approve(application, office.second_point)
    assert refused.value.code == "seat_not_yours"
    do(application, office.point, Action.RELEASE)
    assert waits_for(office.second_point) == {application.id}
    approve(application, office.second_point)


def test_a_transferred_task_belongs_to_one_person_who_is_told(office: Office) -> None:
    application = bring_to(office, "registration_point")

    do(application, office.point, Action.TRANSFER, people=(office.second_point.id,), opinion="请您办理")

    assert (waits_for(office.point), waits_for(office.second_point)) == (set(), {application.id})
    assert Message.objects.filter(recipient=office.second_point, event="task_waiting").exists()
    assert StepAct.objects.get(action="transfer").opinion == f"{office.second_point.display_name}\n请您办理"
    assert LedgerEntry.objects.filter(command="reviews.transfer").count() == 1


def test_nobody_is_handed_a_task_who_may_not_do_it(office: Office) -> None:
    application = bring_to(office, "registration_point")

    for person in (office.leader, office.unit, office.system):
        with pytest.raises(ValidationFailed) as refused:
            do(application, office.point, Action.TRANSFER, people=(person.id,))
        assert [problem.code for problem in refused.value.problems] == ["person_not_on_procedure"]


def test_who_is_asked_before_signs_and_it_comes_back(office: Office) -> None:
    application = bring_to(office, "registration_point")
    do(application, office.point, Action.ADD_SIGNERS, people=(office.second_point.id,), place="before")

    with pytest.raises(IllegalTransition):
        approve(application, office.point)
    approve(application, office.second_point, "数据属实")

    assert waits_for(office.point) == {application.id}
    assert waits_for(office.second_point) == set()
    approve(application, office.point)
    assert open_task(application).step_key == "receive_paper"


def test_who_was_asked_by_mistake_is_removed(office: Office) -> None:
    application = bring_to(office, "registration_point")
    do(application, office.point, Action.ADD_SIGNERS, people=(office.second_point.id,), place="before")

    do(application, office.point, Action.REMOVE_SIGNER, people=(office.second_point.id,))

    assert (waits_for(office.point), waits_for(office.second_point)) == ({application.id}, set())


@pytest.mark.parametrize(
    ("then", "next_step"), [("walk_again", "registration_point"), ("straight_back", "receive_paper")]
)
def test_back_to_a_finished_step(office: Office, then: str, next_step: str) -> None:
    application = bring_to(office, "receive_paper")

    do(application, office.point, Action.RETURN_TO_STEP, to="applicant_unit@", then=then, opinion="单位意见不明确")

    assert open_task(application).step_key == "applicant_unit"
    assert status_of(application) is Status.IN_PROGRESS
    approve(application, office.unit)
    assert open_task(application).step_key == next_step
    assert StepTask.objects.get(application=application, step_key="applicant_unit", visit=1).voided


def test_back_from_the_decision_it_is_no_longer_being_decided(office: Office) -> None:
    application = bring_to(office, "decide")

    do(application, office.point, Action.RETURN_TO_STEP, to="registration_point@", then="walk_again", opinion="再核")

    assert status_of(application) is Status.IN_PROGRESS


def test_one_takes_back_what_nobody_has_gone_on_with(office: Office) -> None:
    application = bring_to(office, "registration_point")
    done = open_task(application)
    approve(application, office.point)

    do(application, office.point, Action.TAKE_BACK, task=done)

    assert open_task(application).step_key == "registration_point"
    with pytest.raises(NotAuthorised):
        do(application, office.second_point, Action.TAKE_BACK, task=done)


def test_while_suspended_nothing_moves_and_no_clock_runs(office: Office) -> None:
    application = bring_to(office, "registration_point")

    do(application, office.point, Action.SUSPEND, basis=BASIS, opinion="等待鉴定结论")

    assert status_of(application) is Status.SUSPENDED
    assert not Clock.objects.filter(application=application, state=ClockState.RUNNING).exists()
    with pytest.raises(IllegalTransition) as refused:
        approve(application, office.point)
    assert refused.value.code == "matter_suspended"
    do(application, office.point, Action.RESUME)
    assert Clock.objects.filter(application=application, state=ClockState.RUNNING).exists()
    approve(application, office.point)
    assert set(Message.objects.filter(recipient=office.leader).values_list("event", flat=True)) >= {
        "application_suspended",
        "application_resumed",
    }


def test_terminated_is_the_end(office: Office) -> None:
    application = bring_to(office, "registration_point")

    do(application, office.point, Action.TERMINATE, basis=BASIS, opinion="申报单位注销")

    assert status_of(application) is Status.TERMINATED
    assert not StepTask.objects.filter(application=application, state=TaskState.OPEN).exists()
    assert not Clock.objects.filter(application=application).exclude(state=ClockState.ENDED).exists()


@pytest.mark.parametrize(
    ("action", "given", "code"),
    [
        (Action.SUSPEND, {"opinion": "等待"}, "basis_missing"),
        (Action.SUSPEND, {"basis": BASIS}, "opinion_missing"),
        (Action.TRANSFER, {}, "choose_person"),
        (Action.RETURN_TO_STEP, {"to": "applicant_unit@", "opinion": "x"}, "return_mode_missing"),
    ],
)
def test_what_is_missing_is_said_at_its_place(office: Office, action: Action, given: dict, code: str) -> None:
    application = bring_to(office, "registration_point")

    with pytest.raises(ValidationFailed) as refused:
        do(application, office.point, action, **given)

    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_supplement_is_asked_for_once_and_comes_back_to_the_desk(office: Office) -> None:
    office = accepting(office)
    application = submit_registration(office)
    approve(application, office.unit)

    do(application, office.point, Action.REQUEST_SUPPLEMENT, remarks=(Remark("achievement_name", "与证书不一致"),))

    assert status_of(application) is Status.SUPPLEMENTING
    submit_again(office, application)
    assert (status_of(application), open_task(application).step_key) == (Status.SUBMITTED, "accept")
    with pytest.raises(IllegalTransition) as refused:
        do(application, office.point, Action.REQUEST_SUPPLEMENT, opinion="还缺")
    assert refused.value.code == "supplement_once"
    approve(application, office.point)
    assert Message.objects.filter(recipient=office.leader, event="application_accepted").exists()


def test_acceptance_is_refused_with_a_reason(office: Office) -> None:
    office = accepting(office)
    application = submit_registration(office)
    approve(application, office.unit)

    do(application, office.point, Action.REFUSE_ACCEPTANCE, opinion="不属于本机关职权范围")

    assert status_of(application) is Status.REFUSED


def test_all_sign_and_one_objection_sends_it_back(office: Office) -> None:
    office = accepting(office, mode="all")
    application = submit_registration(office)
    for person in (office.unit, office.point, office.point):
        approve(application, person)

    assert (waits_for(office.point), waits_for(office.second_point)) == (set(), {application.id})
    do(application, office.second_point, Action.OBJECT, opinion="效益数据无依据")

    assert status_of(application) is Status.RETURNED
    assert application.timeline.filter(kind="signed", for_applicant=False).count() == 1
