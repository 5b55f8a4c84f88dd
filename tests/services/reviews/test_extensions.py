"""延长时限: asked with a reason, granted or refused by somebody else, once as the package says; both on record."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application, ApplicationAccess, TimelineEntry
from notifications.models import Message
from reviews.models import Clock, ClockEvent, ClockExtension, ClockState
from reviews.services.extensions import Settlement, ask_extension, settle_extension
from tenants.clock import clock_set_to
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.clocks import at, office_since_january, with_limits
from tests.factories.registrations import Office, approve, key, send_back, submit_registration

BASIS = "《某法》第四十二条"


@pytest.fixture
def office(city_a: object) -> Office:
    return with_limits(office_since_january(city_a), extension={"most": {"length": 10}, "basis": BASIS})


@pytest.fixture
def head(office: Office) -> User:
    with clock_set_to(at("2026-01-05")):
        return make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department, name="科长")


@pytest.fixture
def examined(office: Office, head: User) -> Application:
    """With the registration point since Monday 2 March, promised by the 9th, by law by 7 April."""
    with clock_set_to(at("2026-03-02")):
        application = submit_registration(office)
        approve(application, office.unit)
    return application


def ask(
    application: Application, user: User, *, length: int = 10, reason: str = "需要实地核查", day: str = "2026-03-03"
) -> UUID:
    with clock_set_to(at(day)):
        return ask_extension(
            fresh_actor(user), application_id=application.id, length=length, reason=reason, idempotency_key=key()
        )


def settle(extension: UUID, user: User, *, granted: bool = True, opinion: str = "", day: str = "2026-03-04") -> None:
    with clock_set_to(at(day)):
        settle_extension(fresh_actor(user), extension_id=extension, given=Settlement(granted, opinion))


def due_dates(application: Application) -> dict[str, str]:
    rows = Clock.objects.filter(application=application, state=ClockState.RUNNING)
    return {clock.kind: str(clock.due_on) for clock in rows}


def test_granted_the_limits_of_the_whole_run_longer_and_the_applicant_learns_why(
    office: Office, head: User, examined: Application
) -> None:
    before = due_dates(examined)
    settle(ask(examined, office.point), head)

    examined.refresh_from_db()
    assert before == {"statutory": "2026-04-07", "promised": "2026-03-09", "step": "2026-03-05"}
    assert due_dates(examined) == {"statutory": "2026-04-21", "promised": "2026-03-23", "step": "2026-03-05"}
    assert str(examined.promised_due) == "2026-03-23"
    told = list(Message.objects.filter(event__startswith="extension").order_by("id").values_list("event", "recipient"))
    assert told[0] == ("extension_asked", head.id)
    assert set(told[1:]) == {("extension_granted", office.point.id), ("extension_granted", office.leader.id)}
    assert "需要实地核查" in Message.objects.get(recipient=office.leader, event="extension_granted").body
    entry = TimelineEntry.objects.get(application=examined, kind="extended")
    assert (entry.opinion, entry.for_applicant) == ("需要实地核查", True)
    lines = ClockEvent.objects.filter(clock__application=examined, kind="extended")
    assert {(line.length, line.unit, line.basis) for line in lines} == {(10, "working_days", BASIS)}
    commands = (
        LedgerEntry.objects.filter(command__endswith="_extension").order_by("command").values_list("command", flat=True)
    )
    assert list(commands) == ["reviews.ask_extension", "reviews.settle_extension"]


def test_refused_nothing_changes_but_the_answer(office: Office, head: User, examined: Application) -> None:
    extension = ask(examined, office.point)
    before = due_dates(examined)

    with pytest.raises(ValidationFailed) as failed:
        settle(extension, head, granted=False)
    settle(extension, head, granted=False, opinion="材料已齐，不必延长")

    assert failed.value.problems == (Problem("opinion", "extension_refusal_unexplained"),)
    assert due_dates(examined) == before
    row = ClockExtension.objects.get()
    assert (row.state, row.decided_by_id, row.opinion) == ("refused", head.id, "材料已齐，不必延长")
    refused = Message.objects.filter(event="extension_refused")
    assert list(refused.values_list("recipient", flat=True)) == [office.point.id]


def test_whoever_may_grant_may_look_at_the_application(office: Office, head: User, examined: Application) -> None:
    ask(examined, office.point)

    principal = f"r:department_head:{office.department.id}"
    assert ApplicationAccess.objects.filter(application=examined, grantee=principal).exists()


def test_nobody_grants_what_he_asked_for_himself(office: Office, examined: Application) -> None:
    with clock_set_to(at("2026-01-05")):
        both = make_staff(
            RoleKey.REGISTRATION_POINT, RoleKey.DEPARTMENT_HEAD, department=office.department, name="一人两职"
        )
    extension = ask(examined, both)

    with pytest.raises(IllegalTransition, match="extension_own"):
        settle(extension, both)


@pytest.mark.parametrize("who", ["leader", "unit", "other_point", "supervising"])
def test_others_neither_ask_nor_grant(office: Office, examined: Application, who: str) -> None:
    extension = ask(examined, office.point)

    with pytest.raises(NotAuthorised):
        ask(examined, getattr(office, who))
    with pytest.raises(NotAuthorised):
        settle(extension, getattr(office, who))


def test_only_as_long_as_the_package_allows_and_with_a_reason(office: Office, examined: Application) -> None:
    with pytest.raises(ValidationFailed) as failed:
        ask(examined, office.point, length=11, reason=" ")

    assert failed.value.problems == (
        Problem("length", "extension_length_wrong", {"most": 10}),
        Problem("reason", "extension_reason_missing"),
    )


def test_once_at_a_time_and_only_so_often(office: Office, head: User, examined: Application) -> None:
    extension = ask(examined, office.point)
    with pytest.raises(IllegalTransition, match="extension_asked_already"):
        ask(examined, office.point)
    settle(extension, head)

    with pytest.raises(IllegalTransition, match="extension_used_up"):
        ask(examined, office.point)
    with pytest.raises(IllegalTransition, match="extension_not_asked"):
        settle(extension, head)


def test_not_after_the_end_and_not_while_it_stands_still(office: Office, examined: Application) -> None:
    with pytest.raises(IllegalTransition, match="extension_not_running"):
        ask(examined, office.point, day="2026-03-10")
    with clock_set_to(at("2026-03-03")):
        send_back(examined, office.point)

    with pytest.raises(NotAuthorised):
        ask(examined, office.point)


def test_a_package_that_cites_no_law_offers_none(city_a: object) -> None:
    office = office_since_january(city_a)
    with clock_set_to(at("2026-03-02")):
        application = submit_registration(office)
        approve(application, office.unit)

    with pytest.raises(IllegalTransition, match="extension_not_offered"):
        ask(application, office.point)
