"""The ports of the stack: a fixed set for people, free ones for tests."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, fields
from typing import Self

from deploy.embedded.errors import StackError

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Ports:
    """Each field can be moved by the environment variable `TONGBAN_PORT_<FIELD>`."""

    web: int = 8000
    postgres: int = 55432
    valkey: int = 56379
    s3: int = 59000
    smtp: int = 58025
    sink: int = 58080

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The default ports with what the environment says instead. Raises StackError on a value that is no port."""
        chosen = {}
        for field in fields(cls):
            variable = variable_of(field.name)
            if (value := environment.get(variable)) is not None:
                chosen[field.name] = _port_number(variable, value)
        return cls(**chosen)

    @classmethod
    def free(cls) -> Self:
        """Ports that nobody listens on now."""
        with ExitStack() as held:
            return cls(**{field.name: _free_port(held) for field in fields(cls)})

    def refuse_busy(self, *names: str) -> None:
        """Raises StackError with the first of the named ports that somebody listens on."""
        for name in names:
            port = getattr(self, name)
            if _is_busy(port):
                instead = f"{variable_of(name)}={port + 1}"
                raise StackError(f"端口 {port}（{name}）已被占用：停掉占用它的程序，或换一个端口，例如 {instead}")


def variable_of(name: str) -> str:
    return f"TONGBAN_PORT_{name.upper()}"


def _port_number(variable: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):  # noqa: PLR2004 - the range of TCP ports
        raise StackError(f"{variable}={value} 不是端口号：请写 1 到 65535 之间的整数")
    return int(value)


def _free_port(held: ExitStack) -> int:
    # All sockets of one set stay open together, so that the kernel cannot hand out the same port twice.
    probe = held.enter_context(socket.socket())
    probe.bind((HOST, 0))
    return int(probe.getsockname()[1])


def _is_busy(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
