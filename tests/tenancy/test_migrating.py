"""Migrating many schemas: recorded once and replayed, equal to the executor's work, nothing to do is one query."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connections, migrations
from django.db.migrations.operations import RunPython
from django.test.utils import CaptureQueriesContext

from tenants.context import tenant_context
from tenants.records.models import CalendarOverlay
from tenants.services import migrating, schemas
from tenants.services.migrating import migrate_all
from tests.tenancy.catalogue import fixed_rows_of, rights_of, structure_of

NEWER = "tests.tenancy.newer.migrations"
EVERYWHERE = ("public", "t_city_a", "t_city_b", "t_province_p")
UNDO = """
ALTER TABLE {schema}.records_calendaroverlay DROP COLUMN IF EXISTS note;
DROP TABLE IF EXISTS {schema}.records_extra;
DELETE FROM {schema}.django_migrations WHERE app = 'records' AND name = '0004_calendaroverlay_add_note';
DELETE FROM {schema}.auth_permission USING {schema}.django_content_type c
    WHERE content_type_id = c.id AND c.app_label = 'records' AND c.model = 'extra';
DELETE FROM {schema}.django_content_type WHERE app_label = 'records' AND model = 'extra';
"""


def forget_rendered() -> None:
    schemas.fingerprint.cache_clear()
    schemas.schema_script.cache_clear()


@pytest.fixture
def newer(committed, settings) -> Iterator[None]:
    """The code has one migration more than the schemas."""
    settings.MIGRATION_MODULES = {**settings.MIGRATION_MODULES, "records": NEWER}
    forget_rendered()
    yield
    with connections["owner"].cursor() as cursor:
        for schema in EVERYWHERE:
            cursor.execute(UNDO.format(schema=schema))
            cursor.execute(f"COMMENT ON SCHEMA {schema} IS 'older'")
    settings.MIGRATION_MODULES = {k: v for k, v in settings.MIGRATION_MODULES.items() if k != "records"}
    forget_rendered()
    migrate_all()


def columns(schema: str) -> set[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = 'records_calendaroverlay'",
            [schema],
        )
        return {name for (name,) in cursor.fetchall()}


def test_nothing_to_do_is_one_query(committed):
    with CaptureQueriesContext(connections["owner"]) as queries:
        summary = migrate_all()

    assert summary.changed == ()
    assert [query["sql"] for query in queries if "set_config" not in query["sql"]] == [queries[-1]["sql"]]


def test_every_schema_gets_the_newer_migration_with_rows_rights_and_permissions(newer):
    with tenant_context("t_city_a"):
        CalendarOverlay.objects.create(day="2026-07-20", is_working=False, reason="台风")

    summary = migrate_all()

    assert summary.changed == EVERYWHERE
    assert all("note" in columns(schema) for schema in EVERYWHERE)
    for other in ("t_city_b", "t_province_p"):
        assert structure_of(other) == structure_of("t_city_a")
        assert rights_of(other) == rights_of("t_city_a")
        assert fixed_rows_of(other) == fixed_rows_of("t_city_a")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT note FROM t_city_a.records_calendaroverlay")
        assert cursor.fetchall() == [("—",)]
    assert migrate_all().changed == ()


def test_a_schema_made_meanwhile_by_the_new_script_equals_the_migrated_ones(newer):
    migrate_all()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"{schemas.grants.opening_script('t_fresh')} SET search_path TO t_fresh; {schemas.schema_script()}"
        )
        cursor.execute(f"SET search_path TO public; {schemas.grants.narrowing_script('t_fresh')}")

    assert structure_of("t_fresh") == structure_of("t_city_a")
    assert rights_of("t_fresh") == rights_of("t_city_a")


def test_a_plan_with_python_runs_in_every_schema_by_itself(newer, monkeypatch):
    seen: list[str] = []

    def note(_apps: object, editor) -> None:
        seen.append(editor.connection.schema_name)

    loader = migrating.MigrationExecutor(connections["owner"]).loader
    migration = type(loader.get_migration("records", "0004_calendaroverlay_add_note"))
    monkeypatch.setattr(migration, "operations", [*migration.operations, migrations.RunPython(note, RunPython.noop)])

    summary = migrate_all()

    assert summary.changed == EVERYWHERE
    assert sorted(seen) == sorted(EVERYWHERE)
    assert all("note" in columns(schema) for schema in EVERYWHERE)


def test_a_crash_between_two_schemas_is_finished_by_the_next_run(newer, monkeypatch):
    finish = migrating._finish
    finished: list[str] = []

    def crash_on_the_second(owner, schema, **rest) -> None:
        if finished:
            raise RuntimeError("killed")
        finish(owner, schema, **rest)
        finished.append(schema)

    monkeypatch.setattr(migrating, "_finish", crash_on_the_second)
    with pytest.raises(RuntimeError, match="killed"):
        migrate_all()
    monkeypatch.undo()

    summary = migrate_all()

    assert summary.changed == ("t_city_b", "t_province_p")
    assert all("note" in columns(schema) for schema in EVERYWHERE)


def test_command_says_what_it_did(newer, capsys):
    call_command("migrate_tenancy")
    call_command("migrate_tenancy")

    assert capsys.readouterr().out == "4 schemas migrated\nup to date\n"
