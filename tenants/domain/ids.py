"""Identifiers made by the application: UUID version 7, so that they sort by the time they were made."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, 12 of their fraction, then randomness enough for a URL.

    With the fraction (its method 3), rows that one statement inserts sort as they were made.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (nanoseconds << 12) // 1_000_000 << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)


def smallest_id_at(moment: datetime) -> UUID:
    """The smallest id that `new_id` could have made at a moment: rows older than it have smaller ids."""
    return UUID(int=((moment - EPOCH) // timedelta(milliseconds=1) << 80) | (0x7 << 76) | (0b10 << 62))
