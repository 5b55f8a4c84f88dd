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
PURE = ("tests/domain", "tests/procedures", "tests/architecture")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
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


def _needs_no_servers(config: pytest.Config) -> bool:
    wanted = [str(argument) for argument in config.known_args_namespace.file_or_dir]
    return bool(wanted) and all(argument.removeprefix("./").startswith(PURE) for argument in wanted)


def _pretend_addresses() -> None:
    """Settings must import even where no server is needed; nothing listens on these ports."""
    if not os.environ.get(MARK):
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.typecheck"
