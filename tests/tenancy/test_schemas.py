"""New schemas: from one script, whole or not at all, equal to migrated ones."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections

from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tenants.records.models import DataKey
from tenants.services import schemas
from tenants.services.grants import opening_script, rights_script
from tenants.services.migrating import migrate_by_executor
from tenants.services.schemas import create_schema, fingerprint, schema_script
from tests.tenancy.catalogue import COLUMNS, MIGRATIONS, fixed_rows_of, rights_of, structure_of
from tests.tenancy.committed import tenant_schemas

pytestmark = pytest.mark.usefixtures("committed")
MOST_TABLES = 100


def jurisdiction(code: str) -> Jurisdiction:
    return Jurisdiction.objects.using("owner").create(
        code=code,
        schema_name=f"t_{code}",
        name=code,
        short_name=code,
        level="city",
        division_code="990300",
        storage_bucket=f"test-{code}",
    )


def test_a_scripted_schema_equals_a_migrated_one():
    create_schema(jurisdiction("scripted"))
    with connections["owner"].cursor() as cursor:
        cursor.execute(opening_script("t_migrated"))
    migrate_by_executor("t_migrated")
    with connections["owner"].cursor() as cursor:
        cursor.execute(rights_script("t_migrated"))

    scripted, migrated = structure_of("t_scripted"), structure_of("t_migrated")

    for query, rows in migrated.items():
        assert scripted[query] == rows, query
    assert rights_of("t_scripted") == rights_of("t_migrated")
    assert fixed_rows_of("t_scripted")[MIGRATIONS] == fixed_rows_of("t_migrated")[MIGRATIONS]


def test_content_types_and_permissions_have_the_same_ids_everywhere():
    rows = {schema: fixed_rows_of(schema) for schema in ("public", "t_city_a", "t_city_b")}

    assert rows["t_city_a"] == rows["t_city_b"] == rows["public"]


def test_a_tenant_schema_holds_at_most_seventy_tables():
    tables = {row[0] for row in structure_of("t_city_a")[COLUMNS]}

    assert len(tables) <= MOST_TABLES


def test_every_model_lives_where_the_lists_say():
    in_public = {row[0] for row in structure_of("public")[COLUMNS]}
    in_tenant = {row[0] for row in structure_of("t_city_a")[COLUMNS]}

    for model in apps.get_models(include_auto_created=True):
        app, table = apps.get_app_config(model._meta.app_label).name, model._meta.db_table
        assert (table in in_public) == (app in settings.SHARED_APPS), table
        assert (table in in_tenant) == (app in settings.TENANT_APPS), table


def test_creating_a_schema_twice_changes_nothing():
    target = jurisdiction("twice")
    create_schema(target)
    with tenant_context(target):
        keys = list(DataKey.objects.values_list("id", flat=True))

    create_schema(target)

    with tenant_context(target):
        assert list(DataKey.objects.values_list("id", flat=True)) == keys


def test_a_script_that_fails_at_its_end_leaves_nothing(monkeypatch):
    target = jurisdiction("broken")
    whole = schema_script()
    monkeypatch.setattr(schemas, "schema_script", lambda: whole + "\nSELECT 1 / 0;")

    with pytest.raises(DatabaseError, match="division by zero"):
        create_schema(target)
    assert "t_broken" not in tenant_schemas()

    monkeypatch.undo()
    create_schema(target)
    with tenant_context(target):
        assert DataKey.objects.count() == 2


def test_public_is_never_created():
    with pytest.raises(ValueError, match="not a tenant's schema"):
        create_schema(Jurisdiction(schema_name="public"))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "x", "schema_name": "t_y"}, "schema_is_named_after_the_code"),
        ({"code": "X", "schema_name": "t_X"}, "code_is_in_the_allow_list"),
        ({"code": "x", "schema_name": "t_x", "division_code": "44"}, "division_code_has_six_digits"),
        ({"code": "x", "schema_name": "t_x", "storage_bucket": "tongban-test-city-a"}, "storage_location_is_its_own"),
    ],
)
def test_database_refuses_a_jurisdiction_that_breaks_the_rules(values: dict[str, str], constraint: str):
    row = {"name": "n", "short_name": "n", "level": "city", "division_code": "990300", "storage_bucket": "b"} | values

    with pytest.raises(DatabaseError, match=constraint):
        Jurisdiction.objects.using("owner").bulk_create([Jurisdiction(**row)])


def test_schemas_carry_the_fingerprint():
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'public' OR nspname LIKE 't\\_%%'",
            [],
        )
        assert cursor.fetchall() == [(fingerprint(),)]
