"""`kill -9` of web and worker while a thousand applications are submitted: none lost, none doubled (security.md V8).

On a machine that is too busy for a thousand in `CLOSING_SECONDS` it takes what fits, and says how many.
"""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction

from applications.models import Application, Draft, Submission
from documents.models import IssuedNumber, NumberSequence
from reviews.models import StepTask
from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tenants.records.models import IdempotencyKey, LedgerEntry, OutboxMessage, OutboxState
from tenants.records.services.sealing import seal_ledger, verify_ledger
from tests.bench.rows import copy_drafts
from tests.chaos.clients import Client, Counter
from tests.chaos.site import Site
from tests.conftest import TEMPLATE, _admin
from tests.factories.accounts import PASSWORD
from tests.factories.applications import begin_draft, fill_draft, open_town
from tests.tenancy.net.database import connected_to

SUBMISSIONS = int(os.environ.get("TONGBAN_CHAOS_SUBMISSIONS", "1000"))
CLIENTS = 6
CLOSING_SECONDS = 110
#: For the answers that are still out when no more is begun, and then for the worker to catch up.
PATIENCE_SECONDS = 90
LEAST = min(50, SUBMISSIONS)
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kill")]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A city of its own whose leader has drafts that are ready to be submitted."""

    city: Jurisdiction
    database: str
    login: str
    drafts: list[UUID]


@pytest.fixture
def prepared(django_db_setup: None, django_db_blocker) -> Iterator[Prepared]:
    name = f"tongban_chaos_{os.getpid()}"
    with django_db_blocker.unblock():
        _admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        with connected_to(name):
            city = Jurisdiction.objects.get(code="city_a")
            with tenant_context(city):
                with transaction.atomic():
                    town = open_town(city)
                    draft = begin_draft(town)
                    fill_draft(draft)
                    drafts = copy_drafts(draft, SUBMISSIONS)
                    draft.delete()
                OutboxMessage.objects.all().delete()
                yield Prepared(city, name, town.leader.mobile, drafts)


@pytest.fixture
def site(prepared: Prepared, tmp_path: Path) -> Iterator[Site]:
    running = Site(prepared.database, tmp_path)
    running.start()
    yield running
    running.stop()


def test_a_thousand_submissions_survive_kills_of_web_and_worker(
    prepared: Prepared, site: Site, request: pytest.FixtureRequest
) -> None:
    counter = _submit_all(prepared, site)

    _await_empty_outbox()
    submitted = len(counter.acknowledged)
    told = f"{submitted} submitted, {site.kills} kills, {counter.retries} retries"
    request.node.add_report_section("call", "kills", told)
    applications = dict(Application.objects.values_list("id", "number"))
    addresses = sorted(address for answers in counter.acknowledged.values() for address in answers)
    assert addresses == sorted(f"/my/applications/{application}/" for application in applications)
    assert _counts() == {
        "drafts": SUBMISSIONS - submitted,
        "applications": submitted,
        "submissions": submitted,
        "tasks": submitted,
        "keys": submitted,
        "ledger": submitted,
        "issued": submitted,
        "last number": submitted,
    }
    assert sorted(int(number[-5:]) for number in applications.values()) == list(range(1, submitted + 1))
    while seal_ledger():
        pass
    assert verify_ledger() is None
    assert site.kills >= 4
    assert counter.retries > 0
    assert submitted >= LEAST


def _submit_all(prepared: Prepared, site: Site) -> Counter:
    """Kill a web process every three seconds, and at every fifth of the way the whole web or the whole worker."""
    waiting: queue.SimpleQueue[UUID] = queue.SimpleQueue()
    for draft in prepared.drafts:
        waiting.put(draft)
    counter, began = Counter(), time.monotonic()
    closing = began + CLOSING_SECONDS
    clients = [
        Client(site.url, prepared.login, PASSWORD, waiting, counter, closing, closing + PATIENCE_SECONDS)
        for _ in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    restarts = [site.restart_web, site.restart_worker, site.restart_web, site.restart_worker]
    while any(client.is_alive() for client in clients):
        time.sleep(3)
        gone = max(1 - waiting.qsize() / SUBMISSIONS, (time.monotonic() - began) / CLOSING_SECONDS)
        if restarts and gone > 1 - len(restarts) / 5:
            restarts.pop()()
        else:
            site.kill_one_web_worker()
    assert [client.error for client in clients if client.error] == []
    return counter


def _await_empty_outbox() -> None:
    """By the worker alone, with what its clock sends it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := OutboxMessage.objects.exclude(state=OutboxState.DONE).count():
        assert time.monotonic() < deadline, f"{left} messages are still in the outbox"
        time.sleep(0.5)


def _counts() -> dict[str, int]:
    return {
        "drafts": Draft.objects.count(),
        "applications": Application.objects.count(),
        "submissions": Submission.objects.count(),
        "tasks": StepTask.objects.count(),
        "keys": IdempotencyKey.objects.filter(command="applications.submit").count(),
        "ledger": LedgerEntry.objects.filter(command="applications.submit").count(),
        "issued": IssuedNumber.objects.count(),
        "last number": NumberSequence.objects.get().last,
    }
