"""What PostgreSQL knows about a schema, without its name and without order: two schemas are equal when this is."""

from __future__ import annotations

from django.db import connections

COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision, is_nullable, column_default,
       is_identity, identity_generation
FROM information_schema.columns WHERE table_schema = %s
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, contype::text, condeferrable, condeferred, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = to_regnamespace(%s)
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s"
SEQUENCES = "SELECT sequencename, data_type::text, start_value, increment_by FROM pg_sequences WHERE schemaname = %s"
TRIGGERS = "SELECT event_object_table, trigger_name, action_statement FROM information_schema.triggers WHERE trigger_schema = %s"
RIGHTS = """
SELECT relname, coalesce(regexp_replace(acl::text, '^[^=]*=', '='), '')
FROM pg_class LEFT JOIN LATERAL unnest(relacl) AS acl ON true WHERE relnamespace = to_regnamespace(%s)
"""
MIGRATIONS = "SELECT app, name FROM {schema}.django_migrations"
CONTENT_TYPES = "SELECT id, app_label, model FROM {schema}.django_content_type"
PERMISSIONS = "SELECT id, codename, name, content_type_id FROM {schema}.auth_permission"
STRUCTURE = (COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES, TRIGGERS)
FIXED_ROWS = (MIGRATIONS, CONTENT_TYPES, PERMISSIONS)


def structure_of(schema: str) -> dict[str, list[tuple[str, ...]]]:
    return {query: _rows(query, schema) for query in STRUCTURE}


def rights_of(schema: str) -> list[tuple[str, ...]]:
    return _rows(RIGHTS, schema)


def fixed_rows_of(schema: str) -> dict[str, list[tuple[str, ...]]]:
    return {query: _rows(query.format(schema=schema), schema) for query in FIXED_ROWS}


def _rows(query: str, schema: str) -> list[tuple[str, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET search_path TO public")
        cursor.execute(query, [schema] if "%s" in query else None)
        rows = [tuple(str(value).replace(f"{schema}.", "") for value in row) for row in cursor.fetchall()]
    connections["owner"].set_schema_to_public()
    return sorted(rows)
