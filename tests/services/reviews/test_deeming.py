"""A decision that the law puts in the place of one that nobody gave: off by default, by timer, with number and words."""

from __future__ import annotations

import pytest

from applications.models import Application, TimelineEntry, WrittenNotice
from notifications.models import Message
from procedures.domain.values import Json
from reviews.models import Clock, ClockEvent, ClockKind, Decision, StepTask
from reviews.services.clock_timers import ring_clocks
from reviews.web.clock_views import ledger_views
from tenants.clock import clock_set_to
from tenants.records.models import LedgerEntry
from tests.factories.assigning import with_steps
from tests.factories.clocks import at, office_since_january, suspend, with_limits
from tests.factories.registrations import Office, approve, open_task, submit_registration

LAW = "《某法》第五十条第二款"


@pytest.fixture
def office(city_a: object) -> Office:
    return office_since_january(city_a)


def silent(office: Office, result: str = "registered") -> Application:
    """Submitted on Monday 2 March 2026; by law decided within 25 working days: until Tuesday 7 April."""
    with clock_set_to(at("2026-03-02")):
        return submit_registration(with_limits(office, deemed_decision={"result": result, "basis": LAW}))


def swept(day: str, hour: int = 10) -> None:
    with clock_set_to(at(day, hour)):
        ring_clocks()


def test_silence_until_the_statutory_limit_counts_as_the_decision(office: Office) -> None:
    application = silent(office)
    with clock_set_to(at("2026-03-04")):
        approve(application, office.unit)
    swept("2026-04-07")
    application.refresh_from_db()
    before = application.status
    swept("2026-04-08")
    swept("2026-04-08", hour=12)
    swept("2026-06-01")

    application.refresh_from_db()
    decision = Decision.objects.get(application=application)
    assert (before, application.status, application.result_label) == ("in_progress", "approved", "予以登记")
    assert (decision.decided_by, decision.act.actor, decision.opinion) == (None, None, LAW)
    assert decision.number == application.registration_number != ""
    assert not StepTask.objects.filter(application=application, state="open").exists()
    entries = TimelineEntry.objects.filter(application=application, actor_label="系统（逾期视为作出决定）")
    assert {entry.opinion for entry in entries} == {LAW}
    assert [entry.kind for entry in entries.order_by("at", "id")].count("decided") == 1
    statutory = ClockEvent.objects.filter(clock__application=application, clock__kind=ClockKind.STATUTORY)
    kinds = list(statutory.order_by("at", "id").values_list("kind", flat=True))
    assert kinds[-2:] == ["decided", "ended"]
    assert statutory.get(kind="decided").basis == LAW
    told = Message.objects.filter(event="clock_deemed_decision").select_related("recipient")
    assert sorted(each.recipient.display_name for each in told) == sorted(
        [office.point.display_name, office.second_point.display_name, "葛望舒"]
    )
    assert LedgerEntry.objects.filter(command="reviews.ring_clock", data__did="deem").count() == 1
    assert WrittenNotice.objects.filter(application=application, kind="decision").count() == 1


def test_the_law_may_deem_a_refusal(office: Office) -> None:
    application = silent(office, result="refused")

    swept("2026-04-08")

    application.refresh_from_db()
    assert (application.status, application.registration_number) == ("denied", "")


def test_nothing_is_deemed_by_itself_nor_while_the_time_stands_still(office: Office) -> None:
    with clock_set_to(at("2026-03-02")):
        usual = submit_registration(with_limits(office))
    stopped = silent(office)
    with clock_set_to(at("2026-03-03")):
        suspend(stopped, office.point, basis="《某条例》第十条")

    swept("2026-04-08")

    for application in (usual, stopped):
        assert open_task(application).step_key == "applicant_unit"
    assert not Decision.objects.exists()
    assert Clock.objects.get(application=usual, kind=ClockKind.STATUTORY).rung == "overdue"


def test_on_the_last_day_nothing_is_deemed_yet(office: Office) -> None:
    application = silent(office)
    with clock_set_to(at("2026-03-04")):
        approve(application, office.unit)
        approve(application, office.point)
    before = open_task(application).step_key
    swept("2026-04-07")

    assert open_task(application).step_key == before
    assert not Decision.objects.exists()


@pytest.mark.parametrize("kind", ["seal", "public_notice", "issue"])
def test_a_step_that_no_silence_passes_keeps_the_law_back_and_people_hear_of_it(office: Office, kind: str) -> None:
    step: dict[str, Json] = {"key": "here", "kind": kind, "assignee": {"kind": "role", "role": "registration_point"}}
    law = {"statutory_days": 25, "promised_days": 5, "deemed_decision": {"result": "registered", "basis": LAW}}
    with clock_set_to(at("2026-03-02")):
        application = submit_registration(with_steps(office, step, limits=law))
    with clock_set_to(at("2026-03-04")):
        approve(application, office.unit)
    before = application.timeline.count()

    swept("2026-04-08")
    swept("2026-04-08", hour=12)
    swept("2026-06-01")

    application.refresh_from_db()
    assert (application.status, open_task(application).step_key) == ("in_progress", "here")
    assert not Decision.objects.exists()
    assert not WrittenNotice.objects.filter(application=application, kind="decision").exists()
    assert application.timeline.count() == before
    statutory = Clock.objects.get(application=application, kind=ClockKind.STATUTORY)
    events = list(statutory.events.filter(kind="escalated"))
    assert [(event.cause, event.basis) for event in events] == [("not_deemed", "")]
    assert ledger_views(events)[0].why == "依法本应视为作出决定或者受理，但当前环节不能因逾期而视为办结，须立即办理"
    assert (statutory.state, statutory.ring_at) == ("running", None)
    entries = LedgerEntry.objects.filter(command="reviews.ring_clock", data__clock=str(statutory.id))
    assert "deem" not in set(entries.values_list("data__did", flat=True))
    told = Message.objects.filter(event="clock_overdue", title__contains="法定时限").select_related("recipient")
    assert sorted({each.recipient.display_name for each in told}) == sorted(
        {office.point.display_name, office.second_point.display_name, "葛望舒"}
    )
    assert not Message.objects.filter(event="clock_deemed_decision").exists()
