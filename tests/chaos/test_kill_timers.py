"""`kill -9` of a worker in the middle of a sweep of timers: afterwards nothing is lost, and nothing was done twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from deploy.embedded.layout import CHECKOUT
from notifications.models import Message
from reviews.models import Clock, ClockEvent, ClockEventKind
from tenants.clock import clock_set_to
from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.databases import TEMPLATE, admin
from tests.factories.clocks import at
from tests.factories.registrations import open_registration, submit_registration
from tests.tenancy.net.database import connected_to

APPLICATIONS = 24
#: Whoever has the task, and supervision.
TOLD = 2
SEED = 20261121
#: A sweep that rings nothing for so long hangs.
PATIENCE_SECONDS = 60
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kill")]


@dataclass(frozen=True, slots=True)
class Late:
    """A city where every limit ended long ago and nobody swept."""

    database: str
    clocks: int


@pytest.fixture
def late(django_db_setup: None, django_db_blocker) -> Iterator[Late]:
    name = f"tongban_timers_{os.getpid()}"
    with django_db_blocker.unblock():
        admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        with connected_to(name):
            city = Jurisdiction.objects.get(code="city_a")
            with tenant_context(city):
                with transaction.atomic():
                    with clock_set_to(at("2026-01-05")):
                        office = open_registration(city)
                    with clock_set_to(at("2026-03-02")):
                        for _ in range(APPLICATIONS):
                            submit_registration(office)
                    Message.objects.all().delete()
                yield Late(name, Clock.objects.filter(ring_at__isnull=False).count())


@pytest.fixture
def workers(late: Late) -> Iterator[list[subprocess.Popen[str]]]:
    """Three that load at the same time and wait for their word."""
    started = [_worker(late.database) for _ in range(3)]
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    yield started
    for each in started:
        each.kill()
        each.wait(20)


def _worker(database: str) -> subprocess.Popen[str]:
    address = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{database}"
    inherited = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.ringer", "t_city_a"],
        cwd=CHECKOUT,
        env={**inherited, "DATABASE_URL": address},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def test_timers_survive_the_death_of_their_worker(late: Late, workers: list[subprocess.Popen[str]]) -> None:
    chance = random.Random(SEED)
    alone, beside, last = workers
    after_blows = []
    for blow, sent in enumerate(((alone,), (beside, last))):
        for worker in sent:
            _send(worker)
        _await(late.clocks * blow // 3 + chance.randint(3, late.clocks // 5))
        sent[0].kill()
        sent[0].wait(20)
        after_blows.append(_rung())
    code = last.wait(PATIENCE_SECONDS)

    assert code == 0
    assert all(0 < rung < late.clocks for rung in after_blows)
    assert late.clocks == 2 * APPLICATIONS
    assert set(Clock.objects.values_list("rung", "rings", "ring_at")) == {("overdue", "", None)}
    rings = ClockEvent.objects.filter(kind=ClockEventKind.ESCALATED).values_list("clock", flat=True)
    assert set(Counter(rings).values()) == {1}
    assert len(rings) == late.clocks
    assert LedgerEntry.objects.filter(command="reviews.ring_clock").count() == late.clocks
    told = Message.objects.filter(event="clock_overdue").values_list("recipient", "subject_id")
    # Once for each of the two limits of an application, whatever died.
    assert set(Counter(told).values()) == {2}
    assert len(told) == late.clocks * TOLD


def _send(worker: subprocess.Popen[str]) -> None:
    assert worker.stdin is not None
    worker.stdin.write("go\n")
    worker.stdin.flush()


def _rung() -> int:
    return ClockEvent.objects.filter(kind=ClockEventKind.ESCALATED).count()


def _await(count: int) -> None:
    """By progress: a busy machine takes longer over the same blow."""
    before, deadline = -1, 0.0
    while (rung := _rung()) < count:
        if rung != before:
            before, deadline = rung, time.monotonic() + PATIENCE_SECONDS
        assert time.monotonic() < deadline, f"{rung} of {count} have rung"
        time.sleep(0.002)
