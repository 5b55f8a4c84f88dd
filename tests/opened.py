"""Jurisdictions that are opened once per run: with a bureau, a procedure in force and its people.

Opening costs more than most tests. So each kind is opened once, committed in a database of its own, copied for each
worker that asks for it; a test that takes `opened` works in the copy and rolls back like every other.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.databases import TEMPLATE, admin, exists, lock, make_once, told, use

#: Fixture → who is opened, and by what.
KINDS = {
    "opened_bureau": ("city_a", "tests.factories.accounts", "open_bureau"),
    "opened_province": ("province_p", "tests.factories.accounts", "open_bureau"),
    "opened_town": ("city_a", "tests.factories.applications", "open_town"),
    "opened_office": ("city_a", "tests.factories.registrations", "open_registration"),
}


@dataclass
class Databases:
    """What this worker's tests are connected to."""

    own: str
    worker: str
    current: str
    blocker: DjangoDbBlocker
    #: Kind → this worker's copy. Asking the server before every test would be a login before every test.
    copies: dict[str, str] = field(default_factory=dict)

    def choose(self, kind: str | None) -> None:
        wanted = self.own if kind is None else self.copies.get(kind) or self._copy(kind)
        if wanted != self.current:
            use(wanted)
            self.current = wanted

    def _copy(self, kind: str) -> str:
        name = f"tongban_{kind}_{self.worker}"
        with lock():
            if not exists(name):
                with self.blocker.unblock():
                    _open_once(kind)
                self.current = ""
                admin(f"CREATE DATABASE {name} TEMPLATE {_original(kind)}")
        self.copies[kind] = name
        return name


class Choice:
    """The database of the test that is about to run. It is chosen as soon as there are databases."""

    databases: Databases | None = None
    wanted: str | None = None
    _kept: dict[str, bytes] = {}

    @classmethod
    def want(cls, kind: str | None) -> None:
        cls.wanted = kind
        if cls.databases is not None:
            cls.databases.choose(kind)

    @classmethod
    def begin(cls, databases: Databases) -> None:
        cls.databases = databases
        databases.choose(cls.wanted)

    @classmethod
    def load(cls, kind: str) -> object:
        """What the opening returned: copies of a test's own."""
        assert cls.wanted == kind, f"{kind} has to be asked for as a fixture, by name"
        if kind not in cls._kept:
            cls._kept[kind] = told(_original(kind)).read_bytes()
        return pickle.loads(cls._kept[kind])


def kind_of(item: pytest.Item) -> str | None:
    asked = [kind for kind in KINDS if kind in getattr(item, "fixturenames", ())]
    assert len(asked) < 2, f"{item.nodeid}: one opened jurisdiction, not {asked}"
    return asked[0] if asked else None


def _open_once(kind: str) -> None:
    make_once(_original(kind), lambda: pickle.dumps(_opened(kind)))


def _opened(kind: str) -> object:
    from django.db import transaction

    from tenants.context import tenant_context
    from tenants.models import Jurisdiction

    code, module, name = KINDS[kind]
    opening: Callable[[Jurisdiction], object] = getattr(import_module(module), name)
    jurisdiction = Jurisdiction.objects.get(code=code)
    with tenant_context(jurisdiction), transaction.atomic():
        return opening(jurisdiction)


def _original(kind: str) -> str:
    return f"{TEMPLATE}_{kind}"
