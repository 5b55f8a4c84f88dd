"""Tasks: in their own tenant or not at all (security.md T7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from celery import current_app, shared_task
from django.db import connection, connections, transaction

from tenants import hints
from tenants.clock import now
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.models import State
from tenants.records import due_work
from tenants.records.models import CalendarOverlay, LedgerSeal, OutboxMessage
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue
from tenants.records.tasks import do_due_work, relay_outbox
from tenants.tasks import dispatch_due, sweep_all
from tenants.tasks_base import MARK, SCHEMA, PlatformTask, TaskRefusedError, TenantTask, mark_of

pytestmark = pytest.mark.usefixtures("committed")
ran_in: list[str] = []


@shared_task(base=TenantTask, name="test.tenant_task")
def tenant_task() -> None:
    ran_in.append(connection.schema_name)


@shared_task(base=PlatformTask, name="test.platform_task")
def platform_task() -> None:
    ran_in.append(connection.schema_name)


@pytest.fixture(autouse=True)
def eager(committed) -> Iterator[None]:
    """Tasks run through Celery's own tracer, signals included, in this process; no hints of earlier tests wait."""
    ran_in.clear()
    for kind in hints.Hint:
        hints.take_due(now().replace(year=2200), kind)
    current_app.conf.task_always_eager = True
    current_app.conf.task_eager_propagates = True
    yield
    current_app.conf.task_always_eager = False
    current_app.conf.task_eager_propagates = False


def test_a_task_runs_in_the_tenant_it_was_sent_from():
    with tenant_context("t_city_a"):
        tenant_task.delay()
    with tenant_context("t_city_b"):
        tenant_task.delay()

    assert ran_in == ["t_city_a", "t_city_b"]
    assert connection.schema_name == "public"


def test_a_task_can_be_sent_to_a_tenant_from_elsewhere():
    tenant_task.send_to("t_city_b")

    assert ran_in == ["t_city_b"]


def test_a_tenants_task_is_not_sent_from_public():
    with pytest.raises(TaskRefusedError, match="it belongs to a tenant"):
        tenant_task.delay()
    assert ran_in == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SCHEMA: "public"},
        {SCHEMA: "t_city_a"},
        {SCHEMA: "t_city_a", MARK: "forged"},
        {SCHEMA: "t_city_a", MARK: mark_of("test.tenant_task", "t_city_b")},
        {SCHEMA: "t_city_a", MARK: mark_of("another.task", "t_city_a")},
    ],
)
def test_a_message_without_a_schema_signed_for_this_task_is_refused(headers: dict[str, str]):
    """`apply` stands for a worker that takes such a message from the queue."""
    with pytest.raises(TaskRefusedError):
        tenant_task.apply(headers=headers, throw=True)
    assert ran_in == []


@pytest.mark.parametrize("state", [State.SUSPENDED, State.ONBOARDING])
def test_a_tenant_that_is_not_active_runs_nothing(state: State):
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE tenants_jurisdiction SET state = %s WHERE code = 'city_a'", [state])

    with pytest.raises(TaskRefusedError, match=f"t_city_a is {state}"):
        tenant_task.send_to("t_city_a")
    assert ran_in == []


def test_a_platform_task_runs_on_public_wherever_it_is_sent_from():
    with tenant_context("t_city_a"):
        platform_task.delay()
        assert connection.schema_name == "t_city_a"

    assert ran_in == ["public"]


def test_a_platform_task_refuses_a_tenants_schema():
    with pytest.raises(TaskRefusedError, match="belongs to the platform"):
        platform_task.apply(headers={SCHEMA: "t_city_a"}, throw=True)


def record() -> None:
    with transaction.atomic():
        write_ledger("x", actor_id=None, subject=SubjectRef("x", new_id(), "x"))


def test_the_dispatcher_wakes_those_whose_hint_has_come_and_the_relay_seals():
    with tenant_context("t_city_a"):
        record()
    hints.take_due(now().replace(year=2100))
    hints.hint("t_city_a", now())
    hints.hint("t_city_b", now().replace(year=2100))

    dispatch_due.delay()

    with tenant_context("t_city_a"):
        assert LedgerSeal.objects.count() == 1
    assert hints.take_due(now().replace(year=2101)) == ["t_city_b"]


def test_an_earlier_hint_wins():
    hints.take_due(now().replace(year=2100))
    hints.hint("t_city_a", now())
    hints.hint("t_city_a", now().replace(year=2100))

    assert hints.take_due(now()) == ["t_city_a"]


def test_the_sweep_finds_what_lost_its_hint_in_every_active_tenant(monkeypatch):
    monkeypatch.setattr(due_work, "_work", {})

    @due_work.due_work("test.fails")
    def fail() -> None:
        raise ZeroDivisionError

    @due_work.due_work("test.note")
    def note() -> None:
        ran_in.append(connection.schema_name)

    for schema in ("t_city_a", "t_city_b"):
        with tenant_context(schema):
            record()
    hints.take_due(now().replace(year=2100))

    sweep_all.delay()

    assert sorted(ran_in) == ["t_city_a", "t_city_b", "t_province_p"]
    for schema in ("t_city_a", "t_city_b"):
        with tenant_context(schema):
            assert LedgerSeal.objects.count() == 1


def test_a_sweep_wakes_a_slice_and_the_next_goes_on_from_there(monkeypatch):
    monkeypatch.setattr(due_work, "_work", {"test.note": lambda: ran_in.append(connection.schema_name)})
    monkeypatch.setattr("tenants.tasks.SWEPT_AT_ONCE", 2)
    hints.note_swept("")

    for _ in range(3):
        sweep_all.delay()

    first, second = ["t_city_a", "t_city_b"], ["t_province_p", "t_city_a"]
    assert ran_in == [*first, *second, "t_city_b", "t_province_p"]


def test_due_work_that_names_a_time_is_called_then_in_its_own_tenant(monkeypatch):
    later = now().replace(year=2100)
    monkeypatch.setattr(due_work, "_work", {"test.again": lambda: later})
    hints.take_due(later.replace(year=2101), hints.Hint.DUE_WORK)

    with tenant_context("t_city_a"):
        do_due_work.delay()

    assert hints.take_due(now(), hints.Hint.DUE_WORK) == []
    assert hints.take_due(later, hints.Hint.DUE_WORK) == ["t_city_a"]


def test_the_dispatcher_has_due_work_done_where_its_time_has_come(monkeypatch):
    monkeypatch.setattr(due_work, "_work", {"test.note": lambda: ran_in.append(connection.schema_name)})
    hints.take_due(now().replace(year=2100), hints.Hint.DUE_WORK)
    hints.hint("t_city_b", now(), hints.Hint.DUE_WORK)

    dispatch_due.delay()

    assert ran_in == ["t_city_b"]


def test_the_relay_leaves_a_hint_for_what_waits():
    with tenant_context("t_city_a"):
        with transaction.atomic():
            enqueue("nobody.home", {})
        hints.take_due(now().replace(year=2100))
        OutboxMessage.objects.update(not_before=now().replace(year=2099))
        relay_outbox.delay()

    assert hints.take_due(now()) == []
    assert hints.take_due(now().replace(year=2100)) == ["t_city_a"]


def test_every_task_named_in_a_schedule_or_looked_up_by_name_is_registered():
    wanted = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    wanted |= {"records.relay_outbox", "tenants.provision_job", "tenants.provision_readiness"}

    assert wanted - set(current_app.tasks) == set()
    assert do_due_work.name in current_app.tasks


def test_every_task_of_ours_knows_where_it_runs():
    ours = [task for name, task in current_app.tasks.items() if not name.startswith("celery.")]

    assert [task.name for task in ours if not isinstance(task, TenantTask | PlatformTask)] == []
    assert CalendarOverlay.objects.count() == 0
