"""A province's days in its cities: carried by the provisioner, once, whole, and to nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from tenants.calendar import working_calendar
from tenants.clock import clock_set_to, now
from tenants.context import tenant_context
from tenants.domain.clock import FixedClock
from tenants.domain.errors import NotAuthorised
from tenants.models import Jurisdiction
from tenants.queries.days_below import Below, days_below
from tenants.records.models import CalendarOverlay, Job, LedgerEntry, OutboxMessage
from tenants.records.services.relay import relay_messages
from tenants.services import days_from_above, job_runner
from tenants.services.days_from_above import request_days_below, run_days_from_above, send_again
from tenants.services.job_runner import Work
from tenants.services.spreading_days import spread_days

pytestmark = pytest.mark.usefixtures("committed")
PROVINCE, CITY, OTHER = "t_province_p", "t_city_a", "t_city_b"
DAY = "2026-07-20"


def city(code: str = "city_a") -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


@pytest.fixture
def apart(committed: None) -> Iterator[None]:
    """The second city belongs to nobody here."""
    owned = Jurisdiction.objects.using("owner").filter(code="city_b")
    province = owned.get().parent_id
    owned.update(parent=None)
    yield
    owned.update(parent=province)


def set_above(day: str = DAY, *, is_working: bool = False, reason: str = "台风") -> None:
    with tenant_context(PROVINCE), transaction.atomic():
        CalendarOverlay.objects.create(day=day, is_working=is_working, reason=reason, basis="省通告")
        spread_days()


def jobs() -> list[UUID]:
    """What the province's relay makes of its messages."""
    with tenant_context(PROVINCE):
        relay_messages()
        return list(Job.objects.filter(kind=days_from_above.KIND).order_by("id").values_list("id", flat=True))


def run(*wanted: UUID) -> None:
    with tenant_context(PROVINCE):
        for each in wanted or jobs():
            run_days_from_above(each)


def days_in(schema: str) -> list[tuple[str, bool, str, str, bool]]:
    with tenant_context(schema):
        rows = CalendarOverlay.objects.values_list("day", "is_working", "reason", "basis", "from_above")
        return [(str(day), *rest) for day, *rest in rows.order_by("day", "from_above")]


def told_in(schema: str) -> list[tuple[list[str], list[str]]]:
    with tenant_context(schema):
        told = LedgerEntry.objects.filter(command="tenants.set_days_from_above").order_by("recorded_at", "id")
        return [(each.data["set"], each.data["gone"]) for each in told]


def test_a_day_reaches_every_city_and_leaves_them_again() -> None:
    set_above()
    wanted = jobs()
    with tenant_context(PROVINCE):
        waiting = days_below()
    run(*wanted, *wanted)
    with tenant_context(PROVINCE):
        reached = days_below()
    there = [days_in(CITY), days_in(OTHER)]
    with tenant_context(PROVINCE), transaction.atomic():
        CalendarOverlay.objects.all().delete()
        spread_days()
    run()

    assert len(wanted) == 2
    assert (waiting, reached) == (Below(2, ("甲市", "乙市")), Below(2))
    assert there == [[(DAY, False, "台风", "省通告", True)]] * 2
    assert (days_in(CITY), days_in(OTHER)) == ([], [])
    assert told_in(CITY) == told_in(OTHER) == [([DAY], []), ([], [DAY])]


def test_the_citys_own_day_counts_and_stays() -> None:
    with tenant_context(CITY):
        CalendarOverlay.objects.create(day=DAY, is_working=True, reason="照常上班", basis="市通告")
    set_above()
    set_above("2026-07-21")

    run()

    with tenant_context(CITY):
        mine = working_calendar()
    with tenant_context(OTHER):
        theirs = working_calendar()
    days = [date(2026, 7, 20), date(2026, 7, 21)]
    assert [mine.is_working_day(day) for day in days] == [True, False]
    assert [theirs.is_working_day(day) for day in days] == [False, False]
    with tenant_context(PROVINCE), transaction.atomic():
        CalendarOverlay.objects.all().delete()
        spread_days()
    run()
    assert days_in(CITY) == [(DAY, True, "照常上班", "市通告", False)]


def test_a_late_run_brings_what_counts_by_then() -> None:
    set_above()
    early = jobs()
    with tenant_context(PROVINCE), transaction.atomic():
        CalendarOverlay.objects.update(reason="台风延后")
        spread_days()
    late = [each for each in jobs() if each not in early]

    run(*late, *early)

    assert len(late) == 2
    assert days_in(CITY) == [(DAY, False, "台风延后", "省通告", True)]
    assert told_in(CITY) == [([DAY], [])]


@pytest.mark.parametrize("is_done", [False, True])
def test_a_worker_that_dies_is_made_up_for(is_done: bool) -> None:
    """Before its work, or after all of it but before anybody noted so."""
    set_above()
    first = jobs()[0]

    def dying(job: Job) -> Mapping[str, Work]:
        whole = days_from_above._work(job)[days_from_above.STEP]

        def die() -> None:
            if is_done:
                whole()
            raise ConnectionResetError

        return {days_from_above.STEP: die}

    with tenant_context(PROVINCE), pytest.raises(ConnectionResetError):
        job_runner.run_steps(first, dying)
    between = days_in(CITY)
    with tenant_context(PROVINCE):
        waiting = days_below().waiting
    run()

    assert (bool(between), waiting) == (is_done, ("甲市", "乙市"))
    assert days_in(CITY) == [(DAY, False, "台风", "省通告", True)]
    assert told_in(CITY) == [([DAY], [])]


def test_what_was_lost_is_sent_again_once_an_hour() -> None:
    set_above()
    first, second = jobs()
    with tenant_context(PROVINCE):
        Job.objects.filter(pk=second).update(state="failed", finished_at=now())
        OutboxMessage.objects.all().delete()
        send_again()
        at_once = OutboxMessage.objects.count()
        with clock_set_to(FixedClock(now() + timedelta(minutes=61))):
            send_again()
            send_again()
        sent = OutboxMessage.objects.values_list("payload__job_id", flat=True)
        assert (at_once, sorted(sent)) == (0, sorted([str(first), str(second)]))
        assert Job.objects.get(pk=second).state == "queued"


@pytest.mark.usefixtures("apart")
def test_another_provinces_city_is_not_reached_even_by_a_forged_job() -> None:
    set_above()
    [mine] = jobs()
    with tenant_context(PROVINCE):
        Job.objects.filter(pk=mine).update(payload={"jurisdiction_id": str(city("city_b").pk)})
        with pytest.raises(NotAuthorised):
            run_days_from_above(mine)
        none = request_days_below(to=city("city_b").pk)
        assert days_below().count == 1

    assert none == 0
    assert days_in(OTHER) == []
    assert told_in(OTHER) == []


def test_a_city_that_is_new_gets_what_counts_already() -> None:
    with tenant_context(PROVINCE):
        CalendarOverlay.objects.create(day=DAY, is_working=False, reason="台风", basis="省通告")
        with transaction.atomic():
            spread_days(to=city("city_b").pk)
    run()

    assert (len(days_in(OTHER)), len(days_in(CITY))) == (1, 0)


def test_a_tenant_with_nobody_below_it_has_nothing_to_do() -> None:
    with tenant_context(CITY):
        CalendarOverlay.objects.create(day=DAY, is_working=False, reason="台风", basis="市通告")
        assert (request_days_below(), days_below()) == (0, Below())
