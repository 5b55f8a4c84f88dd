"""Signed requests of another system: what is signed, and how a signature is written. HMAC-SHA-256 over six lines."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

SCHEME = "TONGBAN-HMAC-SHA256"
#: How far the clocks of the two systems may be apart.
SKEW = timedelta(minutes=5)
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_AUTHORIZATION = re.compile(rf"{SCHEME} Credential=([0-9a-f]{{32}}), Signature=([0-9a-f]{{64}})", re.ASCII)


class Scope(StrEnum):
    """What an integrator may be let do; each names one part of the interface."""

    PLAN_PROJECTS = "plan_projects"
    EXTERNAL_STEPS = "external_steps"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a signature covers. `path` with its query as sent, `moment` as in the header, `body` the bytes sent."""

    method: str
    host: str
    path: str
    moment: str
    idempotency_key: str
    body: bytes

    def lines(self) -> str:
        digest = hashlib.sha256(self.body).hexdigest()
        return f"{self.method}\n{self.host}\n{self.path}\n{self.moment}\n{self.idempotency_key}\n{digest}"


def sign(secret: str, request: SignedRequest) -> str:
    """The signature as 64 hex digits."""
    return hmac.new(secret.encode(), request.lines().encode(), hashlib.sha256).hexdigest()


def authorization(key_id: str, secret: str, request: SignedRequest) -> str:
    """The header as an integrator sends it."""
    return f"{SCHEME} Credential={key_id}, Signature={sign(secret, request)}"


def read_authorization(header: str) -> tuple[str, str] | None:
    """Key id and signature; None for anything else."""
    found = _AUTHORIZATION.fullmatch(header)
    return (found[1], found[2]) if found else None


def is_signed_by(secret: str, signature: str, request: SignedRequest) -> bool:
    return hmac.compare_digest(sign(secret, request), signature)


def is_timely(moment: str, now: datetime) -> bool:
    """Whether a header's moment (UTC, to the second) is within the allowed difference of the clocks."""
    try:
        said = datetime.strptime(moment, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return False
    return abs(now - said) <= SKEW
