"""The database backend: role and path are one thing, set on every checkout, forgotten when the server forgets them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.utils import ConnectionHandler
from django.test.utils import CaptureQueriesContext

from tenants.backend.base import DatabaseWrapper
from tenants.backend.pool import reset_connection
from tenants.context import NoTenantError, current_schema, current_tenant, require_tenant, tenant_context

pytestmark = pytest.mark.usefixtures("committed")
WHERE = "SELECT current_user, current_setting('search_path')"
CITY_A = ("test_t_city_a", '"t_city_a", "public"')
CITY_B = ("test_t_city_b", '"t_city_b", "public"')
PUBLIC = ("test_public", '"public"')


def where() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(WHERE)
        return cursor.fetchone()


def test_each_schema_has_its_own_role_and_path():
    seen = [where()]
    for schema in ("t_city_a", "t_city_b"):
        with tenant_context(schema):
            seen.append(where())
    seen.append(where())

    assert seen == [PUBLIC, CITY_A, CITY_B, PUBLIC]


def test_role_and_path_are_set_by_one_statement_and_once():
    with CaptureQueriesContext(connection) as queries, tenant_context("t_city_a"):
        where()
        where()

    assert len(queries) == 3
    assert queries[0]["sql"].count("set_config") == 2


def test_tenant_is_assumed_again_after_a_rollback_that_undid_it():
    with tenant_context("t_city_a"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            where()
            raise ZeroDivisionError

        assert where() == CITY_A


def test_tenant_is_assumed_again_after_a_savepoint_was_rolled_back():
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            connection.set_schema("t_city_a")
            where()
            raise ZeroDivisionError

        assert where() == CITY_A


def test_a_failed_statement_inside_a_transaction_can_be_rolled_back_to_its_savepoint():
    with tenant_context("t_city_a"), transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

        assert where() == CITY_A


def test_a_role_that_does_not_exist_stops_the_query_instead_of_running_it_as_the_one_before():
    with tenant_context("t_city_a"):
        where()
        with tenant_context("t_nowhere"), pytest.raises(DatabaseError, match="does not exist"):
            where()

        assert where() == CITY_A


@pytest.mark.parametrize("name", ["x','t_city_b", "t_city_a; RESET ROLE", "pg_catalog", "T_CITY_A"])
def test_a_schema_outside_the_allow_list_is_refused_before_any_sql(name: str):
    with pytest.raises(ValueError, match="not a schema of ours"), tenant_context(name):
        pass

    assert where() == PUBLIC


def test_a_table_that_public_has_too_is_never_read_there_by_a_tenant():
    with tenant_context("t_city_a"), connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission"):
        cursor.execute("SELECT * FROM public.accounts_user")


def test_context_gives_the_tenant_and_refuses_public():
    with tenant_context("t_city_a"):
        assert (current_schema(), require_tenant(), current_tenant().code) == ("t_city_a", "t_city_a", "city_a")

    with pytest.raises(NoTenantError):
        current_tenant()


def test_a_bare_thread_starts_on_public_and_reads_no_tenant():
    with tenant_context("t_city_a"):
        seen: list[tuple[str, str]] = []

        def look() -> None:
            try:
                seen.append(where())
            finally:
                connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    assert seen == [PUBLIC]


@pytest.fixture
def pooled(request: pytest.FixtureRequest):
    """A second set of connections to the same database through a pool (of four, unless the test says)."""
    size = getattr(request, "param", 4)
    options = {**settings.DATABASES["default"], "CONN_MAX_AGE": 0}
    options["OPTIONS"] = {"pool": {"min_size": 1, "max_size": size, "timeout": 30, "reset": reset_connection}}
    options.pop("TEST", None)
    handler = ConnectionHandler({"default": options})
    yield handler
    handler["default"].close_pool()


@pytest.mark.parametrize("pooled", [1], indirect=True)
def test_pool_gives_no_connection_back_with_a_tenant_on_it(pooled):
    wrapper: DatabaseWrapper = pooled["default"]
    wrapper.set_schema("t_city_a")
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("test_t_city_a",)
    wrapper.close()

    with wrapper.pool.connection() as raw:
        state = raw.execute("SELECT current_user, current_setting('search_path')").fetchone()

    assert state == (settings.DATABASES["default"]["USER"], "public")


def test_pool_under_threads_errors_and_rollbacks_shows_no_foreign_row(pooled):
    """T6 in small: eight threads over four connections, every third use fails in one of three ways."""
    schemas = ["t_city_a", "t_city_b", "t_province_p"]

    def work(thread: int) -> list[tuple[str, str]]:
        wrong = []
        wrapper = pooled["default"]
        for turn in range(150):
            schema = schemas[(thread + turn) % 3]
            wrapper.set_schema(schema)
            try:
                with transaction_of(wrapper, turn), wrapper.cursor() as cursor:
                    cursor.execute(
                        "SELECT current_user, current_schema(), (SELECT wrapped FROM records_datakey WHERE purpose = 'field')"
                    )
                    user, path, key = cursor.fetchone()
                    if (user, path) != (f"test_{schema}", schema) or keys.setdefault(schema, bytes(key)) != bytes(key):
                        wrong.append((schema, user))
                    if turn % 3 == 1:
                        cursor.execute("SELECT 1 / 0")
                    if turn % 3 == 2:
                        raise ZeroDivisionError  # noqa: TRY301 - the third way to fail
            except (DatabaseError, ZeroDivisionError):
                pass
            wrapper.close()
        return wrong

    keys: dict[str, bytes] = {}
    with ThreadPoolExecutor(8) as threads:
        wrong = [finding for findings in threads.map(work, range(8)) for finding in findings]

    assert wrong == []
    assert len(set(keys.values())) == 3


class transaction_of:  # noqa: N801 - reads as a context manager
    """Every second use in a transaction, on a wrapper that Django's registry does not know."""

    def __init__(self, wrapper: DatabaseWrapper, turn: int) -> None:
        self.wrapper, self.is_used = wrapper, turn % 2 == 0

    def __enter__(self) -> None:
        if self.is_used:
            self.wrapper.set_autocommit(False)

    def __exit__(self, kind, _error, _trace) -> None:
        if self.is_used:
            self.wrapper.rollback() if kind else self.wrapper.commit()
            self.wrapper.set_autocommit(True)
