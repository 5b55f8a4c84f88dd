"""Production does not start with what only development may have."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from config import env
from config.checks import check_database_server, check_exposure, check_secrets
from config.env import Deployment


def refuse_unsafe_start() -> None:
    """In production, run our deployment checks once; elsewhere do nothing.

    Raises ImproperlyConfigured with one line per finding. Leaves no database connection open, so that a server may
    fork afterwards.
    """
    if env.deployment() is not Deployment.PRODUCTION:
        return
    try:
        findings = [_line(finding) for finding in _findings()]
    except DatabaseError as error:
        findings = [f"the database cannot be asked: {type(error).__name__}"]
    finally:
        _close_connections()
    if findings:
        raise ImproperlyConfigured("\n".join(["Tongban does not start:", *findings]))


def _findings() -> Iterator[CheckMessage]:
    """What needs no server comes first and, where it finds anything, alone."""
    configured = [*check_secrets(), *check_exposure()]
    yield from configured or check_database_server()


def _line(finding: CheckMessage) -> str:
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"{finding.id}: {finding.msg}{hint}"


def _close_connections() -> None:
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()
