"""Reminders, escalation and deemed acceptance: each once, whatever dies in between."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.domain.roles import RoleKey
from applications.models import Application, TimelineEntry
from notifications.models import Message
from reviews.models import Clock, ClockEvent, ClockKind, StepTask
from reviews.services import clock_timers
from reviews.services.clock_timers import ring_clocks
from tenants.clock import clock_set_to
from tenants.records.models import CalendarOverlay
from tests.factories.accounts import make_staff
from tests.factories.clocks import at, office_since_january, suspend, with_limits
from tests.factories.registrations import Office, approve, open_task, submit_registration


@pytest.fixture
def office(city_a: object) -> Office:
    return office_since_january(city_a)


@pytest.fixture
def waiting(office: Office) -> Application:
    """Waits for its unit since Monday 2 March 2026, promised by Monday the 9th."""
    with clock_set_to(at("2026-03-02")):
        return submit_registration(office)


def swept(day: str, hour: int = 10) -> None:
    with clock_set_to(at(day, hour)):
        ring_clocks()


def told() -> list[tuple[str, str]]:
    """Event and name of everybody who was told about limits, in the order of time."""
    rows = Message.objects.filter(event__startswith="clock_").select_related("recipient").order_by("created_at", "id")
    return [(row.event, row.recipient.display_name) for row in rows]


def test_the_reminder_comes_on_its_morning_and_once(office: Office, waiting: Application) -> None:
    swept("2026-03-06", hour=8)
    too_early = told()
    swept("2026-03-06", hour=9)
    swept("2026-03-06", hour=11)

    assert too_early == []
    assert told() == [("clock_due_soon", office.unit.display_name)]
    message = Message.objects.get(event="clock_due_soon")
    assert message.url_path.endswith(f"/tasks/{open_task(waiting).id}/")


def test_reminders_then_supervision_then_silence(office: Office, waiting: Application) -> None:
    for day in ("2026-03-06", "2026-03-09", "2026-03-10", "2026-03-11", "2026-03-20"):
        swept(day)

    unit = office.unit.display_name
    assert told()[:2] == [("clock_due_soon", unit), ("clock_due_today", unit)]
    assert sorted(told()[2:]) == sorted(("clock_overdue", name) for name in (unit, "葛望舒"))
    kinds = ClockEvent.objects.filter(clock__application=waiting, clock__kind=ClockKind.PROMISED).order_by("at", "id")
    assert list(kinds.values_list("kind", flat=True)) == ["started", "reminded", "reminded", "escalated"]


def test_the_head_of_the_department_hears_of_what_is_overdue(office: Office) -> None:
    with clock_set_to(at("2026-01-05")):
        make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department, name="科长")
        make_staff(RoleKey.DEPARTMENT_HEAD, department=office.other_point.department, name="外县科长")
    with clock_set_to(at("2026-03-02")):
        submit_registration(office)

    swept("2026-03-10")

    assert sorted(name for _, name in told()) == sorted([office.unit.display_name, "葛望舒", "科长"])


def test_what_nobody_swept_for_a_month_is_said_once(office: Office, waiting: Application) -> None:
    swept("2026-04-01")
    swept("2026-04-01", hour=12)

    assert sorted(told()) == sorted(("clock_overdue", name) for name in (office.unit.display_name, "葛望舒"))


def test_a_worker_that_dies_in_between_loses_nothing_and_doubles_nothing(
    office: Office, waiting: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = clock_timers.send_notices

    def dies(notices: object) -> None:
        real(notices)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(clock_timers, "send_notices", dies)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        swept("2026-03-06")
    after_the_death = (told(), Clock.objects.get(application=waiting, kind=ClockKind.PROMISED).rung)
    monkeypatch.undo()
    swept("2026-03-06", hour=11)
    swept("2026-03-06", hour=12)

    assert after_the_death == ([], "")
    assert told() == [("clock_due_soon", office.unit.display_name)]


def test_one_that_fails_is_tried_again_and_keeps_nothing_back(
    office: Office, waiting: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock_set_to(at("2026-03-02")):
        other = submit_registration(office, title="另一项成果")
    real = clock_timers._tell
    broken = Clock.objects.get(application=waiting, kind=ClockKind.PROMISED).id

    def fails(book: object, clock: Clock, ring: object) -> None:
        if clock.id == broken:
            raise RuntimeError
        real(book, clock, ring)  # type: ignore[arg-type]

    monkeypatch.setattr(clock_timers, "_tell", fails)
    swept("2026-03-06")
    subjects = list(Message.objects.filter(event="clock_due_soon").values_list("subject_id", flat=True))
    monkeypatch.undo()
    swept("2026-03-06", hour=11)

    assert subjects == [other.id]
    assert len(told()) == 2


def test_a_clock_that_stands_still_does_not_ring(office: Office, waiting: Application) -> None:
    with clock_set_to(at("2026-03-05")):
        suspend(waiting, office.point, basis="《某条例》第十条")

    swept("2026-03-20")

    assert told() == []


def test_a_day_off_that_nobody_reckoned_with_yet_puts_the_reminder_off(office: Office, waiting: Application) -> None:
    CalendarOverlay.objects.create(day="2026-03-06", is_working=False, reason="停电")

    swept("2026-03-06")
    before = told()
    swept("2026-03-09")

    assert before == []
    assert told() == [("clock_due_soon", office.unit.display_name)]


def deeming(office: Office) -> Office:
    return with_limits(
        office,
        promised_days=10,
        starts_after="applicant_unit",
        deemed_acceptance={"step": "applicant_unit", "within": {"length": 5}, "basis": "《某法》第三十二条"},
    )


def test_silence_counts_as_acceptance_where_the_law_says_so(office: Office) -> None:
    with clock_set_to(at("2026-03-02")):
        application = submit_registration(deeming(office))
    swept("2026-03-09")
    before = open_task(application).step_key
    swept("2026-03-10")
    swept("2026-03-10", hour=12)

    application.refresh_from_db()
    assert before == "applicant_unit"
    assert open_task(application).step_key == "registration_point"
    assert StepTask.objects.filter(application=application).count() == 2
    # Accepted by law from the day on which it came in: ten working days from 2 March.
    assert application.promised_due.isoformat() == "2026-03-16"  # type: ignore[union-attr]
    assert [event for event, _ in told()] == ["clock_due_today", "clock_deemed"]
    entry = TimelineEntry.objects.filter(application=application, kind="approved").get()
    assert (entry.actor_label, entry.opinion) == ("系统（逾期视为受理）", "《某法》第三十二条")


def test_who_acted_in_time_is_not_overruled_by_the_law(office: Office) -> None:
    with clock_set_to(at("2026-03-02")):
        application = submit_registration(deeming(office))
    with clock_set_to(at("2026-03-05")):
        approve(application, office.unit)
    acceptance = Clock.objects.get(application=application, kind=ClockKind.ACCEPTANCE)

    swept("2026-03-10")

    assert (acceptance.state, acceptance.ring_at) == ("ended", None)
    assert {event for event, _ in told()} == {"clock_due_today"}
    assert TimelineEntry.objects.filter(application=application, kind="approved").count() == 1
