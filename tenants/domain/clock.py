"""Time as a value. Engines take `now`; only the shell asks a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

#: The one civil time of every jurisdiction.
CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


def civil_date(moment: datetime) -> date:
    """The calendar day in China on which an aware moment falls."""
    return moment.astimezone(CHINA).date()
