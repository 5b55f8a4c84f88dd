"""The checklist of what a tenant needs before it can work; each app registers what it knows about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether one thing is in order, and what is missing where it is not (no personal values)."""

    is_ready: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReadinessCheck:
    key: str
    title: str | Promise
    check: Callable[[], Readiness]


_checks: dict[str, ReadinessCheck] = {}


def register_readiness(key: str, title: str | Promise, check: Callable[[], Readiness]) -> None:
    """Add a line to the checklist. `check` runs inside the tenant and only reads."""
    known = _checks.get(key)
    if known is not None and known.check.__qualname__ != check.__qualname__:
        raise ValueError(f"two readiness checks called {key}")
    _checks[key] = ReadinessCheck(key, title, check)


def registered_checks() -> tuple[ReadinessCheck, ...]:
    return tuple(_checks.values())
