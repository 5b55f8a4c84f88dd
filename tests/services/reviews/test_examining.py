from __future__ import annotations

import uuid

import pytest

from reviews.domain.remarks import Remark
from reviews.models import StepAct
from reviews.services.examining import approve_task, return_application
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    key,
    open_task,
    submit_registration,
    version_of,
)


def test_a_double_click_is_one_act(office: Office) -> None:
    application = submit_registration(office)
    given = {
        "task_id": open_task(application).id,
        "version": version_of(application),
        "opinion": "同意",
        "idempotency_key": key(),
    }

    first = approve_task(acting(office.unit), **given)
    second = approve_task(acting(office.unit), **given)

    assert first == second
    assert StepAct.objects.filter(application=application).count() == 1


def test_a_stale_page_says_who_did_what(office: Office) -> None:
    application = bring_to(office, "registration_point")
    task, version = open_task(application), version_of(application)
    approve(application, office.point)

    with pytest.raises(IllegalTransition) as refusal:
        return_application(
            acting(office.second_point),
            task_id=task.id,
            version=version,
            opinion="请补充",
            remarks=(),
            idempotency_key=key(),
        )

    assert (refusal.value.code, refusal.value.params["by"]) == ("meanwhile_approved", "程清和")
    assert StepAct.objects.filter(application=application).count() == 2


def test_a_return_keeps_its_remarks_for_the_applicant(office: Office) -> None:
    application = bring_to(office, "registration_point")
    remarks = (Remark("achievement_name", "与证书不一致"), Remark("materials.work_report", "缺页"))

    return_application(
        acting(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        opinion="",
        remarks=remarks,
        idempotency_key=key(),
    )

    act = StepAct.objects.get(application=application, action="return")
    entry = application.timeline.get(kind="returned")
    expected = [
        {"path": "achievement_name", "text": "与证书不一致"},
        {"path": "materials.work_report", "text": "缺页"},
    ]
    assert act.items == expected
    assert entry.params["items"] == expected


def test_a_return_without_a_reason_changes_nothing(office: Office) -> None:
    application = bring_to(office, "registration_point")
    version = version_of(application)

    with pytest.raises(ValidationFailed) as refusal:
        return_application(
            acting(office.point),
            task_id=open_task(application).id,
            version=version,
            opinion=" ",
            remarks=(),
            idempotency_key=key(),
        )

    assert refusal.value.problems == (Problem("opinion", "return_reason_missing"),)
    assert version_of(application) == version


@pytest.mark.parametrize("person", ["leader", "unit", "examiner", "other_point", "supervising", "system"])
def test_who_is_not_asked_cannot_even_know(office: Office, person: str) -> None:
    application = bring_to(office, "registration_point")

    with pytest.raises(NotAuthorised):
        approve_task(
            acting(getattr(office, person)),
            task_id=open_task(application).id,
            version=version_of(application),
            opinion="",
            idempotency_key=key(),
        )

    assert open_task(application).step_key == "registration_point"


def test_a_candidate_without_the_grant_on_the_procedure_is_refused(office: Office) -> None:
    from procedures.models import ProcedureGroupPermission

    application = bring_to(office, "registration_point")
    ProcedureGroupPermission.objects.filter(group__role__key="registration_point").delete()

    with pytest.raises(NotAuthorised):
        approve(application, office.point)


def test_an_unknown_task_answers_like_a_forbidden_one(office: Office) -> None:
    with pytest.raises(NotAuthorised):
        approve_task(acting(office.point), task_id=uuid.uuid4(), version=1, opinion="", idempotency_key=key())


def test_an_act_is_in_the_ledger_without_its_words(office: Office) -> None:
    application = submit_registration(office)

    approve(application, office.unit, opinion="张三的证件已核对")

    entry = LedgerEntry.objects.get(command="reviews.approve_task")
    assert (entry.actor_id, entry.subject_id) == (office.unit.id, application.id)
    assert "张三" not in str(entry.data)
