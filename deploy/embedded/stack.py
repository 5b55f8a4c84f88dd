"""The servers the product needs, started together from wheels: PostgreSQL, Valkey, S3 gateway, mail and SMS sink."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TextIO

from deploy.embedded.credentials import Credentials
from deploy.embedded.errors import StackError
from deploy.embedded.layout import CHECKOUT, Account, default_state_dir, prepare_state_dir
from deploy.embedded.object_store import ObjectStore
from deploy.embedded.ports import HOST, Ports
from deploy.embedded.postgres import APP, OWNER, Postgres
from deploy.embedded.processes import Child, accepts_connections, start_child
from deploy.embedded.valkey import BROKER, CACHE, Valkey

SERVER_PORTS = ("postgres", "valkey", "s3", "smtp", "sink")


class Stack:
    """The servers over one state folder. They keep their data there and die with this process, even by `kill -9`."""

    def __init__(self, state_dir: Path, ports: Ports, *, durable: bool = True) -> None:
        self.state_dir = state_dir
        self.ports = ports
        self._durable = durable
        self._children: list[Child] = []
        self._lock: TextIO | None = None
