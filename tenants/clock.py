"""The one place where shell code asks for the time; engines take it as a value."""

from __future__ import annotations

from datetime import date, datetime

from tenants.domain.clock import Clock, SystemClock, civil_date

_clock: Clock = SystemClock()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _clock.now()


def today() -> date:
    """The calendar day in China."""
    return civil_date(now())
