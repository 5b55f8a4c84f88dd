"""`kill -9` of web and worker while a thousand applications are submitted: none lost, none doubled (security.md V8).

Blows fall by progress, not by the clock: a busy machine takes longer over the same test.
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
from tests.databases import TEMPLATE, admin
from tests.factories.accounts import PASSWORD
from tests.factories.applications import begin_draft, fill_draft, open_town
from tests.tenancy.net.database import connected_to

SUBMISSIONS = int(os.environ.get("TONGBAN_CHAOS_SUBMISSIONS", "1000"))
CLIENTS = 8
#: SIGKILLs, at equal parts of the way: every sixth to the whole web or the whole worker, the others to one web process.
BLOWS = 24
#: An outbox that does not shrink for so long hangs.
PATIENCE_SECONDS = 180
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
        admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
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
    told = f"{len(counter.acknowledged)} submitted, {site.kills} kills, {counter.retries} retries"
    request.node.add_report_section("call", "kills", told)
    applications = dict(Application.objects.values_list("id", "number"))
    addresses = sorted(address for answers in counter.acknowledged.values() for address in answers)
    assert addresses == sorted(f"/my/applications/{application}/" for application in applications)
    assert _counts() == {
        "drafts": 0,
        "applications": SUBMISSIONS,
        "submissions": SUBMISSIONS,
        "tasks": SUBMISSIONS,
        "keys": SUBMISSIONS,
        "ledger": SUBMISSIONS,
        "issued": SUBMISSIONS,
        "last number": SUBMISSIONS,
    }
    assert sorted(int(number[-5:]) for number in applications.values()) == list(range(1, SUBMISSIONS + 1))
    while seal_ledger():
        pass
    assert verify_ledger() is None
    assert site.kills >= BLOWS // 2
    assert counter.retries > 0


def _submit_all(prepared: Prepared, site: Site) -> Counter:
    waiting: queue.SimpleQueue[UUID] = queue.SimpleQueue()
    for draft in prepared.drafts:
        waiting.put(draft)
    counter = Counter()
    clients = [Client(site.url, prepared.login, PASSWORD, waiting, counter) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    large = [site.restart_web, site.restart_worker] * (BLOWS // 12)
    for ordinal in range(1, BLOWS + 1):
        while waiting.qsize() > SUBMISSIONS * (1 - ordinal / (BLOWS + 1)) and any(c.is_alive() for c in clients):
            time.sleep(0.05)
        blow = large.pop() if ordinal % 6 == 0 else site.kill_one_web_worker
        blow()
    for client in clients:
        client.join()
    assert [client.error for client in clients if client.error] == []
    return counter


def _await_empty_outbox() -> None:
    """By the worker alone, with what its clock sends it."""
    before, deadline = 0, 0.0
    while left := OutboxMessage.objects.exclude(state=OutboxState.DONE).count():
        if left != before:
            before, deadline = left, time.monotonic() + PATIENCE_SECONDS
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
