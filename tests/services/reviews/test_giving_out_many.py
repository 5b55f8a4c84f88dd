"""Giving out in one go: each by itself, once, whoever dies meanwhile; told where something stayed."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import User
from applications.models import Application
from notifications.models import Message
from reviews.models import StepAct, TaskCandidate, TaskState
from reviews.queries.giving_out_many import Giving, reach_giving
from reviews.services import giving_out_many
from reviews.services.giving_out_many import TaskToGive, give_out_next, request_giving_out
from tenants.clock import clock_set_to, now
from tenants.context import tenant_context
from tenants.domain.clock import FixedClock
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tenants.records.models import Job, LedgerEntry, OutboxMessage
from tenants.records.services.relay import relay_messages
from tests.factories.accounts import fresh_actor
from tests.factories.registrations import Office, bring_to, key, open_registration, open_task, version_of


def to_give(*applications: Application) -> list[TaskToGive]:
    return [TaskToGive(open_task(each).id, version_of(each)) for each in applications]


def asked(application: Application) -> list[str]:
    found = TaskCandidate.objects.filter(task__application=application, open=True, task__state=TaskState.OPEN)
    return sorted(found.values_list("principal", flat=True))


def ask(office: Office, tasks: list[TaskToGive], to: User | None = None, *, again: str = "") -> UUID:
    actor = fresh_actor(office.supervising)
    return request_giving_out(actor, tasks, to=to.id if to else None, idempotency_key=again or key())


def result(office: Office, giving: UUID) -> Giving:
    return reach_giving(fresh_actor(office.supervising), giving)


def test_many_at_once_evenly_and_what_cannot_be_given_says_why(office: Office) -> None:
    applications = [bring_to(office, "registration_point", title=f"成果{number}") for number in range(4)]
    at_unit = bring_to(office, "applicant_unit", title="单位")
    turns = to_give(*applications, at_unit)
    first = ask(office, [*turns, TaskToGive(new_id(), 1)])
    before = result(office, first)
    Message.objects.all().delete()
    relay_messages()
    second = ask(office, [turns[0]], office.point)
    relay_messages()

    assert [each.is_over for each in before.items] == [False] * 6
    shares = Counter(who for application in applications for who in asked(application))
    assert shares == {f"u:{office.point.id}": 2, f"u:{office.second_point.id}": 2}
    done = result(office, first)
    assert [each.code for each in done.items] == ["", "", "", "", "task_not_for_a_group", "task_unknown"]
    assert [bool(each.to) for each in done.items] == [True] * 4 + [False] * 2
    assert [each.label for each in done.items] == ["成果0", "成果1", "成果2", "成果3", "", ""]
    assert [each.code for each in result(office, second).items] == ["meanwhile_assigned"]
    told = Message.objects.filter(recipient=office.supervising, event="giving_out_finished")
    assert sorted(told.values_list("title", flat=True)) == ["有 1 件没有分办", "有 2 件没有分办"]


def test_where_all_of_it_went_well_nobody_is_told_but_who_got_it(office: Office) -> None:
    application = bring_to(office, "registration_point")
    giving = ask(office, to_give(application), office.second_point)
    Message.objects.all().delete()

    relay_messages()

    assert [each.to for each in result(office, giving).items] == ["林惠民"]
    assert list(Message.objects.values_list("event", "recipient_id")) == [("task_waiting", office.second_point.id)]
    told = LedgerEntry.objects.get(command="reviews.give_out_tasks")
    assert told.data == {"tasks": 1, "people": str(office.second_point.id), "evenly": False}


def test_a_double_click_is_one(office: Office) -> None:
    turns, same = to_give(bring_to(office, "registration_point")), key()

    first, second = (ask(office, turns, office.point, again=same) for _ in range(2))
    with pytest.raises(ValidationFailed):
        ask(office, turns, office.second_point, again=same)

    assert first == second
    assert Job.objects.filter(kind=giving_out_many.KIND).count() == 1
    assert OutboxMessage.objects.filter(handler=giving_out_many.GIVE).count() == 1


def test_a_worker_that_dies_half_way_gives_each_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the second task, after the act and before anything of it is committed."""
    applications = [bring_to(office, "registration_point", title=f"成果{number}") for number in range(3)]
    giving = ask(office, to_give(*applications), office.point)
    give_out_next(giving)

    def die(*_given: object, **_named: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(giving_out_many, "enqueue", die)
        with pytest.raises(ConnectionResetError):
            give_out_next(giving)
    between = [each.is_over for each in result(office, giving).items]
    relay_messages()
    give_out_next(giving)

    assert between == [True, False, False]
    assert [each.code for each in result(office, giving).items] == ["", "", ""]
    assert StepAct.objects.filter(action="give_out").count() == 3
    assert [asked(each) for each in applications] == [[f"u:{office.point.id}"]] * 3


def test_one_broken_application_hinders_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = (bring_to(office, "registration_point", title=title) for title in ("坏的", "好的"))
    giving = ask(office, to_give(broken, whole), office.point)
    Application.objects.filter(pk=broken.id).update(chain_state={"nonsense": 1})

    relay_messages()

    assert [each.code for each in result(office, giving).items] == ["giving_out_failed", ""]


def test_whoever_left_meanwhile_gives_nothing(office: Office) -> None:
    application = bring_to(office, "registration_point")
    giving = ask(office, to_give(application), office.point)
    User.objects.filter(pk=office.supervising.pk).update(is_active=False)

    relay_messages()

    assert asked(application) == [f"r:registration_point:{office.department.id}"]
    job = Job.objects.get(pk=giving)
    assert [each["code"] for each in job.payload["ended"]] == ["giving_out_actor_gone"]


def test_it_is_ones_own_and_is_forgotten_after_a_day(office: Office, city_b: Jurisdiction) -> None:
    giving = ask(office, to_give(bring_to(office, "registration_point")), office.point)
    with tenant_context(city_b):
        other = open_registration(city_b)
        beyond = fresh_actor(other.supervising)
        with pytest.raises(NotAuthorised):
            reach_giving(beyond, giving)
        give_out_next(giving)
    for outsider in (office.point, office.system):
        with pytest.raises(NotAuthorised):
            reach_giving(fresh_actor(outsider), giving)
    untouched = result(office, giving).is_over

    with clock_set_to(FixedClock(now() + timedelta(days=1, minutes=1))):
        relay_messages()

    assert untouched is False
    assert not Job.objects.filter(pk=giving).exists()


def test_only_somebody_above_and_a_choice_of_fifty(office: Office) -> None:
    turns = to_give(bring_to(office, "registration_point"))

    with pytest.raises(NotAuthorised):
        request_giving_out(fresh_actor(office.point), turns, to=office.point.id, idempotency_key=key())
    for many in ([], [TaskToGive(new_id(), 1)] * 51):
        with pytest.raises(ValidationFailed):
            ask(office, many, office.point)

    assert not Job.objects.filter(kind=giving_out_many.KIND).exists()
