"""The databases of a run: made by the owner's login, outside any transaction, and connected to by name."""

from __future__ import annotations

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
