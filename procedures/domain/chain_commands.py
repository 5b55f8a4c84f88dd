"""What can be done to the chain of one application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Start:
    """First submission."""


@dataclass(frozen=True, slots=True)
class Approve:
    step: str
    branch: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class ReceivePaper:
    step: str
    branch: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class ReturnToApplicant:
    step: str
    reason: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Resubmit:
    """The next round of a returned application."""


@dataclass(frozen=True, slots=True)
class Decide:
    step: str
    result: str
    opinion: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class RevokeDecision:
    """Back to undecided. `evidence` is the id of the stored file that proves the ground."""

    opinion: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    reason: str = ""


Command: TypeAlias = Start | Approve | ReceivePaper | ReturnToApplicant | Resubmit | Decide | RevokeDecision | Withdraw
