"""The worlds, and a transaction in them that is never committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from tests import url_coverage
from tests.factories.world import World
from tests.tenancy.net.database import Worlds, connected_to, make_worlds
from tests.tenancy.net.inputs import Values
from tests.tenancy.net.probing import Prober

MakeProber = Callable[..., Prober]


@pytest.fixture(scope="session")
def built_worlds(django_db_setup: None, django_db_blocker) -> Worlds:
    with django_db_blocker.unblock():
        return make_worlds()


@pytest.fixture(scope="session")
def unknown_values(built_worlds: Worlds) -> dict[str, Values]:
    """One set for the whole run: limits that count by name have to count for both sides of a comparison alike."""
    return {code: values_of(built_worlds, world).unknown() for code, world in built_worlds.by_code.items()}


@pytest.fixture
def uncounted() -> Iterator[None]:
    """The net asks for every address: that must not count as the test which each address has to have."""
    before = set(url_coverage._called)
    yield
    url_coverage._called.intersection_update(before)


@pytest.fixture
def worlds(built_worlds: Worlds, uncounted: None, django_db_blocker) -> Iterator[Worlds]:
    with django_db_blocker.unblock(), connected_to(built_worlds.database), transaction.atomic():
        yield built_worlds
        transaction.set_rollback(True)
        connection.set_schema_to_public()


@pytest.fixture
def prober(worlds: Worlds, unknown_values: dict[str, Values]) -> MakeProber:
    """Somebody of the first jurisdiction who asks for what belongs to the second."""

    def make(role: str, own: str, other: str, *, thorough: bool = True) -> Prober:
        world = worlds.by_code[other]
        made = Prober(worlds.by_code[own], world, role, values_of(worlds, world), unknown_values[other], thorough)
        made.sign_in()
        return made

    return make


def values_of(worlds: Worlds, world: World) -> Values:
    return Values.of(world, city_id=worlds.far_city)
