"""A database of its own for the net: two cities and their province, each with a world, committed once per run."""

from __future__ import annotations

import os
import pickle
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tests.databases import ALIASES, TEMPLATE, admin, connect, lock, make_once, told, use
from tests.factories.world import World, build_world

ORIGINAL = f"{TEMPLATE}_net"
CODES = ("city_a", "city_b", "province_p")


@dataclass(frozen=True, slots=True)
class Worlds:
    """The database's name, and the worlds in it by the code of their jurisdiction."""

    database: str
    by_code: dict[str, World]
    #: A city of another province, which has no schema: its id is foreign to everybody here.
    far_city: str


def make_worlds() -> Worlds:
    """The worlds are made once per run; each process works in a copy, which goes with the test servers."""
    copy = f"tongban_net_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with lock():
        with connected_to(TEMPLATE):
            make_once(ORIGINAL, lambda: pickle.dumps(_filled()))
        admin(f"CREATE DATABASE {copy} TEMPLATE {ORIGINAL}")
    worlds, far_city = pickle.loads(told(ORIGINAL).read_bytes())
    return Worlds(copy, worlds, far_city)


def _filled() -> tuple[dict[str, World], str]:
    worlds = {}
    for code in CODES:
        jurisdiction = Jurisdiction.objects.get(code=code)
        with tenant_context(jurisdiction), transaction.atomic():
            worlds[code] = build_world(jurisdiction)
    return worlds, _far_city()


def _far_city() -> str:
    province = _registered("province_q", level="province", parent=None)
    return str(_registered("city_q", level="city", parent=province).id)


def _registered(code: str, *, level: str, parent: Jurisdiction | None) -> Jurisdiction:
    """A row in the list of jurisdictions, without a schema."""
    return Jurisdiction.objects.using("owner").create(
        code=code,
        schema_name=f"t_{code}",
        name=code,
        short_name=code,
        level=level,
        division_code="980000",
        parent=parent,
        storage_bucket=code,
    )


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Both logins use another database inside the block, and the cache keys of their own: nothing is counted twice."""
    cache = caches["default"]
    prefix, cache.key_prefix = cache.key_prefix, secrets.token_hex(8)
    before = {alias: settings.DATABASES[alias]["NAME"] for alias in ALIASES}
    use(name)
    try:
        yield
    finally:
        connect(before)
        cache.key_prefix = prefix
