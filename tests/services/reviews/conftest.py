"""The registration procedure of the first city, with all its people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, connections

from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tests.factories.registrations import Office, open_registration

SCHEMA = "t_city_a"


@pytest.fixture
def office(opened_office: Office) -> Office:
    return opened_office


@pytest.fixture
def committed_office(django_db_setup: None, django_db_blocker: object) -> Iterator[Office]:
    """The procedure with real commits; everything of the tenant's business is emptied afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection.set_schema_to_public()
        city = Jurisdiction.objects.get(code="city_a")
        try:
            with tenant_context(city):
                yield open_registration(city)
        finally:
            _empty(SCHEMA)
            connection.set_schema_to_public()
            connection.close()


def _empty(schema: str) -> None:
    """Every table of the schema that the template left empty: all but migrations, content types, permissions, keys."""
    kept = {"django_migrations", "django_content_type", "auth_permission", "records_datakey"}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        tables = [f'"{schema}"."{name}"' for (name,) in cursor.fetchall() if name not in kept]
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
    connections["owner"].close()
