"""Databases with two cities, once per run; each test rolls back."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import fasteners
import pytest

from tests.databases import ALIASES, TEMPLATE, admin, exists, use
from tests.opened import Choice, Databases, kind_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.plugin import DjangoDbBlocker

#: Groups that take minutes and mostly wait: they begin first, each on a worker, and the rest fills up behind them.
LONG_GROUPS = ("e2e", "net", "kill", "net again", "every page")
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def pytest_collection_finish() -> None:
    """What was loaded for thousands of tests stays till the end: no need to search it for garbage again and again."""
    gc.collect()
    gc.freeze()


def _place(item: pytest.Item) -> int:
    mark = item.get_closest_marker("xdist_group")
    return LONG_GROUPS.index(mark.args[0]) if mark and mark.args[0] in LONG_GROUPS else len(LONG_GROUPS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of a worker; skipped where there is none, an error in CI."""
    from playwright.sync_api import sync_playwright

    from deploy.browser import HOW_TO_GET_IT, find_chromium, is_required

    program = find_chromium()
    if program is None:
        (pytest.fail if is_required() else pytest.skip)(HOW_TO_GET_IT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def hosts_are_looked_up_once_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine their short lifetime ends between two requests, and the second costs a query more."""
    from tenants import hosts

    hosts.forget_hosts()
    monkeypatch.setattr(hosts, "LIFETIME_SECONDS", 3600.0)


@pytest.fixture(autouse=True)
def no_language_of_an_earlier_test() -> Iterator[None]:
    """Requests choose a language for their thread, and tests of one worker share it."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture: one that opens a transaction has to find the right database."""
    Choice.want(kind_of(item))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A migrated template database with the province and two cities, copied once per worker."""
    from django.db import connections

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    state = Path(os.environ["TONGBAN_TEST_STACK"])
    name = f"tongban_{worker}"
    with fasteners.InterProcessLock(str(state / "template.lock")):
        if not exists(TEMPLATE):
            _build_template(django_db_blocker)
        admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    use(name)
    for variable in ("DATABASE_URL", "OWNER_DATABASE_URL"):
        os.environ[variable] = f"{os.environ[variable].rsplit('/', 1)[0]}/{name}"
    Choice.begin(Databases(name, worker, current=name, blocker=django_db_blocker))
    yield
    for alias in ALIASES:
        connections[alias].close()


def _build_template(blocker: DjangoDbBlocker) -> None:
    from django.core.management import call_command

    building = f"{TEMPLATE}_building"
    admin(f"DROP DATABASE IF EXISTS {building}")
    admin(f"CREATE DATABASE {building}")
    use(building)
    with blocker.unblock():
        call_command("migrate_tenancy", verbosity=0)
        from tests.factories.jurisdictions import build_two_cities

        build_two_cities()
    use("postgres")
    admin(f"ALTER DATABASE {building} RENAME TO {TEMPLATE}")


@pytest.fixture
def opened_bureau(city_a: object) -> object:
    """The root department of the first city, with the roles every tenant starts with."""
    return Choice.load("opened_bureau")


@pytest.fixture
def opened_province(db: None) -> object:
    return Choice.load("opened_province")


@pytest.fixture
def opened_town(city_a: object) -> object:
    """The first city, ready to take registrations (`tests.factories.applications.open_town`)."""
    return Choice.load("opened_town")


@pytest.fixture
def opened_office(city_a: object) -> object:
    """The first city with everybody of an application's chain (`tests.factories.registrations.open_registration`)."""
    return Choice.load("opened_office")


@pytest.fixture(autouse=True)
def _public_schema_and_empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test starts on the public schema with an empty cache of its own worker's tenants."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from django.db import connection

        connection.set_schema_to_public()


@pytest.fixture
def city_a(db: None) -> Iterator[object]:
    """The city most tests work in, with its schema selected."""
    from tenants.context import tenant_context
    from tenants.models import Jurisdiction

    jurisdiction = Jurisdiction.objects.get(code="city_a")
    with tenant_context(jurisdiction):
        yield jurisdiction


@pytest.fixture
def city_b(db: None) -> object:
    """The second tenant: what it holds would leak if a wall were missing."""
    from tenants.models import Jurisdiction

    return Jurisdiction.objects.get(code="city_b")


@pytest.fixture
def client_for() -> Callable[..., object]:
    """A Django test client that speaks to one jurisdiction's host, signed in as `user` if given."""
    from tests.factories.people import HostClient, sign_in

    def make(jurisdiction: object, user: object = None, **extra: object) -> HostClient:
        client = HostClient(SERVER_NAME=f"{jurisdiction.code.replace('_', '-')}.localhost", **extra)  # type: ignore[attr-defined]
        if user is not None:
            sign_in(client, jurisdiction, user)
        return client

    return make
