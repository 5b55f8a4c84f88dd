"""外出代办: the substitute sees and does what is the absent person's, every act is marked, nothing else is lent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import Actor
from accounts.domain.roles import RoleKey
from accounts.domain.substitution import Days
from accounts.models import Substitution, User
from accounts.services.substitutions import end_substitution, name_substitute
from applications.models import Application, TimelineEntry
from notifications.models import Message
from reviews.models import StepAct
from reviews.queries.access import reach_application, reach_task, tasks_of
from reviews.queries.inbox import ListFilter, all_visible, inbox, inbox_count, waiting_by_step
from reviews.queries.notices import applications_reached
from reviews.services.examining import approve_task
from reviews.services.notes import add_note
from tenants.clock import today
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    decide,
    key,
    open_registration,
    open_task,
    send_back,
    take_paper,
)


@pytest.fixture
def office(city_a: Jurisdiction) -> Office:
    return open_registration(city_a)


@pytest.fixture
def substitute(office: Office) -> User:
    """Somebody of the bureau with no business of his own."""
    return make_staff(department=office.department, name="林代办")


def stand_in(office: Office, substitute: User, **more: object) -> Substitution:
    return name_substitute(
        fresh_actor(office.point),
        absent_id=office.point.id,
        substitute_id=substitute.id,
        days=Days(today(), today() + timedelta(days=5)),
        reason="出差",
        **more,  # type: ignore[arg-type]
    )


def titles(actor: Actor) -> list[tuple[str, str]]:
    return [(row.application.title, row.absent) for row in inbox(actor, ListFilter(), today=today()).rows]


def test_what_waits_for_the_absent_person_waits_for_the_substitute(office: Office, substitute: User) -> None:
    bring_to(office, "registration_point", title="甲成果")
    before = fresh_actor(substitute)
    assert (titles(before), inbox_count(before, ListFilter(), today=today())) == ([], 0)

    stand_in(office, substitute)

    actor = fresh_actor(substitute)
    assert titles(actor) == [("甲成果", "程清和")]
    assert inbox_count(actor, ListFilter(), today=today()) == 1
    assert [(each.procedure, each.procedure_name, each.tasks) for each in waiting_by_step(actor, today=today())] == [
        (office.procedure.id, office.procedure.name, 1)
    ]
    assert titles(fresh_actor(office.point)) == [("甲成果", "")]


def test_a_colleague_of_the_same_role_does_it_in_his_own_name(office: Office) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    stand_in(office, office.second_point)

    assert titles(fresh_actor(office.second_point)) == [("甲成果", "")]
    approve(application, User.objects.get(pk=office.second_point.pk))

    assert StepAct.objects.get(action="approve", actor=office.second_point).on_behalf_of is None


def test_each_act_carries_the_mark_on_the_act_in_the_timeline_and_in_the_ledger(
    office: Office, substitute: User
) -> None:
    row = stand_in(office, substitute)
    application = bring_to(office, "registration_point")
    user = User.objects.get(pk=substitute.pk)

    approve(application, user)
    take_paper(application, user)
    decide(application, user)

    acts = StepAct.objects.filter(actor=substitute).values_list("action", "on_behalf_of")
    assert list(acts) == [(action, office.point.id) for action in ("approve", "receive_paper", "decide")]
    labels = TimelineEntry.objects.filter(application=application).order_by("at", "id").values_list("actor_label")
    assert [label for (label,) in labels][-3:] == ["林代办（代 程清和）"] * 3
    entries = LedgerEntry.objects.filter(actor_id=substitute.id, command__startswith="reviews.")
    assert {(entry.data["on_behalf_of"], entry.data["substitution"]) for entry in entries} == {
        (str(office.point.id), str(row.id))
    }


def test_nothing_that_was_done_before_or_after_carries_it(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point")
    row = stand_in(office, substitute)
    end_substitution(fresh_actor(office.point), substitution_id=row.id)

    with pytest.raises(NotAuthorised):
        approve(application, User.objects.get(pk=substitute.pk))
    with pytest.raises(NotAuthorised):
        reach_application(fresh_actor(substitute), application.id)
    approve(application, User.objects.get(pk=office.point.pk))

    assert set(StepAct.objects.values_list("on_behalf_of", flat=True)) == {None}


def test_the_absent_person_still_acts_and_whoever_comes_second_is_told(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point")
    stand_in(office, substitute)
    task, version = open_task(application), Application.objects.get(pk=application.pk).version
    approve(application, User.objects.get(pk=substitute.pk))

    with pytest.raises(IllegalTransition, match="meanwhile_approved") as told:
        from_stale_page(office.point, task.id, version)

    assert told.value.params["by"] == "林代办（代 程清和）"


def from_stale_page(user: User, task_id: object, version: int) -> None:

    approve_task(acting(user), task_id=task_id, version=version, opinion="同意", idempotency_key=key())  # type: ignore[arg-type]


def test_only_the_procedures_that_were_named_are_lent(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point")
    row = stand_in(office, substitute, procedures=[new_id()])

    actor = fresh_actor(substitute)
    assert titles(actor) == []
    with pytest.raises(NotAuthorised):
        reach_task(actor, open_task(application).id)
    with pytest.raises(NotAuthorised):
        approve(application, User.objects.get(pk=substitute.pk))

    Substitution.objects.filter(pk=row.pk).update(procedures=[office.procedure.id])
    assert len(titles(fresh_actor(substitute))) == 1


def test_tasks_are_lent_and_nothing_else(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point")
    stand_in(office, substitute)

    actor = fresh_actor(substitute)

    assert all_visible(actor, ListFilter(), today=today()).rows == []
    assert actor.role_keys == frozenset()
    with pytest.raises(NotAuthorised):
        applications_reached(actor, [application.id])


def test_notes_of_the_office_are_open_to_the_substitute(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point")
    stand_in(office, substitute)

    note = add_note(
        fresh_actor(substitute),
        application_id=application.id,
        kind="note",
        text="已电话核实",
        called="",
        idempotency_key=key(),
    )

    assert note is not None


def test_the_substitute_hears_of_new_tasks(office: Office, substitute: User) -> None:
    stand_in(office, substitute)
    Message.objects.all().delete()

    bring_to(office, "registration_point")

    told = Message.objects.filter(event="task_waiting", recipient__in=[office.point, substitute])
    assert sorted(told.values_list("recipient", flat=True)) == sorted([office.point.id, substitute.id])


def test_whoever_sent_it_in_at_the_counter_decides_nothing_as_a_substitute(office: Office, substitute: User) -> None:
    """Neither his own entries, nor those of the person for whom he stands in."""
    application = bring_to(office, "registration_point")
    stand_in(office, substitute)
    Application.objects.filter(pk=application.pk).update(channel="counter", leader=office.point)

    with pytest.raises(IllegalTransition, match="entered_by_yourself"):
        send_back(application, User.objects.get(pk=substitute.pk))


def test_a_person_without_a_substitution_costs_nothing_more(office: Office, substitute: User) -> None:
    application = bring_to(office, "registration_point")
    plain = fresh_actor(office.second_point)
    with CaptureQueriesContext(
        connection,
    ) as alone:
        inbox(plain, ListFilter(), today=today())
        tasks_of(application, plain)
    stand_in(office, substitute)
    actor = fresh_actor(substitute)
    with CaptureQueriesContext(connection) as lent:
        inbox(actor, ListFilter(), today=today())
        tasks_of(application, actor)

    assert (len(alone), len(lent)) == (3, 3)


def test_a_substitute_of_another_city_sees_nothing_here(office: Office, city_b: Jurisdiction) -> None:
    """The same roles and the same days beyond the wall."""

    bring_to(office, "registration_point")
    with tenant_context(city_b):
        other = open_registration(city_b)
        stranger = make_staff(RoleKey.REGISTRATION_POINT, department=other.department, name="外地代办")
        stand_in(other, stranger)
        assert titles(fresh_actor(stranger)) == []
        assert Substitution.objects.count() == 1
    assert Substitution.objects.count() == 0
