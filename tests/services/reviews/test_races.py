"""Two officers in the same second, on real rows and real locks."""

from __future__ import annotations

from collections.abc import Callable

from accounts.domain.roles import RoleKey
from accounts.domain.substitution import Days
from accounts.services.substitutions import end_substitution, name_substitute
from applications.domain.states import Status
from applications.models import Application
from documents.models import IssuedNumber
from reviews.models import Decision, StepAct
from reviews.services.acts import ActOutcome
from reviews.services.deciding import decide_application
from reviews.services.examining import approve_task
from tenants.clock import today
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.registrations import (
    Office,
    acting,
    bring_to,
    key,
    open_task,
    version_of,
)
from tests.services.tenants.parallel import at_once

SCHEMA = "t_city_a"


def test_two_officers_approve_at_once_and_only_one_does(committed_office: Office) -> None:
    office = committed_office
    application = bring_to(office, "registration_point")
    task, version = open_task(application).id, version_of(application)
    actors = [acting(office.point), acting(office.second_point)]

    def approve(number: int) -> ActOutcome:
        return approve_task(actors[number], task_id=task, version=version, opinion="", idempotency_key=key())

    outcomes = at_once(2, SCHEMA, approve)

    won = [outcome for outcome in outcomes if isinstance(outcome, ActOutcome)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, IllegalTransition)]
    assert (len(won), [refusal.code for refusal in lost]) == (1, ["meanwhile_approved"])
    assert StepAct.objects.filter(task=task).count() == 1
    assert open_task(application).step_key == "receive_paper"


def test_a_double_click_in_the_same_second_is_one_act(committed_office: Office) -> None:
    office = committed_office
    application = bring_to(office, "registration_point")
    task, version, one_key, actor = open_task(application).id, version_of(application), key(), acting(office.point)

    def approve(_number: int) -> ActOutcome:
        return approve_task(actor, task_id=task, version=version, opinion="", idempotency_key=one_key)

    outcomes = at_once(3, SCHEMA, approve)

    assert outcomes == [outcomes[0]] * 3
    assert isinstance(outcomes[0], ActOutcome)
    assert StepAct.objects.filter(task=task).count() == 1


def _decider(office: Office, applications: list[Application], number: str) -> Callable[[int], ActOutcome]:
    given = [(open_task(application).id, version_of(application)) for application in applications]
    actors = [acting(office.point), acting(office.second_point)]

    def decide(at: int) -> ActOutcome:
        task, version = given[at]
        return decide_application(
            actors[at],
            task_id=task,
            version=version,
            result="registered",
            opinion="同意",
            number=number,
            idempotency_key=key(),
        )

    return decide


def test_the_same_number_typed_twice_in_one_second_is_given_once(committed_office: Office) -> None:
    office = committed_office
    applications = [bring_to(office, "decide", title=title) for title in ("一", "二")]
    number = "0000002026Y0007"

    outcomes = at_once(2, SCHEMA, _decider(office, applications, number))

    won = [outcome for outcome in outcomes if isinstance(outcome, ActOutcome)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, ValidationFailed)]
    assert [outcome.number for outcome in won] == [number]
    assert [(problem.path, problem.code) for problem in refused[0].problems] == [("number", "number_taken")]
    assert refused[0].problems[0].params["suggestion"] != number
    assert list(IssuedNumber.objects.filter(number=number).values_list("state", flat=True)) == ["issued"]
    statuses = sorted(Application.objects.values_list("status", flat=True))
    assert statuses == sorted([Status.APPROVED.value, Status.DECIDING.value])
    assert Decision.objects.count() == 1


def test_two_decisions_that_take_what_is_offered_get_two_numbers(committed_office: Office) -> None:
    office = committed_office
    applications = [bring_to(office, "decide", title=title) for title in ("一", "二")]

    outcomes = at_once(2, SCHEMA, _decider(office, applications, ""))

    assert sorted(outcome.number[-4:] for outcome in outcomes if isinstance(outcome, ActOutcome)) == ["0001", "0002"]


def test_the_absent_person_and_the_substitute_decide_at_once_and_one_is_told(committed_office: Office) -> None:
    with tenant_context(SCHEMA):
        application = bring_to(committed_office, "decide")
        substitute = make_staff(department=committed_office.department, name="林代办")
        name_substitute(
            fresh_actor(committed_office.point),
            absent_id=committed_office.point.id,
            substitute_id=substitute.id,
            days=Days(today(), today()),
            reason="出差",
        )
        task, version = open_task(application), version_of(application)
        actors = [fresh_actor(committed_office.point), fresh_actor(substitute)]

        def decide_as(number: int) -> ActOutcome:
            return decide_application(
                actors[number],
                task_id=task.id,
                version=version,
                result="registered",
                opinion="符合登记条件",
                number="",
                idempotency_key=key(),
            )

        answers = at_once(2, SCHEMA, decide_as)

        refused = [answer for answer in answers if isinstance(answer, IllegalTransition)]
        assert [(refusal.code, refusal.params["by"] in {"程清和", "林代办（代 程清和）"}) for refusal in refused] == [
            ("meanwhile_decided", True)
        ]
        assert Decision.objects.count() == 1


def test_two_end_a_substitution_at_once_and_one_is_told(committed_office: Office) -> None:
    with tenant_context(SCHEMA):
        head = make_staff(RoleKey.DEPARTMENT_HEAD, department=committed_office.department, name="科长")
        row = name_substitute(
            fresh_actor(committed_office.point),
            absent_id=committed_office.point.id,
            substitute_id=head.id,
            days=Days(today(), today()),
            reason="出差",
        )
        actors = [fresh_actor(committed_office.point), fresh_actor(head)]

        answers = at_once(2, SCHEMA, lambda number: end_substitution(actors[number], substitution_id=row.id))

        refused = [answer.code for answer in answers if isinstance(answer, IllegalTransition)]
        assert refused == ["substitution_ended_already"]
        assert LedgerEntry.objects.filter(command="accounts.end_substitution").count() == 1
