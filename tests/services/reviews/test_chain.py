from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from applications.domain.states import Status
from applications.models import AccessLevel, Application, ApplicationAccess
from notifications.models import Message
from reviews.models import StepTask, TaskState
from reviews.services.unblocking import give_waiting_tasks
from tests.factories.registrations import (
    Office,
    approve,
    bring_to,
    decide,
    open_task,
    send_back,
    submit_again,
    submit_registration,
    take_paper,
)


def walked(application: Application) -> list[tuple[str, str, bool]]:
    return [(task.step_key, task.outcome, task.voided) for task in StepTask.objects.filter(application=application)]


def test_the_whole_chain_without_a_second_level_department(office: Office) -> None:
    application = submit_registration(office)

    approve(application, office.unit)
    approve(application, office.point)
    take_paper(application, office.point)
    decide(application, office.point)

    application.refresh_from_db()
    assert walked(application) == [
        ("applicant_unit", "approved", False),
        ("registration_point", "approved", False),
        ("receive_paper", "approved", False),
        ("decide", "registered", False),
    ]
    assert (application.status, application.result_label, application.current_step) == (Status.APPROVED, "予以登记", "")
    assert application.completed_at is not None
    assert application.version == 6


def test_the_whole_chain_with_a_second_level_department(office: Office) -> None:
    application = submit_registration(office, in_department=True)

    approve(application, office.examiner)
    approve(application, office.unit)
    approve(application, office.point)
    take_paper(application, office.point)
    decide(application, office.point, result="refused")

    application.refresh_from_db()
    assert [step for step, _outcome, _void in walked(application)] == [
        "second_level_department",
        "applicant_unit",
        "registration_point",
        "receive_paper",
        "decide",
    ]
    assert (application.status, application.registration_number) == (Status.DENIED, "")


def test_a_second_level_department_without_an_examiner_is_walked_past(office: Office) -> None:
    office.examiner.memberships.update(state="left")

    application = submit_registration(office, in_department=True)

    assert walked(application) == [("applicant_unit", "", False)]


@pytest.mark.parametrize(
    ("step", "returning"),
    [
        ("applicant_unit", "unit"),
        ("registration_point", "point"),
        ("receive_paper", "point"),
        ("decide", "second_point"),
    ],
)
def test_every_return_goes_to_the_leader_and_starts_anew(office: Office, step: str, returning: str) -> None:
    application = bring_to(office, step)

    send_back(application, getattr(office, returning))

    application.refresh_from_db()
    assert (application.status, application.current_step) == (Status.RETURNED, "")
    assert StepTask.objects.filter(application=application, state=TaskState.OPEN).count() == 0
    returned = Message.objects.filter(event="application_returned")
    assert [message.recipient_id for message in returned] == [office.leader.id]

    submit_again(office, application)

    application.refresh_from_db()
    task = open_task(application)
    assert (task.step_key, task.round) == ("applicant_unit", 2)
    assert application.status == Status.SUBMITTED
    earlier = StepTask.objects.filter(application=application, round=1)
    assert all(each.voided or each.outcome == "returned" for each in earlier)


def test_a_return_by_the_second_level_department_goes_to_the_leader(office: Office) -> None:
    application = submit_registration(office, in_department=True)

    send_back(application, office.examiner)
    submit_again(office, application)

    task = open_task(application)
    assert (task.step_key, task.visit) == ("second_level_department", 2)


def test_an_open_task_is_in_the_inbox_of_its_candidates_only(office: Office) -> None:
    application = bring_to(office, "registration_point")

    principals = list(open_task(application).candidates.values_list("principal", "open"))

    assert principals == [(f"r:registration_point:{office.department.id}", True)]
    assert set(
        StepTask.objects.exclude(state=TaskState.OPEN)
        .filter(application=application)
        .values_list("candidates__open", flat=True)
    ) == {False}


def test_who_gets_a_task_may_handle_and_who_consults_may_read(office: Office) -> None:
    application = bring_to(office, "registration_point")

    levels = dict(ApplicationAccess.objects.filter(application=application).values_list("grantee", "level"))

    root = office.department.parent_id
    assert levels == {
        f"u:{office.leader.id}": AccessLevel.OWN,
        f"oa:{office.organisation.id}": AccessLevel.HANDLE,
        f"r:registration_point:{office.department.id}": AccessLevel.HANDLE,
        f"r:supervising_department:{root}": AccessLevel.CONSULT,
    }


def test_nobody_at_a_step_blocks_it_and_tells_the_system_administrator(office: Office) -> None:
    application = submit_registration(office)
    office.point.grants.update(revoked_at="2026-01-01T00:00Z")
    office.second_point.grants.update(revoked_at="2026-01-01T00:00Z")

    approve(application, office.unit)

    task = open_task(application)
    assert (task.step_key, task.candidates.count()) == ("registration_point", 0)
    assert [m.recipient_id for m in Message.objects.filter(event="step_blocked")] == [office.system.id]
    assert list(application.timeline.filter(kind="blocked").values_list("for_applicant", flat=True)) == [False]


def test_a_blocked_step_goes_to_whoever_gets_its_role_later(office: Office) -> None:
    application = submit_registration(office)
    office.point.grants.update(revoked_at="2026-01-01T00:00Z")
    office.second_point.grants.update(revoked_at="2026-01-01T00:00Z")
    approve(application, office.unit)
    again = give_waiting_tasks()
    before = open_task(application).candidates.count()
    office.second_point.grants.update(revoked_at=None)

    done = [give_waiting_tasks(), give_waiting_tasks()]

    task = open_task(application)
    assert before == 0
    assert again is not None
    assert done == [None, None]
    assert [candidate.principal for candidate in task.candidates.all()] == [
        f"r:registration_point:{office.department.id}"
    ]
    waiting = Message.objects.filter(event="task_waiting", subject_id=application.id, recipient=office.second_point)
    assert waiting.count() == 1


def test_a_task_that_an_older_release_opened_is_not_given_twice(office: Office) -> None:
    application = submit_registration(office)
    StepTask.objects.update(awaits_somebody=True)

    give_waiting_tasks()

    task = open_task(application)
    assert (task.awaits_somebody, task.candidates.count()) == (False, 1)
    assert Message.objects.filter(event="task_waiting").count() == 1


def test_looking_for_waiting_tasks_costs_one_query_when_there_is_none(
    office: Office, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for _ in range(3):
        submit_registration(office)

    with django_assert_num_queries(1):
        give_waiting_tasks()


def test_messages_of_a_whole_chain(office: Office) -> None:
    application = submit_registration(office)
    approve(application, office.unit)
    approve(application, office.point)
    take_paper(application, office.point)
    decide(application, office.point)

    told = {
        name: sorted(Message.objects.filter(recipient=getattr(office, name)).values_list("event", flat=True))
        for name in ("leader", "unit", "point", "second_point", "other_point")
    }

    assert told == {
        "leader": [
            "application_decided",
            "application_submitted",
            "paper_awaited",
            "paper_received",
            "step_passed",
            "step_passed",
        ],
        "unit": ["application_decided", "paper_awaited", "paper_received", "task_waiting"],
        "point": ["task_waiting"],
        "second_point": ["task_waiting", "task_waiting", "task_waiting"],
        "other_point": [],
    }


def test_a_step_with_a_limit_is_due_after_its_working_days(office: Office) -> None:
    application = bring_to(office, "registration_point")

    from tenants.calendar import working_calendar
    from tenants.clock import today

    expected = working_calendar().add_working_days(today(), 3).day
    assert open_task(application).due_on == expected
