"""A year that nobody knew is published: the limits of every tenant become firm, each in a task of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command

from applications.models import Application
from reviews.models import ClockEvent
from tenants import hints
from tenants.calendar import forget_national_days, working_calendar
from tenants.clock import clock_set_to, now
from tenants.context import tenant_context
from tenants.domain.calendar_years import read_arrangement
from tenants.hints import Hint
from tenants.models import CalendarDay, CalendarYear, Jurisdiction
from tenants.records.models import LedgerEntry
from tenants.services.national_calendar import publish_year
from tenants.tasks import dispatch_due
from tests.factories.clocks import at
from tests.factories.registrations import Office, open_registration, submit_registration

OFF = {
    "元旦": ["2027-01-01"],
    "春节": ["2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11"],
    "清明节": ["2027-04-05"],
    "劳动节": ["2027-05-03", "2027-05-04"],
    "端午节": ["2027-06-09"],
    "中秋节": ["2027-09-15"],
    "国庆节": ["2027-10-01", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07"],
}
WORKED = {"春节": ["2027-01-30", "2027-02-13"], "国庆节": ["2027-09-26", "2027-10-09"]}


def year_2027(**changes: Any) -> dict[str, Any]:
    """An arrangement as it may come; nobody knows it yet."""
    days = [
        {"day": day, "is_working": is_working, "name": name}
        for is_working, listed in ((False, OFF), (True, WORKED))
        for name, found in listed.items()
        for day in found
    ]
    return {"year": 2027, "source": "国务院办公厅关于2027年部分节假日安排的通知", "days": days, **changes}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2027.json"
    path.write_text(json.dumps(year_2027(), ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def known_again() -> Iterator[None]:
    """The process remembers national days: what a test published is forgotten with it. No old hints, tasks at once."""
    for kind in Hint:
        hints.take_due(now().replace(year=2200), kind)
    current_app.conf.task_always_eager = current_app.conf.task_eager_propagates = True
    yield
    current_app.conf.task_always_eager = current_app.conf.task_eager_propagates = False
    forget_national_days()
    for kind in Hint:
        hints.take_due(now().replace(year=2200), kind)


def publish(path: Path, **options: bool) -> str:
    said = StringIO()
    with tenant_context("public"):
        call_command("publish_calendar", path, stdout=said, **options)
    return said.getvalue().strip()


def promised(application: Application) -> tuple[date | None, bool]:
    application.refresh_from_db()
    return application.promised_due, application.promised_due_provisional


def test_every_tenants_limits_become_firm(
    office: Office,
    city_b: Jurisdiction,
    file: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with clock_set_to(at("2026-12-28")):
        mine, untouched = submit_registration(office), None
        with clock_set_to(at("2026-03-02")):
            untouched = submit_registration(office)
        with tenant_context(city_b):
            theirs = submit_registration(open_registration(city_b))
            before = [promised(theirs)]
        before.append(promised(mine))

        with django_capture_on_commit_callbacks(execute=True):
            said = publish(file)
        assert working_calendar().published_years == frozenset({2025, 2026, 2027})
        with django_capture_on_commit_callbacks(execute=True), tenant_context("public"):
            dispatch_due.run()

    # 29, 30, 31 December; Friday 1 January is off now, so Monday the 4th and Tuesday the 5th.
    assert before == [(date(2027, 1, 4), True)] * 2
    assert said == "2027: 20 (20 changed)"
    assert promised(mine) == (date(2027, 1, 5), False)
    with tenant_context(city_b):
        assert promised(theirs) == (date(2027, 1, 5), False)
        reckoned = ClockEvent.objects.filter(clock__application=theirs, kind="reckoned", clock__kind="promised")
        assert [str(each.due_on) for each in reckoned] == ["2027-01-05"]
    assert promised(untouched) == (date(2026, 3, 9), False)
    assert not ClockEvent.objects.filter(clock__application=untouched, kind="reckoned").exists()


def test_the_same_again_changes_nothing_another_one_needs_a_word(db: None, file: Path) -> None:
    publish(file)
    days = set(CalendarDay.objects.values_list("pk", flat=True))

    again = publish(file)
    kept = set(CalendarDay.objects.values_list("pk", flat=True))
    other = file.with_name("other.json")
    changed = year_2027()
    changed["days"][0]["name"] = "新年"
    changed["days"].append({"day": "2027-01-04", "is_working": False, "name": "元旦"})
    other.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(CommandError, match="2027 年的安排已经公布"):
        publish(other)
    corrected = publish(other, correct=True)

    assert again == "2027: 20 (0 changed)"
    assert kept == days
    assert corrected == "2027: 21 (1 changed)"
    with tenant_context("public"):
        told = LedgerEntry.objects.filter(command="tenants.publish_calendar").order_by("recorded_at", "id")
        assert [each.data["changed"] for each in told] == [20, 1]


def test_what_cannot_be_published_says_why(db: None, file: Path) -> None:
    wrong = file.with_name("wrong.json")
    wrong.write_text(json.dumps(year_2027(source="")), encoding="utf-8")
    broken = file.with_name("broken.json")
    broken.write_text("{", encoding="utf-8")

    checked = publish(file, check=True)
    with pytest.raises(CommandError, match="source: 请写明"):
        publish(wrong)
    with pytest.raises(CommandError, match="broken"):
        publish(broken)

    assert checked == "2027: 20"
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_a_tenant_publishes_no_year(city_a: Jurisdiction) -> None:
    arrangement, _ = read_arrangement(year_2027())
    assert arrangement is not None

    with tenant_context(city_a), pytest.raises(RuntimeError, match="tenant"):
        publish_year(arrangement)
