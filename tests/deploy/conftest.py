"""A stack of their own for the tests of the stack: they stop it and kill it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.stack import Stack


@pytest.fixture(scope="session")
def state_dir() -> Iterator[Path]:
    # Not pytest's own folder: it lets nobody else in, and as root PostgreSQL runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="tongban-deploy-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def stack(state_dir: Path) -> Iterator[Stack]:
    running = Stack.for_tests(state_dir)
    running.start()
    yield running
    running.stop()
