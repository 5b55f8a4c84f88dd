"""The first net: a URL pattern that no test has called successfully fails the whole suite.

Every process of the run notes the routes that answered below 400; the controlling process compares the union with
the resolver when the whole suite was run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

#: Routes that no test can call with success, each with its reason.
EXEMPT: dict[str, str] = {}

URLCONFS = ("config.urls_tenant", "config.urls_public")

_called: set[str] = set()


def note(urlconf: str, route: str) -> None:
    _called.add(f"{urlconf} {route}")


def all_routes(urlconf: str) -> Iterator[str]:
    """Every full route of a URL configuration, as `ResolverMatch.route` spells it."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: Iterable[object], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)  # type: ignore[attr-defined]
            if isinstance(pattern, URLPattern):
                yield route
            else:
                yield from walk(pattern.url_patterns, route)  # type: ignore[attr-defined]

    yield from walk(get_resolver(urlconf).url_patterns, "")


def uncalled(routes: Iterable[str], called: Iterable[str], exempt: Iterable[str]) -> list[str]:
    return sorted(set(routes) - set(called) - set(exempt))


def pytest_configure(config: pytest.Config) -> None:
    from django.core.handlers.base import BaseHandler

    original = BaseHandler.get_response

    def get_response(self: BaseHandler, request: object) -> object:
        response = original(self, request)
        match = getattr(request, "resolver_match", None)
        if match is not None and response.status_code < 400:
            note(getattr(request, "urlconf", None) or "config.urls_tenant", match.route)
        return response

    BaseHandler.get_response = get_response  # type: ignore[method-assign]


def _folder() -> Path | None:
    state = os.environ.get("TONGBAN_TEST_STACK")
    return Path(state) / "called-urls" if state else None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    folder = _folder()
    if folder is None:
        return
    folder.mkdir(exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    (folder / f"{worker}.json").write_text(json.dumps(sorted(_called)))
    if worker != "main" or not _whole_suite(session.config) or exitstatus != 0:
        return
    called = {line for path in folder.glob("*.json") for line in json.loads(path.read_text())}
    routes = {f"{urlconf} {route}" for urlconf in URLCONFS for route in all_routes(urlconf)}
    missing = uncalled(routes, called, EXEMPT)
    session.config.stash[MISSING] = missing
    if missing:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


MISSING = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    missing = config.stash.get(MISSING, None)
    if missing:
        terminalreporter.section("URL patterns that no test called", red=True)
        for line in missing:
            terminalreporter.line(line)
    elif missing is not None:
        terminalreporter.line("every URL pattern was called by a test")


def _whole_suite(config: pytest.Config) -> bool:
    options = config.option
    return not (config.known_args_namespace.file_or_dir or options.keyword or options.markexpr)
