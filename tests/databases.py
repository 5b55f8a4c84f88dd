"""The databases of a run: made by the owner's login, outside any transaction, and connected to by name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import fasteners

TEMPLATE = "tongban_template"
ALIASES = ("default", "owner")


def admin(statement: str) -> list[tuple[object, ...]]:
    """Run one statement as the owner login outside any transaction."""
    import psycopg
    from django.conf import settings

    owner = settings.DATABASES["owner"]
    with psycopg.connect(
        dbname="postgres",
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"],
        autocommit=True,
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def exists(name: str) -> bool:
    return bool(admin(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def lock() -> fasteners.InterProcessLock:
    """Held while something is made that all workers of a run share."""
    return fasteners.InterProcessLock(str(_stack() / "template.lock"))


def told(name: str) -> Path:
    """Where whoever filled the database says what is in it."""
    return _stack() / f"{name}.pickle"


def _stack() -> Path:
    return Path(os.environ["TONGBAN_TEST_STACK"])


def make_once(name: str, fill: Callable[[], bytes]) -> None:
    """Copy the template and fill it, unless it is there; `fill` works in it and returns what is told of it.

    To be called under the lock. Afterwards nothing is connected.
    """
    if exists(name):
        return
    building = f"{name}_building"
    admin(f"DROP DATABASE IF EXISTS {building}")
    admin(f"CREATE DATABASE {building} TEMPLATE {TEMPLATE}")
    use(building)
    told(name).write_bytes(fill())
    use("postgres")
    admin(f"ALTER DATABASE {building} RENAME TO {name}")


def use(name: str) -> None:
    """Both logins connect to this database from their next statement on."""
    connect(dict.fromkeys(ALIASES, name))


def connect(names: dict[str, str]) -> None:
    from django.conf import settings
    from django.db import connections

    from tenants.hosts import forget_hosts

    for alias, name in names.items():
        connections[alias].set_schema_to_public()
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
    forget_hosts()
