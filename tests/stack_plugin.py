"""Starts the embedded servers once per run, before Django reads its settings.

Loaded with `-p` from pyproject.toml. Workers of xdist inherit the environment and start nothing.
Runs that only touch `tests/domain` need no server and start none.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

MARK = "TONGBAN_TEST_STACK"
#: Valkey's databases for the workers' caches; lower ones are the broker's and the chaos tests'.
FIRST_CACHE, CACHES = 10, 6
PURE = ("tests/domain", "tests/procedures", "tests/architecture")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    # Playwright's loop stays in a worker's main thread for the rest of its run; Django would take that for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    _own_cache()
    if os.environ.get(MARK) or _needs_no_servers(early_config):
        _pretend_addresses()
        return
    from deploy.embedded.stack import Stack

    state = Path(tempfile.mkdtemp(prefix="tongban-test-"))
    stack = Stack.for_tests(state)
    stack.start()
    os.environ.update(stack.environment() | stack.owner_environment())
    os.environ["TONGBAN_ENV"] = "test"
    os.environ["DATABASE_ROLE_PREFIX"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ[MARK] = str(state)

    def stop() -> None:
        stack.stop()
        shutil.rmtree(state, ignore_errors=True)

    atexit.register(stop)


def _own_cache() -> None:
    """A cache database per xdist worker: one worker's `cache.clear()` must not sign another's people out."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if os.environ.get(MARK) and worker:
        server = os.environ["CACHE_URL"].rsplit("/", 1)[0]
        os.environ["CACHE_URL"] = f"{server}/{FIRST_CACHE + int(worker.removeprefix('gw')) % CACHES}"


def _needs_no_servers(config: pytest.Config) -> bool:
    wanted = [str(argument) for argument in config.known_args_namespace.file_or_dir]
    return bool(wanted) and all(argument.removeprefix("./").startswith(PURE) for argument in wanted)


def _pretend_addresses() -> None:
    """Settings must import even where no server is needed; nothing listens on these ports."""
    if not os.environ.get(MARK):
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.offline"
