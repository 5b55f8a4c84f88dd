"""The stack: logins and settings of the servers, what is kept, what is said, what dies."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from deploy.embedded import postgres
from deploy.embedded.errors import StackError
from deploy.embedded.layout import CHECKOUT, Account
from deploy.embedded.ports import Ports
from deploy.embedded.stack import Stack

STARTS_AND_WAITS = """
import sys, time
from pathlib import Path
from deploy.embedded.stack import Stack
stack = Stack.for_tests(Path(sys.argv[1]))
stack.start()
print(*(child.pid for child in stack.children), flush=True)
time.sleep(600)
"""


def owner(stack: Stack) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(stack.owner_environment()["OWNER_DATABASE_URL"], autocommit=True)


def app(stack: Stack) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(stack.environment()["DATABASE_URL"], autocommit=True)


def test_an_acknowledged_write_survives_a_crash_and_time_is_utc(stack):
    names = ["fsync", "full_page_writes", "synchronous_commit", "data_checksums", "TimeZone", "listen_addresses"]

    with app(stack) as connection:
        values = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]

    assert values == [("on",), ("on",), ("on",), ("on",), ("UTC",), ("127.0.0.1",)]


def test_the_logins_have_the_rights_of_their_part(stack):
    with owner(stack) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolinherit, rolbypassrls FROM pg_roles"
            " WHERE rolname LIKE 'tongban%' ORDER BY rolname"
        ).fetchall()

    assert roles == [
        ("tongban_app", False, False, False, False, False),
        ("tongban_owner", False, True, True, True, False),
    ]


def test_the_app_login_can_create_nothing(stack):
    attempts = ["CREATE TABLE public.t (x int)", "CREATE SCHEMA s", "CREATE ROLE r", "CREATE DATABASE d"]

    with app(stack) as connection:
        for attempt in attempts:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)


def test_the_owner_hands_a_tenants_role_to_the_app_login(stack):
    with owner(stack) as connection:
        connection.execute("CREATE ROLE tenant_x NOLOGIN")
        connection.execute("GRANT tenant_x TO tongban_app WITH INHERIT FALSE, SET TRUE")
        connection.execute("CREATE SCHEMA x")
        connection.execute("CREATE TABLE x.t AS SELECT 1 AS one")
        connection.execute("GRANT USAGE ON SCHEMA x TO tenant_x")
        connection.execute("GRANT SELECT ON x.t TO tenant_x")

    with app(stack) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT one FROM x.t")
        connection.execute("SET ROLE tenant_x")
        assert connection.execute("SELECT one FROM x.t").fetchall() == [(1,)]


@pytest.mark.parametrize("database", ["", "/template1"])
def test_no_login_without_its_password(stack, database):
    url = f"postgresql://tongban_owner:wrong@127.0.0.1:{stack.ports.postgres}{database or '/tongban'}"

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_valkey_asks_for_its_password(stack):
    with socket.create_connection(("127.0.0.1", stack.ports.valkey)) as connection:
        connection.sendall(b"PING\r\n")
        assert connection.recv(100).startswith(b"-NOAUTH")


def test_secrets_lie_in_a_file_of_our_own_and_not_among_arguments(stack):
    mode = stat.S_IMODE((stack.state_dir / "credentials.json").stat().st_mode)
    arguments = "".join(Path(f"/proc/{child.pid}/cmdline").read_text() for child in stack.children)
    kept = stack.environment()

    assert mode == 0o600
    assert [kept[name] in arguments for name in ("S3_SECRET_KEY", "SECRET_KEY", "SITE_KEY")] == [False] * 3


def test_the_common_environment_lacks_the_owners_login(stack):
    assert ("OWNER_DATABASE_URL" in stack.environment(), list(stack.owner_environment())) == (
        False,
        ["OWNER_DATABASE_URL"],
    )


def test_a_second_stack_on_the_same_state_is_refused(stack):
    with pytest.raises(StackError, match="已经在运行"):
        Stack.for_tests(stack.state_dir).start()


def test_a_busy_port_is_named_with_the_variable_that_moves_it(folder):
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        ports = Ports.from_environment({"TONGBAN_PORT_VALKEY": str(port)})

        with pytest.raises(StackError) as raised:
            ports.refuse_busy("valkey")

    assert str(raised.value) == (
        f"端口 {port}（valkey）已被占用：停掉占用它的程序，或换一个端口，例如 TONGBAN_PORT_VALKEY={port + 1}"
    )


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "８０"])
def test_a_port_that_is_none_is_refused(value):
    with pytest.raises(StackError, match="TONGBAN_PORT_WEB"):
        Ports.from_environment({"TONGBAN_PORT_WEB": value})


@pytest.fixture
def folder():
    made = Path(tempfile.mkdtemp(prefix="tongban-deploy-"))
    yield made
    shutil.rmtree(made)


def test_data_and_secrets_are_kept_over_a_restart_on_other_ports(folder):
    first = Stack.for_tests(folder)
    first.start()
    with owner(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    secrets = [first.environment()[name] for name in ("SECRET_KEY", "SITE_KEY", "S3_SECRET_KEY")]
    first.stop()

    second = Stack.for_tests(folder)
    second.start()
    with owner(second) as connection:
        rows = connection.execute("SELECT seven FROM kept").fetchall()
    second.stop()

    assert rows == [(7,)]
    assert [second.environment()[name] for name in ("SECRET_KEY", "SITE_KEY", "S3_SECRET_KEY")] == secrets


def test_servers_die_with_a_parent_that_was_killed(folder):
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_WAITS, str(folder)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 4

    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    deadline = time.monotonic() + 10
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == []


def test_a_start_that_was_killed_is_made_good_by_the_next(folder):
    parent = subprocess.Popen([sys.executable, "-c", STARTS_AND_WAITS, str(folder)], cwd=CHECKOUT)
    while not (folder / "postgres").exists():
        time.sleep(0.01)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    time.sleep(1)

    stack = Stack.for_tests(folder)
    stack.start()
    with app(stack) as connection:
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
    stack.stop()


def _runs(pid: int) -> bool:
    """A zombie that nobody collects (there may be no init here) does not run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_programs_run_from_a_copy_where_the_servers_account_cannot_reach_them(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "ROOT_STATE", tmp_path)
    monkeypatch.setattr(Account, "can_enter", lambda *_: False)

    programs = [postgres.reachable_programs(Account(os.getuid(), os.getgid())) for _ in range(2)]
    said = subprocess.check_output([programs[0] / "initdb", "--version"], text=True)

    assert (programs[0] == programs[1], programs[0].is_relative_to(tmp_path)) == (True, True)
    assert said.startswith("initdb (PostgreSQL) 18")
