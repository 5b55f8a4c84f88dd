"""Codes sent to a phone: six digits, five tries, ten minutes, bound to the session that asked and to the tenant.

They live in the tenant-keyed cache, their contents encrypted, and nowhere else. The session holds the reference; the
cache holds what it refers to. An unknown account gets a challenge like everybody, only nothing is ever sent.
"""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.core.cache import cache

from tenants.encryption import decrypt_bytes, encrypt_bytes

LIFETIME = 600
TRIES = 5
DIGITS = 6
PURPOSE = "accounts.challenge"


@dataclass(frozen=True, slots=True)
class PendingCode:
    """`is_decoy`: nobody may succeed with this one; the text then says why instead of showing the code."""

    purpose: str
    code: str
    mobile: str = ""
    user_id: UUID | None = None
    is_decoy: bool = False
    answers: dict[str, str] = field(default_factory=dict)


def open_challenge(
    purpose: str,
    *,
    mobile: str = "",
    user_id: UUID | None = None,
    is_decoy: bool = False,
    answers: dict[str, str] | None = None,
) -> str:
    """Make a code and return its reference, which belongs in the asker's session."""
    reference = secrets.token_urlsafe(24)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    pending = PendingCode(purpose, code, mobile, user_id, is_decoy, answers or {})
    plain = json.dumps({**asdict(pending), "user_id": str(user_id) if user_id else None}).encode()
    cache.set(_key(reference), encrypt_bytes(plain, PURPOSE), LIFETIME)
    cache.set(_tries_key(reference), 0, LIFETIME)
    return reference


def pending_code(reference: str) -> PendingCode | None:
    envelope = cache.get(_key(reference)) if reference else None
    if envelope is None:
        return None
    data = json.loads(decrypt_bytes(envelope, PURPOSE))
    return PendingCode(**{**data, "user_id": UUID(data["user_id"]) if data["user_id"] else None})


def answer_challenge(reference: str, code: str, *, purpose: str) -> PendingCode | None:
    """The challenge, when the code is right; it is then used up. Counts the try before it looks at the code."""
    pending = pending_code(reference)
    if pending is None or pending.purpose != purpose:
        return None
    if _count_try(reference) > TRIES:
        close_challenge(reference)
        return None
    if not hmac.compare_digest(pending.code.encode(), code.strip().encode()) or pending.is_decoy:
        return None
    # Deleting decides between two right answers in the same moment: one of them finds nothing to delete.
    return pending if cache.delete(_key(reference)) else None


def _count_try(reference: str) -> int:
    try:
        return int(cache.incr(_tries_key(reference)))
    except ValueError:
        # The counter ran out a moment before the code: as if all tries were spent.
        return TRIES + 1


def close_challenge(reference: str) -> None:
    cache.delete_many([_key(reference), _tries_key(reference)])


def _key(reference: str) -> str:
    return f"accounts:challenge:{reference}"


def _tries_key(reference: str) -> str:
    return f"accounts:challenge-tries:{reference}"
