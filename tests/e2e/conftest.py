"""One running product for all browser tests of a run; skipped where there is no browser, an error in CI."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from deploy.embedded.layout import CHECKOUT
from tests.e2e.people import Site


@pytest.fixture
def site(running: Site) -> Site:
    """The running product, with no complaints of earlier tests."""
    running.complaints.clear()
    return running


@pytest.fixture(scope="session")
def running(chromium: Browser) -> Iterator[Site]:
    """`make run` with its demonstration data, on free ports and a state folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="e2e-", dir=os.environ["TONGBAN_TEST_STACK"]))
    folder.chmod(0o711)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.site", str(folder)],
        cwd=CHECKOUT,
        env=inherited,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        ports = _wait_until_ready(process)
        yield Site(chromium, web=ports["web"], sink=ports["sink"])
    finally:
        process.terminate()
        process.wait(60)


def _wait_until_ready(process: subprocess.Popen[str]) -> dict[str, int]:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("READY "):
            return dict(json.loads(line.removeprefix("READY ")))
    raise RuntimeError("".join(said))
