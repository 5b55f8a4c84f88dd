from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from tenants import hints
from tenants.clock import now
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.records import outbox_registry
from tenants.records.models import CalendarOverlay, InboxMessage, OutboxMessage, OutboxState
from tenants.records.outbox_registry import outbox_handler
from tenants.records.services.inbox import take_in
from tenants.records.services.outbox import enqueue
from tenants.records.services.relay import (
    CLAIM,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    next_due,
    pause_after,
    relay_messages,
)
from tests.services.tenants.parallel import at_once

pytestmark = pytest.mark.usefixtures("committed")
DAYS = [f"2026-07-{day:02}" for day in range(1, 31)]


class Crash(BaseException):
    """A kill -9: no handler of exceptions sees it."""


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """A handler whose effect is a row (a day), and that fails or crashes when told so."""

    @outbox_handler("test.add_day")
    def add_day(payload: dict[str, object]) -> None:
        CalendarOverlay.objects.create(day=payload["day"], is_working=False, reason="test")
        if payload.get("fail"):
            raise ValueError("13800138000 must not be stored")
        if payload.get("crash"):
            raise Crash

    @outbox_handler("test.take_long", long=True)
    def take_long(payload: dict[str, object]) -> None:
        assert not connection.in_atomic_block
        add_day(payload)

    yield
    for name in ("test.add_day", "test.take_long"):
        outbox_registry._handlers.pop(name)


def send(**payload: object) -> None:
    with transaction.atomic():
        enqueue("test.add_day", payload)


def test_a_message_runs_once_and_its_effect_is_committed_with_it():
    with tenant_context("t_city_a"):
        send(day=DAYS[0])

        assert relay_messages() == 1
        assert relay_messages() == 0
        assert CalendarOverlay.objects.count() == 1
        message = OutboxMessage.objects.get()
        assert (message.state, message.attempts) == (OutboxState.DONE, 1)


def test_a_message_runs_in_its_own_tenant():
    with tenant_context("t_city_a"):
        send(day=DAYS[0])
    with tenant_context("t_city_b"):
        assert relay_messages() == 0
        assert CalendarOverlay.objects.count() == 0


def test_a_message_of_a_rolled_back_command_does_not_exist():
    with tenant_context("t_city_a"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            enqueue("test.add_day", {"day": DAYS[0]})
            raise ZeroDivisionError

        assert relay_messages() == 0


def test_the_outbox_is_not_written_outside_a_transaction():
    with tenant_context("t_city_a"), pytest.raises(RuntimeError, match="inside the command's transaction"):
        enqueue("test.add_day", {})


def test_a_failing_handler_leaves_no_effect_and_is_tried_again_later():
    with tenant_context("t_city_a"):
        send(day=DAYS[0], fail=True)
        before = now()

        assert relay_messages() == 1

        message = OutboxMessage.objects.get()
        assert CalendarOverlay.objects.count() == 0
        assert (message.state, message.attempts, message.last_error) == (OutboxState.PENDING, 1, "builtins.ValueError")
        assert message.not_before >= before + FIRST_PAUSE
        assert next_due() == message.not_before
        assert relay_messages() == 0


def test_a_message_whose_fault_is_mended_succeeds_on_its_next_attempt():
    with tenant_context("t_city_a"):
        send(day=DAYS[0], fail=True)
        relay_messages()
        OutboxMessage.objects.update(payload={"day": DAYS[0]}, not_before=now())

        assert relay_messages() == 1
        assert CalendarOverlay.objects.count() == 1
        assert OutboxMessage.objects.get().attempts == 2


def test_one_bad_message_does_not_hold_up_the_others():
    with tenant_context("t_city_a"):
        send(day=DAYS[0], fail=True)
        send(day=DAYS[1])

        assert relay_messages() == 2
        assert [str(day) for day in CalendarOverlay.objects.values_list("day", flat=True)] == [DAYS[1]]


def test_a_crash_between_effect_and_tick_undoes_both_and_the_retry_does_it_once():
    with tenant_context("t_city_a"):
        send(day=DAYS[0], crash=True)
        with pytest.raises(Crash):
            relay_messages()
        assert CalendarOverlay.objects.count() == 0
        assert OutboxMessage.objects.get().attempts == 0

        OutboxMessage.objects.update(payload={"day": DAYS[0]})
        assert relay_messages() == 1
        assert CalendarOverlay.objects.count() == 1


def test_a_message_without_a_handler_stays():
    with tenant_context("t_city_a"):
        with transaction.atomic():
            enqueue("nobody.home", {})
        relay_messages()

        assert OutboxMessage.objects.get().state == OutboxState.PENDING


def test_a_message_that_never_succeeds_is_given_up_and_stays_visible():
    with tenant_context("t_city_a"):
        send(day=DAYS[0], fail=True)
        OutboxMessage.objects.update(attempts=MOST_ATTEMPTS - 1)

        relay_messages()

        assert OutboxMessage.objects.get().state == OutboxState.FAILED
        assert next_due() is None


def test_pauses_double_up_to_an_hour():
    assert [pause_after(n) for n in (1, 2, 3)] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pause_after(12) == pause_after(10_000) == LONGEST_PAUSE


def test_the_same_dedupe_key_is_sent_once_for_ever():
    with tenant_context("t_city_a"):
        for _ in range(2):
            with transaction.atomic():
                enqueue("test.add_day", {"day": DAYS[0]}, dedupe_key="x")
            relay_messages()

        assert OutboxMessage.objects.count() == 1
        assert CalendarOverlay.objects.count() == 1


def test_parallel_senders_of_one_dedupe_key_make_one_message():
    def send_it(_number: int) -> None:
        with transaction.atomic():
            enqueue("test.add_day", {"day": DAYS[0]}, dedupe_key="x")

    assert at_once(6, "t_city_a", send_it) == [None] * 6
    with tenant_context("t_city_a"):
        assert OutboxMessage.objects.count() == 1


def test_parallel_relays_run_each_message_once():
    with tenant_context("t_city_a"):
        for day in DAYS:
            send(day=day)

        counts = at_once(4, "t_city_a", lambda _number: relay_messages())

        assert sum(counts) == len(DAYS)
        assert CalendarOverlay.objects.count() == len(DAYS)


def test_a_message_for_later_waits_for_its_time():
    with tenant_context("t_city_a"):
        with transaction.atomic():
            enqueue("test.add_day", {"day": DAYS[0]}, not_before=now() + timedelta(hours=1))
        assert relay_messages() == 0

        with time_machine.travel(now() + timedelta(hours=2), tick=False):
            assert relay_messages() == 1


def test_a_commit_leaves_one_hint_and_one_wake_up_per_transaction(monkeypatch):
    woken: list[str] = []
    monkeypatch.setattr("tenants.records.tasks.relay_outbox.send_to", woken.append)
    hints.take_due(now() + timedelta(days=1))
    with tenant_context("t_city_a"), transaction.atomic():
        for day in DAYS[:3]:
            enqueue("test.add_day", {"day": day})
        assert woken == []

    assert woken == ["t_city_a"]
    assert hints.take_due(now()) == ["t_city_a"]
    assert hints.take_due(now()) == []


def test_a_wake_up_that_a_savepoint_takes_back_does_not_keep_the_next_one_away(monkeypatch):
    woken: list[str] = []
    monkeypatch.setattr("tenants.records.tasks.relay_outbox.send_to", woken.append)
    with tenant_context("t_city_a"), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            enqueue("test.add_day", {"day": DAYS[0]})
            raise ZeroDivisionError
        enqueue("test.add_day", {"day": DAYS[1]})

    assert woken == ["t_city_a"]


def test_a_broker_that_is_away_does_not_fail_the_command(monkeypatch):
    def refuse(_schema: str) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("tenants.records.tasks.relay_outbox.send_to", refuse)
    with tenant_context("t_city_a"):
        send(day=DAYS[0])

        assert relay_messages() == 1


def test_a_name_belongs_to_one_handler():
    with pytest.raises(ValueError, match=r"two outbox handlers for test\.add_day"):
        outbox_handler("test.add_day")(print)


def test_a_foreign_message_is_taken_in_once():
    message_id, ran = new_id(), []
    with tenant_context("t_city_a"):
        first = take_in(source="t_city_b", message_id=message_id, action=lambda: ran.append(1))
        second = take_in(source="t_city_b", message_id=message_id, action=lambda: ran.append(2))
        other = take_in(source="t_province_p", message_id=message_id, action=lambda: ran.append(3))

    assert (first, second, other, ran) == (True, False, True, [1, 3])


def test_a_foreign_message_that_fails_may_come_again():
    message_id = new_id()

    def fail() -> None:
        raise ZeroDivisionError

    with tenant_context("t_city_a"):
        with pytest.raises(ZeroDivisionError):
            take_in(source="t_city_b", message_id=message_id, action=fail)

        assert InboxMessage.objects.count() == 0
        assert connection.schema_name == "t_city_a"


def send_long(**payload: object) -> None:
    with transaction.atomic():
        enqueue("test.take_long", payload)


def test_a_long_handler_runs_while_no_transaction_is_open():
    with tenant_context("t_city_a"):
        send_long(day=DAYS[0])

        assert relay_messages() == 1

        message = OutboxMessage.objects.get()
        assert (message.state, message.attempts, message.last_error) == (OutboxState.DONE, 1, "")
        assert CalendarOverlay.objects.count() == 1


def test_a_long_handler_that_fails_is_tried_again_after_the_pause():
    with tenant_context("t_city_a"):
        send_long(day=DAYS[0], fail=True)
        before = now()

        relay_messages()

        message = OutboxMessage.objects.get()
        assert (message.state, message.attempts, message.last_error) == (OutboxState.PENDING, 1, "builtins.ValueError")
        assert before + FIRST_PAUSE <= message.not_before < before + CLAIM


def test_a_worker_that_dies_in_a_long_handler_leaves_it_to_the_next_when_the_claim_runs_out():
    with tenant_context("t_city_a"):
        send_long(day=DAYS[0], crash=True)
        before = now()
        with pytest.raises(Crash):
            relay_messages()
        left = OutboxMessage.objects.get()
        CalendarOverlay.objects.all().delete()
        OutboxMessage.objects.update(payload={"day": DAYS[0]})

        at_once_again = relay_messages()
        with time_machine.travel(before + CLAIM + FIRST_PAUSE):
            later = relay_messages()

        assert (left.state, left.attempts) == (OutboxState.PENDING, 1)
        assert (at_once_again, later) == (0, 1)
        message = OutboxMessage.objects.get()
        assert (message.state, message.attempts) == (OutboxState.DONE, 2)


def test_who_comes_back_after_his_claim_ran_out_records_nothing():
    with tenant_context("t_city_a"):

        @outbox_handler("test.slow", long=True)
        def slow(_payload: dict[str, object]) -> None:
            OutboxMessage.objects.filter(handler="test.slow").update(attempts=2)
            raise ZeroDivisionError

        with transaction.atomic():
            enqueue("test.slow", {})
        relay_messages()
        outbox_registry._handlers.pop("test.slow")

        message = OutboxMessage.objects.get(handler="test.slow")
        assert (message.state, message.attempts, message.last_error) == (OutboxState.PENDING, 2, "")
