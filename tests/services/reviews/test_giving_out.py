"""分办、改派 at work: evenly on real rows and real locks, and by the hand of somebody above."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application
from notifications.models import Message
from procedures.domain.values import Json
from reviews.domain.actions import Action
from reviews.models import StepAct, TaskCandidate, TaskState
from reviews.queries.giving_out import procedures_to_give, tasks_to_give
from reviews.queries.inbox import ListFilter
from reviews.services.acts import ActOutcome
from reviews.services.examining import approve_task
from reviews.services.giving_out import give_out_task
from reviews.services.steering import Given, steer
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.assigning import with_steps
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    key,
    open_registration,
    open_task,
    submit_registration,
    version_of,
)
from tests.services.tenants.parallel import at_once

SCHEMA = "t_city_a"
EVENLY: dict[str, Json] = {
    "key": "work",
    "assignee": {"kind": "role", "role": "registration_point", "give_out": ["evenly"]},
}


def asked(application: Application) -> list[str]:
    found = TaskCandidate.objects.filter(task__application=application, open=True, task__state=TaskState.OPEN)
    return sorted(found.values_list("principal", flat=True))


def give(actor: User, application: Application, to: User | None) -> ActOutcome:
    return give_out_task(
        fresh_actor(actor),
        task_id=open_task(application).id,
        version=version_of(application),
        to=to.id if to else None,
        idempotency_key=key(),
    )


def test_each_goes_to_whoever_has_least_in_hand(office: Office) -> None:
    office = with_steps(office, EVENLY)
    applications = [submit_registration(office, title=f"成果{number}") for number in range(4)]
    for application in applications:
        approve(application, office.unit)
    people = sorted([f"u:{office.point.id}", f"u:{office.second_point.id}"])
    before = [asked(application) for application in applications]

    first = User.objects.get(pk=people[0].removeprefix("u:"))
    approve(applications[0], first)
    later = submit_registration(office, title="再一项")
    approve(later, office.unit)

    assert before == [[people[0]], [people[1]], [people[0]], [people[1]]]
    assert asked(later) == [people[0]]


def test_two_at_once_count_each_other(committed_office: Office) -> None:
    office = with_steps(committed_office, EVENLY)
    applications = [submit_registration(office, title=f"成果{number}") for number in range(4)]
    turns = [(open_task(each).id, version_of(each)) for each in applications]
    unit = acting(office.unit)

    def pass_on(number: int) -> ActOutcome:
        task, version = turns[number]
        return approve_task(unit, task_id=task, version=version, opinion="同意", idempotency_key=key())

    outcomes = at_once(4, SCHEMA, pass_on)

    assert [type(outcome) for outcome in outcomes] == [ActOutcome] * 4
    shares = Counter(who for application in applications for who in asked(application))
    assert shares == {f"u:{office.point.id}": 2, f"u:{office.second_point.id}": 2}


def test_two_give_out_one_task_at_once_and_one_does(committed_office: Office) -> None:
    office = committed_office
    application = bring_to(office, "registration_point")
    task, version, actor = open_task(application).id, version_of(application), acting(office.supervising)
    to = [office.point.id, office.second_point.id]

    outcomes = at_once(
        2,
        SCHEMA,
        lambda n: give_out_task(actor, task_id=task, version=version, to=to[n], idempotency_key=key()),
    )

    lost = [outcome.code for outcome in outcomes if isinstance(outcome, IllegalTransition)]
    assert (sum(isinstance(each, ActOutcome) for each in outcomes), lost) == (1, ["meanwhile_assigned"])
    assert StepAct.objects.filter(task=task, action="give_out").count() == 1
    assert len(asked(application)) == 1


def test_somebody_above_gives_it_to_one_person_who_is_told(office: Office) -> None:
    application = bring_to(office, "registration_point")
    Message.objects.all().delete()

    give(office.supervising, application, office.second_point)

    assert asked(application) == [f"u:{office.second_point.id}"]
    assert list(Message.objects.values_list("event", "recipient_id")) == [("task_waiting", office.second_point.id)]
    entry = application.timeline.get(kind="assigned")
    assert (entry.actor_label, entry.opinion, entry.for_applicant) == ("葛望舒", "林惠民", False)
    assert StepAct.objects.get(action="give_out").actor_id == office.supervising.id
    ledger = LedgerEntry.objects.get(command="reviews.give_out_task")
    assert ledger.data["people"] == str(office.second_point.id)


def test_what_was_claimed_is_given_to_another(office: Office) -> None:
    application = bring_to(office, "registration_point")
    steer(
        fresh_actor(office.point),
        task_id=open_task(application).id,
        version=version_of(application),
        action=Action.CLAIM,
        given=Given(),
        idempotency_key=key(),
    )

    give(office.supervising, application, office.second_point)

    assert (asked(application), open_task(application).claimed_by_id) == ([f"u:{office.second_point.id}"], None)


def test_only_somebody_above_gives_out_and_only_to_who_may_act(office: Office) -> None:
    application = bring_to(office, "registration_point")
    stranger_head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office.other_point.department)

    for outsider in (office.point, office.unit, office.system, stranger_head):
        with pytest.raises(NotAuthorised):
            give(outsider, application, office.second_point)
    for unfit in (office.supervising, office.unit):
        with pytest.raises(ValidationFailed):
            give(office.supervising, application, unfit)

    assert asked(application) == [f"r:registration_point:{office.department.id}"]


def test_the_head_of_the_department_gives_out_a_blocked_task(office: Office) -> None:
    head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department)
    step: dict[str, Json] = {"key": "work", "assignee": {"kind": "role", "role": RoleKey.BUSINESS_OFFICE.value}}
    application = submit_registration(with_steps(office, step))
    approve(application, office.unit)
    before = asked(application)

    give(head, application, office.point)

    assert (before, asked(application)) == ([], [f"u:{office.point.id}"])
    approve(application, User.objects.get(pk=office.point.pk))


def test_the_other_city_gives_out_nothing_here(office: Office, city_b: Jurisdiction) -> None:
    """The same role beyond the wall, the same page, the id of a task of this city."""
    application = bring_to(office, "registration_point", title="本市")
    task = open_task(application).id
    with tenant_context(city_b):
        other = open_registration(city_b)
        theirs = bring_to(other, "registration_point", title="外市")
        actor = fresh_actor(other.supervising)
        listed = list(tasks_to_give(actor, ListFilter()).values_list("application__title", flat=True))
        with pytest.raises(NotAuthorised):
            give_out_task(actor, task_id=task, version=1, to=other.point.id, idempotency_key=key())
        procedures = procedures_to_give(actor)
        kept = asked(theirs)

    assert (listed, [name for _, name in procedures]) == (["外市"], [other.procedure.name])
    assert kept == [f"r:registration_point:{other.department.id}"]
    assert asked(application) == [f"r:registration_point:{office.department.id}"]
