"""Below everything: what PostgreSQL itself refuses to the application's login (security.md T5, V4)."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from tenants.services.grants import APPEND_ONLY, FIXED, SHARED_READING

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def login() -> Iterator[psycopg.Connection]:
    """The application's login as an attacker with stray SQL would have it."""
    default = settings.DATABASES["default"]
    with psycopg.connect(
        dbname=default["NAME"],
        user=default["USER"],
        password=default["PASSWORD"],
        host=default["HOST"],
        port=default["PORT"],
        autocommit=True,
    ) as connection:
        yield connection


def readable_tables(login: psycopg.Connection, schema: str) -> list[str]:
    rows = login.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p', 'v', 'm')",
        [schema],
    ).fetchall()
    found = []
    for (table,) in rows:
        try:
            login.execute(f'SELECT 1 FROM "{schema}"."{table}" LIMIT 1')
        except psycopg.errors.InsufficientPrivilege:
            continue
        found.append(table)
    return sorted(found)


def table_count(login: psycopg.Connection, schema: str) -> int:
    row = login.execute(
        "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'", [schema]
    )
    return row.fetchone()[0]


def test_role_of_one_city_reads_its_own_tables_and_none_of_another(login):
    login.execute("SET ROLE test_t_city_a")

    assert len(readable_tables(login, "t_city_a")) == table_count(login, "t_city_a") > 20
    for other in ("t_city_b", "t_province_p"):
        assert table_count(login, other) > 20
        assert readable_tables(login, other) == []


def test_role_of_a_city_reads_the_shared_tables_of_public_only(login):
    login.execute("SET ROLE test_t_city_a")

    assert readable_tables(login, "public") == sorted(SHARED_READING)


def test_role_of_the_platform_reads_no_tenant(login):
    login.execute("SET ROLE test_public")

    assert "accounts_user" in readable_tables(login, "public")
    assert [readable_tables(login, schema) for schema in ("t_city_a", "t_city_b", "t_province_p")] == [[], [], []]


def test_login_without_a_role_reads_nothing(login):
    schemas = ("public", "t_city_a", "t_city_b", "t_province_p")

    assert [readable_tables(login, schema) for schema in schemas] == [[], [], [], []]


def test_login_owns_nothing_and_is_nobody_special(login):
    special = login.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    owned = login.execute(
        "SELECT count(*) FROM pg_class WHERE relowner IN "
        "(SELECT oid FROM pg_roles WHERE pg_has_role(session_user, oid, 'SET') OR rolname = session_user)"
    ).fetchone()

    assert special == (False, False, False, False, False)
    assert owned == (0,)


@pytest.mark.parametrize("role", ["none", "test_public", "test_t_city_a"])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE t_city_a.mine (id int)",
        "CREATE SCHEMA t_mine",
        "CREATE ROLE mine",
        "DROP TABLE t_city_a.records_job",
        "TRUNCATE t_city_a.records_ledgerentry",
        "ALTER TABLE t_city_a.records_job OWNER TO CURRENT_USER",
        "ALTER SCHEMA t_city_a RENAME TO t_mine",
        "UPDATE public.tenants_jurisdiction SET code = 'x'",
        "DELETE FROM public.tenants_domain",
    ],
)
def test_no_role_of_the_application_changes_structure_or_tenants(login, role: str, statement: str):
    login.execute(f"SET ROLE {role}")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(statement)


@pytest.mark.parametrize("role", [settings.DATABASES["owner"]["USER"], "test_shared"])
def test_login_cannot_become_the_owner_or_the_reading_role(login, role: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(f'SET ROLE "{role}"')


@pytest.mark.parametrize("schema", ["public", "t_city_a"])
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = NULL", "DELETE FROM {}", "TRUNCATE {}"])
def test_ledger_can_only_grow(login, schema: str, table: str, verb: str):
    login.execute(f"SET ROLE test_{schema}")
    column = "command" if table == "records_ledgerentry" else "digest"

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(verb.format(f"{schema}.{table}", column))


@pytest.mark.parametrize("table", FIXED)
def test_what_migrations_fill_nobody_else_changes(login, table: str):
    login.execute("SET ROLE test_t_city_a")

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(f"DELETE FROM t_city_a.{table}")
