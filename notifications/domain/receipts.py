"""Delivery receipts of the SMS provider: how they are signed, and what they may say."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import timedelta
from enum import StrEnum

#: How far the provider's clock may be from ours; an older receipt that is sent again is refused.
SKEW = timedelta(minutes=5)
REASON_LENGTH = 60
#: As long as a number somebody could be called under.
_NUMBERS = re.compile(r"\d{5,}")


class Receipt(StrEnum):
    """What became of a text at the phone."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


def kept_reason(words: object) -> str:
    """The provider's reason as it is kept: short, on one line, without anybody's number."""
    line = " ".join(words.split()) if isinstance(words, str) else ""
    return _NUMBERS.sub("***", line)[:REASON_LENGTH]


def signature_of(key: str, *, host: str, moment: str, body: bytes) -> str:
    """HMAC-SHA-256 over host, moment and body: a receipt for one jurisdiction says nothing at another."""
    return hmac.new(key.encode(), f"{host}\n{moment}\n".encode() + body, hashlib.sha256).hexdigest()


def is_authentic(key: str, signature: str, *, host: str, moment: str, body: bytes, seconds_now: int) -> bool:
    """Whether the provider signed it, lately. Without a key nothing is authentic."""
    if not key or not moment.isascii() or not moment.isdecimal() or len(moment) > 12:  # noqa: PLR2004 - Unix seconds
        return False
    if abs(seconds_now - int(moment)) > SKEW.total_seconds():
        return False
    expected = signature_of(key, host=host, moment=moment, body=body)
    return hmac.compare_digest(expected.encode(), signature.encode())
