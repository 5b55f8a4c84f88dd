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
from playwright.sync_api import sync_playwright

from deploy.browser import HOW_TO_GET_IT, find_chromium, is_required
from deploy.embedded.layout import CHECKOUT
from tests.e2e.people import Site

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture
def site(running: Site) -> Site:
    """The running product, with no complaints of earlier tests."""
    running.complaints.clear()
    return running


@pytest.fixture(scope="session")
def running() -> Iterator[Site]:
    """`make run` with its demonstration data, on free ports and a state folder of its own."""
    chromium = find_chromium()
    if chromium is None:
        if is_required():
            pytest.fail(HOW_TO_GET_IT)
        pytest.skip(HOW_TO_GET_IT)
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
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            yield Site(browser, web=ports["web"], sink=ports["sink"])
            browser.close()
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
