"""What a claim on an organisation must bring."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from tenants.domain.errors import Problem, ValidationFailed

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What somebody filled in; files by the ids of their uploads."""

    note: str = ""
    uscc: str = ""
    new_name: str = ""
    replaces: bool = False
    licence: UUID | None = None
    mandate: UUID | None = None


def checked_reason(reason: str, *, approves: bool) -> str:
    """The reason without surrounding blanks; refusing needs one. Raises ValidationFailed at `reason`."""
    reason = reason.strip()
    if not approves and not reason:
        raise ValidationFailed([Problem("reason", "claim_reason_missing")])
    if len(reason) > MAX_REASON:
        raise ValidationFailed([Problem("reason", "claim_reason_too_long", {"most": MAX_REASON})])
    return reason
