"""The one place where shell code asks for the time; engines take it as a value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from tenants.domain.clock import Clock, SystemClock, civil_date

_clock: ContextVar[Clock] = ContextVar("clock", default=SystemClock())  # noqa: B039 - holds no state


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _clock.get().now()


def today() -> date:
    """The calendar day in China."""
    return civil_date(now())


@contextmanager
def clock_set_to(clock: Clock) -> Iterator[None]:
    """Let the block live in another time: trial runs, demonstration data, tests. This thread of control alone."""
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)
