"""What can be done to the chain of one application.

Commands at a task name its step and branch. `by` is the person who acts (a principal), `seat` the principal that
lets them: their own, a group's, or that of somebody they stand in for. `chosen` are the people they name, by step, for
steps to come that leave it to them; None where nobody is there to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from procedures.domain.chain_model import ReturnMode, SeatPlace


@dataclass(frozen=True, slots=True)
class Start:
    """First submission."""


@dataclass(frozen=True, slots=True)
class Approve:
    """Pass the step; where several sign, sign for one of them."""

    step: str
    branch: str = ""
    opinion: str = ""
    by: str = ""
    seat: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Deem:
    """The law takes silence for consent: the step is passed, whoever was still to sign. `basis` is the provision."""

    step: str
    basis: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Object:
    """Sign against it, where several sign (会签不同意)."""

    step: str
    reason: str
    branch: str = ""
    by: str = ""
    seat: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class ReceivePaper:
    step: str
    branch: str = ""
    opinion: str = ""
    by: str = ""
    seat: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Complete:
    """用印、制发: pass the step with what proves it: the stamped scan, the certificate."""

    step: str
    proof: str
    branch: str = ""
    opinion: str = ""
    by: str = ""
    seat: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class EndNotice:
    """The period of a public notice (公示期) is over: nobody does it. `notice` is the id of the notice."""

    step: str
    notice: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class ReturnToApplicant:
    """退回修改. Without `then` the package says how a resubmission walks."""

    step: str
    reason: str
    branch: str = ""
    by: str = ""
    then: ReturnMode | None = None


@dataclass(frozen=True, slots=True)
class ReturnToStep:
    """Back to a finished step before this one, also out of a parallel block or across its join."""

    step: str
    reason: str
    to: str
    then: ReturnMode
    to_branch: str = ""
    branch: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class RequestSupplement:
    """补正: once, all that is missing at one time (《行政许可法》第三十二条); only where acceptance is examined."""

    step: str
    reason: str
    branch: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class RefuseAcceptance:
    """不予受理."""

    step: str
    reason: str
    branch: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Resubmit:
    """The next round of a returned application, or the supplement that was asked for."""


@dataclass(frozen=True, slots=True)
class Decide:
    step: str
    result: str
    opinion: str = ""
    branch: str = ""
    by: str = ""
    seat: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The other system's answer to an `external` step. `reference` is its own number of the matter."""

    step: str
    passed: bool
    reference: str
    branch: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """签收: take a group's task for oneself."""

    step: str
    by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """Put a claimed task back into the group's inbox."""

    step: str
    by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """转办、分办、改派: somebody else sits in this seat from now on."""

    step: str
    to: str
    by: str
    branch: str = ""
    seat: str = ""


@dataclass(frozen=True, slots=True)
class AddSigners:
    """加签 before or after, or beside those who sign together; 委托 is 加签 before: it comes back."""

    step: str
    people: tuple[str, ...]
    place: SeatPlace
    by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class RemoveSigner:
    """减签: one who was added and has not signed yet, by whoever added them."""

    step: str
    who: str
    by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class NameAssignees:
    """Somebody is found for a step that was blocked."""

    step: str
    people: tuple[str, ...]
    branch: str = ""


@dataclass(frozen=True, slots=True)
class GiveOutTask:
    """分办、改派 by somebody above: one person of those who may do it has the task from now on."""

    step: str
    to: str
    by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """撤回本人办理, as long as nobody acted after it."""

    step: str
    by: str
    branch: str = ""


@dataclass(frozen=True, slots=True)
class RevokeDecision:
    """Back to undecided. `evidence` is the id of the stored file that proves the ground."""

    opinion: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Suspend:
    """中止. `basis` is the provision of law or of the package that allows it."""

    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    """恢复办理."""


@dataclass(frozen=True, slots=True)
class Terminate:
    """终止."""

    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    reason: str = ""


Command: TypeAlias = (
    Start
    | Approve
    | Deem
    | Object
    | ReceivePaper
    | Complete
    | EndNotice
    | ReturnToApplicant
    | ReturnToStep
    | RequestSupplement
    | RefuseAcceptance
    | Resubmit
    | Decide
    | Answer
    | Claim
    | Release
    | Transfer
    | AddSigners
    | RemoveSigner
    | NameAssignees
    | GiveOutTask
    | TakeBack
    | RevokeDecision
    | Suspend
    | Resume
    | Terminate
    | Withdraw
)
