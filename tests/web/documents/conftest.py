"""A running web process with the upload endpoints."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import pytest
import requests

from tests.services.documents.conftest import committed_city

START_SECONDS = 120


@dataclass(frozen=True)
class Site:
    url: str
    process: psutil.Process

    def memory(self) -> int:
        """Resident bytes of the server and its worker."""
        return sum(each.memory_info().rss for each in [self.process, *self.process.children(recursive=True)])


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: object) -> Iterator[Site]:
    """One process for the tests of a module; what they upload is removed after the last."""
    with committed_city(django_db_blocker) as city:
        yield from _running(city)


def _running(city: object) -> Iterator[Site]:
    from documents.services.object_store import current_store
    from tenants.context import tenant_context

    with tenant_context(city):  # type: ignore[arg-type]
        current_store().make_bucket()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "tests.web.documents.upload_site:application"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "8", "--timeout", "120"),
    ]
    server = subprocess.Popen(command)
    try:
        site = Site(f"http://127.0.0.1:{port}", psutil.Process(server.pid))
        _await_start(site)
        yield site
    finally:
        server.terminate()
        server.wait(20)


def _await_start(site: Site) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{site.url}/page", timeout=30).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    pytest.fail("the upload site did not start")
