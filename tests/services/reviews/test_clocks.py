"""Clocks as rows: they start with the application and its tasks, stand still, run on, end, and keep their ledger."""

from __future__ import annotations

from datetime import date

import pytest

from applications.models import Application
from applications.services.withdrawal import withdraw_application
from reviews.models import Clock, ClockEvent, ClockKind, ClockState, StepTask
from reviews.services.clock_calendar import recompute_clocks
from tenants.clock import clock_set_to, now
from tenants.records.models import CalendarOverlay
from tests.factories.clocks import at, office_since_january, resume, suspend
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    decide,
    send_back,
    submit_again,
    submit_registration,
    take_paper,
)

BASIS = "《某条例》第十条"


@pytest.fixture
def office(city_a: object) -> Office:
    return office_since_january(city_a)


def submitted(office: Office, day: str) -> Application:
    with clock_set_to(at(day)):
        return submit_registration(office)


def standing(application: Application) -> dict[str, tuple[str, str | None]]:
    """State and due date of every clock that has not ended."""
    rows = Clock.objects.filter(application=application).exclude(state=ClockState.ENDED)
    return {clock.kind: (clock.state, str(clock.due_on) if clock.due_on else None) for clock in rows}


def ledger(application: Application, kind: str) -> list[tuple[str, str, str, str]]:
    rows = ClockEvent.objects.filter(clock__application=application, clock__kind=kind).order_by("at", "id")
    return [(row.kind, row.cause, row.basis, str(row.due_on) if row.due_on else "") for row in rows]


def promised_of(application: Application) -> tuple[date | None, bool]:
    application.refresh_from_db()
    return application.promised_due, application.promised_due_provisional


def test_both_limits_run_from_the_submission_beside_each_other(office: Office) -> None:
    application = submitted(office, "2026-09-28")

    assert standing(application) == {
        "statutory": ("running", "2026-11-06"),
        "promised": ("running", "2026-10-10"),
    }
    assert promised_of(application) == (date(2026, 10, 10), False)
    assert ledger(application, "promised") == [("started", "", "", "2026-10-10")]


def test_a_step_has_a_clock_of_its_own_that_ends_with_its_task(office: Office) -> None:
    application = submitted(office, "2026-09-28")

    with clock_set_to(at("2026-09-29")):
        approve(application, office.unit)
        running = standing(application)
    with clock_set_to(at("2026-10-08")):
        approve(application, office.point)

    step = Clock.objects.get(application=application, kind=ClockKind.STEP)
    assert running["step"] == ("running", "2026-10-09")
    assert StepTask.objects.get(pk=step.task_id).due_on == date(2026, 10, 9)
    assert (step.state, step.days_used, step.left, step.ring_at) == ("ended", 2, 1, None)


def test_a_return_stops_the_clocks_and_the_resubmission_lets_them_run_on(office: Office) -> None:
    application = submitted(office, "2026-09-28")

    with clock_set_to(at("2026-09-29")):
        send_back(application, office.unit)
        while_returned = standing(application)
        due_while_returned = promised_of(application)
    with clock_set_to(at("2026-10-09")):
        submit_again(office, application)

    # Stood still on 30 September, 8 and 9 October: three working days.
    assert while_returned == {"statutory": ("paused", None), "promised": ("paused", None)}
    assert due_while_returned == (None, False)
    assert standing(application) == {
        "statutory": ("running", "2026-11-11"),
        "promised": ("running", "2026-10-14"),
    }
    assert promised_of(application) == (date(2026, 10, 14), False)
    assert ledger(application, "promised") == [
        ("started", "", "", "2026-10-10"),
        ("paused", "returned", "", ""),
        ("resumed", "returned", "", "2026-10-14"),
    ]


def test_a_suspension_stops_everything_and_its_end_lets_it_run_on(office: Office) -> None:
    application = submitted(office, "2026-03-02")
    with clock_set_to(at("2026-03-02")):
        approve(application, office.unit)

    with clock_set_to(at("2026-03-03")):
        suspend(application, office.point, basis=BASIS)
        stopped = standing(application)
    with clock_set_to(at("2026-03-05")):
        resume(application, office.point)

    assert stopped == dict.fromkeys(("statutory", "promised", "step"), ("paused", None))
    assert standing(application) == {
        "statutory": ("running", "2026-04-09"),
        "promised": ("running", "2026-03-11"),
        "step": ("running", "2026-03-09"),
    }
    for kind, due in (("promised", "2026-03-11"), ("step", "2026-03-09")):
        assert ledger(application, kind)[1:] == [
            ("paused", "suspended", BASIS, ""),
            ("resumed", "suspended", "", due),
        ]
    assert StepTask.objects.get(application=application, state="open").due_on == date(2026, 3, 9)


def test_real_processing_time_leaves_out_what_stood_still(office: Office) -> None:
    application = submitted(office, "2026-03-02")
    with clock_set_to(at("2026-03-03")):
        send_back(application, office.unit)
    with clock_set_to(at("2026-03-06")):
        submit_again(office, application)
        approve(application, office.unit)
        approve(application, office.point)
        take_paper(application, office.point)
    with clock_set_to(at("2026-03-10")):
        decide(application, office.point)

    promised = Clock.objects.get(application=application, kind=ClockKind.PROMISED)
    assert (promised.state, promised.days_used, promised.left) == ("ended", 3, 2)


def test_withdrawing_ends_every_clock(office: Office) -> None:
    application = submitted(office, "2026-03-02")

    with clock_set_to(at("2026-03-03")):
        withdraw_application(application.id, reason="不再申报", actor=acting(office.leader))

    assert standing(application) == {}
    assert Clock.objects.filter(application=application, ring_at__isnull=False).count() == 0


def test_an_application_from_before_the_clocks_gets_them_with_its_next_command(office: Office) -> None:
    application = submitted(office, "2026-09-28")
    ClockEvent.objects.all().delete()
    Clock.objects.all().delete()

    with clock_set_to(at("2026-09-29")):
        approve(application, office.unit)

    assert standing(application)["promised"] == ("running", "2026-10-10")


def test_a_year_that_is_not_published_makes_the_date_provisional_until_it_is(office: Office) -> None:
    application = submitted(office, "2026-12-28")
    provisional = promised_of(application)
    with clock_set_to(at("2026-12-28")):
        recompute_clocks()
        unchanged = ledger(application, "promised")

        CalendarOverlay.objects.create(day="2027-01-01", is_working=False, reason=BASIS)
        recompute_clocks()
        recompute_clocks()

    assert provisional == (date(2027, 1, 4), True)
    assert unchanged == [("started", "", "", "2027-01-04")]
    assert promised_of(application) == (date(2027, 1, 5), True)
    assert ledger(application, "promised")[1:] == [("reckoned", "", "", "2027-01-05")]


def test_a_local_day_off_moves_running_clocks_only(office: Office) -> None:
    running, returned = submitted(office, "2026-07-16"), submitted(office, "2026-07-16")
    with clock_set_to(at("2026-07-17")):
        send_back(returned, office.unit)
        CalendarOverlay.objects.create(day="2026-07-20", is_working=False, reason="台风")

        recompute_clocks()

    assert standing(running)["promised"] == ("running", "2026-07-24")
    assert standing(returned)["promised"] == ("paused", None)


def test_recomputing_goes_on_until_nothing_is_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.services.clock_calendar.AT_ONCE", 2)
    applications = [submitted(office, "2026-07-16") for _ in range(3)]
    CalendarOverlay.objects.create(day="2026-07-20", is_working=False, reason="台风")

    with clock_set_to(at("2026-07-17")):
        again = [recompute_clocks() for _ in range(3)]
        moment = now()

    assert again == [moment, None, None]
    assert [standing(each)["promised"] for each in applications] == [("running", "2026-07-24")] * 3
