"""The sink as a server of the stack: takes mail and SMS for everybody and delivers to nobody."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from deploy.embedded.layout import CHECKOUT
from deploy.embedded.ports import Ports
from deploy.embedded.processes import Child, accepts_connections, start_child


class SinkServer:
    def __init__(self, *, folder: Path, log: Path, ports: Ports) -> None:
        self._folder = folder
        self._log = log
        self._ports = ports

    def prepare(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def spawn(self) -> Child:
        return start_child(
            "sink",
            [
                sys.executable,
                "-m",
                "deploy.embedded.sink",
                f"--smtp-port={self._ports.smtp}",
                f"--http-port={self._ports.sink}",
                f"--folder={self._folder}",
            ],
            log=self._log,
            environment={"PATH": os.defpath, "PYTHONPATH": str(CHECKOUT), "PYTHONUTF8": "1"},
            folder=self._folder,
        )

    def finish(self, child: Child) -> None:
        child.wait_until(lambda: accepts_connections(self._ports.smtp) and accepts_connections(self._ports.sink))
