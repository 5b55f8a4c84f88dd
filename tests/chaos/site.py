"""A web process and a worker over a database of their own, to be killed and started again."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

from deploy.embedded.layout import CHECKOUT

START_SECONDS = 120
#: The broker's and the cache's databases of the other tests are 0 and 1.
BROKER, CACHE = "7", "8"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """`kill_…` is SIGKILL: nobody gets to clean up."""

    database: str
    folder: Path
    port: int = field(default_factory=free_port)
    kills: int = 0
    _web: psutil.Popen | None = None
    _worker: psutil.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.start_web()
        self.start_worker()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/healthz", headers={"Host": "city-a.localhost"}, timeout=30).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.2)
        raise TimeoutError((self.folder / "web.log").read_text()[-2000:])

    def start_web(self) -> None:
        # One loading of the product for both workers, so that a killed worker is back at once.
        self._web = self._run(
            "web",
            *(
                "gunicorn",
                "tests.chaos.wsgi:application",
                f"--bind=127.0.0.1:{self.port}",
                "--preload",
                "--no-control-socket",
            ),
            *("--worker-class=gthread", "--workers=2", "--threads=4", "--log-level=warning"),
        )

    def start_worker(self) -> None:
        self._worker = self._run(
            "worker",
            *("celery", "--app=config.celery", "--quiet", "worker", "--loglevel=WARNING", "--queues=default"),
            *(
                "--concurrency=1",
                "--without-mingle",
                "--without-gossip",
                "--beat",
                f"--schedule={self.folder / 'beat'}",
            ),
        )

    def kill_one_web_worker(self) -> None:
        assert self._web is not None
        workers = self._web.children()
        if workers:
            random.choice(workers).send_signal(signal.SIGKILL)
            self.kills += 1

    def restart_web(self) -> None:
        self._kill_all(self._web)
        self.start_web()

    def restart_worker(self) -> None:
        self._kill_all(self._worker)
        self.start_worker()

    def stop(self) -> None:
        for process in (self._web, self._worker):
            self._kill_all(process)

    def _kill_all(self, process: psutil.Popen | None) -> None:
        """The process and its children at once, as when the machine's memory runs out."""
        if process is None or not process.is_running():
            return
        family = [process, *process.children(recursive=True)]
        for member in family:
            try:
                member.kill()
            except psutil.NoSuchProcess:
                continue
        process.wait(20)
        psutil.wait_procs(family, timeout=20)
        self.kills += 1

    def _run(self, name: str, module: str, *arguments: str) -> psutil.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            return psutil.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=CHECKOUT,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _environment(self) -> Mapping[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
        return inherited | {
            "DATABASE_URL": f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{self.database}",
            "REDIS_URL": f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{BROKER}",
            "CACHE_URL": f"{os.environ['CACHE_URL'].rsplit('/', 1)[0]}/{CACHE}",
            "DATABASE_POOL": "true",
        }
