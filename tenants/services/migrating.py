"""Bringing every schema to the newest migrations, quickly: one query when nothing is to be done.

Each schema carries a fingerprint of all migrations and rights as its comment; a schema whose fingerprint differs is
behind. Schemas that lack the same migrations are treated together: the first one is migrated by Django's own executor
while its DDL is recorded, the others replay the recording, one transaction each. Plans with Python in them run through
the executor schema by schema.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.options import Options

from tenants.backend.access import wrapper_of
from tenants.backend.base import DatabaseWrapper
from tenants.domain.schema_names import PUBLIC, is_tenant_schema
from tenants.services import grants
from tenants.services.dictionaries import seed_dictionaries
from tenants.services.national_calendar import seed_national_calendar
from tenants.services.schemas import (
    COPY_CONTENT_TYPES,
    MIGRATION_LOCK,
    OWNER,
    fingerprint,
    key_script,
)

Key = tuple[str, str]
Statement = tuple[str, Sequence[object] | None]
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class MigrationSummary:
    """Which schemas were changed; empty when all were up to date."""

    changed: tuple[str, ...]


def migrate_all(report: Report = lambda _line: None) -> MigrationSummary:
    """Migrate public, then every tenant's schema. A crash leaves each schema either as it was or finished."""
    owner = wrapper_of(OWNER)
    owner.set_schema_to_public()
    if not _behind(owner):
        return MigrationSummary(())
    with _migration_lock(owner):
        behind = _behind(owner)
        if PUBLIC in behind:
            report("public")
            _migrate_public(owner)
        tenants = [schema for schema in behind if schema != PUBLIC]
        for schemas in _by_applied(owner, tenants):
            _migrate_group(owner, schemas, report)
    owner.set_schema_to_public()
    return MigrationSummary(tuple(behind))


def migrate_by_executor(schema: str) -> None:
    """Every pending migration of one schema through Django's executor; slow, and the measure for all else."""
    owner = wrapper_of(OWNER)
    owner.set_schema(schema)
    try:
        executor = MigrationExecutor(owner)
        executor.migrate(executor.loader.graph.leaf_nodes())
    finally:
        owner.set_schema_to_public()


def _behind(owner: DatabaseWrapper) -> list[str]:
    """Schemas of ours that do not carry the wanted fingerprint; public first. One query."""
    with owner.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_namespace WHERE (nspname = 'public' OR nspname LIKE 't\\_%%') "
            "AND obj_description(oid, 'pg_namespace') IS DISTINCT FROM %s ORDER BY nspname <> 'public', nspname",
            [fingerprint()],
        )
        return [name for (name,) in cursor.fetchall() if name == PUBLIC or is_tenant_schema(name)]


def _migrate_public(owner: DatabaseWrapper) -> None:
    migrate_by_executor(PUBLIC)
    with transaction.atomic(using=OWNER):
        _complete_content_types()
        with owner.cursor() as cursor:
            cursor.execute(grants.public_script())
            cursor.execute(key_script(PUBLIC))
            seed_national_calendar(using=OWNER)
            seed_dictionaries(using=OWNER)
            cursor.execute(_comment(PUBLIC))


def _complete_content_types() -> None:
    """Content types and permissions of all apps, in public first: tenants copy them, so that ids agree everywhere."""
    options = [model._meta for model in apps.get_models()]  # noqa: SLF001 - Django's public name
    wanted = [ContentType(app_label=each.app_label, model=each.model_name or "") for each in options]
    ContentType.objects.using(OWNER).bulk_create(wanted, ignore_conflicts=True)
    ids = {(row.app_label, row.model): row.pk for row in ContentType.objects.using(OWNER).all()}
    permissions = [
        Permission(content_type_id=ids[(each.app_label, each.model_name or "")], codename=codename, name=name)
        for each in options
        for codename, name in _permissions_of(each)
    ]
    Permission.objects.using(OWNER).bulk_create(permissions, ignore_conflicts=True)


def _permissions_of(options: Options[Any]) -> Iterator[tuple[str, str]]:
    for action in options.default_permissions:
        yield f"{action}_{options.model_name}", f"Can {action} {options.model_name}"
    for codename, name in options.permissions:
        yield codename, str(name)


def _by_applied(owner: DatabaseWrapper, schemas: list[str]) -> list[list[str]]:
    """Schemas grouped by the migrations they have had, from one query."""
    if not schemas:
        return []
    groups: dict[tuple[Key, ...], list[str]] = defaultdict(list)
    rows: dict[str, list[Key]] = {schema: [] for schema in schemas}
    query = " UNION ALL ".join(
        f"SELECT '{schema}', app, name FROM \"{schema}\".django_migrations"  # noqa: S608 - names of the allow-list
        for schema in schemas
    )
    with owner.cursor() as cursor:
        cursor.execute(query)
        for schema, app, name in cursor.fetchall():
            rows[schema].append((app, name))
    for schema, applied in rows.items():
        groups[tuple(sorted(applied))].append(schema)
    return list(groups.values())


def _migrate_group(owner: DatabaseWrapper, schemas: list[str], report: Report) -> None:
    first, *others = schemas
    owner.set_schema(first)
    executor = MigrationExecutor(owner)
    plan = [migration for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if any(_needs_python(operation) for migration in plan for operation in migration.operations):
        for schema in schemas:
            report(schema)
            migrate_by_executor(schema)
            _finish(owner, schema, statements=[], migrations=[])
        return
    report(first)
    with transaction.atomic(using=OWNER), _recording(owner) as statements:
        state = _state_reached(executor)
        for migration in plan:
            with owner.schema_editor(atomic=False) as editor:
                state = migration.apply(state, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)
        _finish(owner, first, statements=[], migrations=[])
    for schema in others:
        report(schema)
        _finish(owner, schema, statements=statements, migrations=plan)


def _state_reached(executor: MigrationExecutor) -> ProjectState:
    """The models as the migrations applied so far have left them."""
    loader = executor.loader
    applied = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    state: ProjectState = loader.graph.make_state(nodes=applied, at_end=True, real_apps=loader.unmigrated_apps)
    return state


def _needs_python(operation: Operation) -> bool:
    """Whether an operation does more than DDL, or cannot stand in a transaction."""
    inner = getattr(operation, "database_operations", ())
    return isinstance(operation, RunPython) or not operation.atomic or any(_needs_python(part) for part in inner)


@contextmanager
def _recording(owner: DatabaseWrapper) -> Iterator[list[Statement]]:
    """Every statement that schema editors of this connection execute, while the block runs."""
    statements: list[Statement] = []
    ordinary = owner.SchemaEditorClass

    class Recorder(ordinary):  # type: ignore[misc, valid-type]
        def execute(self, sql: Any, params: Any = ()) -> None:
            statements.append((str(sql), params))
            super().execute(sql, params)

    owner.SchemaEditorClass = Recorder
    try:
        yield statements
    finally:
        owner.SchemaEditorClass = ordinary


def _finish(owner: DatabaseWrapper, schema: str, *, statements: list[Statement], migrations: list[Migration]) -> None:
    """Replay DDL into `schema`, note its migrations, and bring rights and fixed rows into step: one transaction."""
    owner.set_schema(schema, include_public=False)
    with transaction.atomic(using=OWNER), owner.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
        cursor.executemany(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())",
            [(migration.app_label, migration.name) for migration in migrations],
        )
        cursor.execute(COPY_CONTENT_TYPES)
        cursor.execute(grants.rights_script(schema))
        cursor.execute(_comment(schema))
    owner.set_schema(schema)


def _comment(schema: str) -> str:
    return f"COMMENT ON SCHEMA \"{schema}\" IS '{fingerprint()}'"


@contextmanager
def _migration_lock(owner: DatabaseWrapper) -> Iterator[None]:
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with owner.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [MIGRATION_LOCK])
