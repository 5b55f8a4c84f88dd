"""What a package says about its clocks beside the limits: when they start, warn, stop, are extended, and deem."""

from __future__ import annotations

from dataclasses import dataclass

from procedures.domain.conditions import Expr
from procedures.domain.deadlines import Limit
from procedures.domain.lights import USUAL_FOREWARNING, Forewarning
from procedures.domain.text import Text


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """延长时限: at most so much, so often, on this legal basis, granted by `role`, or by whoever decides."""

    most: Limit
    times: int
    role: str
    basis: Text


@dataclass(frozen=True, slots=True)
class DeemedAcceptance:
    """逾期不告知补正视为受理: silence at `step` for so long counts as acceptance, because the law says so."""

    step: str
    within: Limit
    basis: Text


@dataclass(frozen=True, slots=True)
class DeemedDecision:
    """逾期不作决定视为作出: the statutory limit passes without a decision, and the law puts `result` in its place."""

    result: str
    basis: Text


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who hears of a limit that has passed, by role: the head of the department, and supervision."""

    head_role: str = ""
    supervision_role: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Only so long after the event whose day stands in `field` can be applied; `is_hard` refuses, else it warns.

    `when`: it counts only where this holds, so that one answer selects from which event the time is counted.
    """

    key: str
    name: Text
    field: str
    within: Limit
    is_hard: bool
    when: Expr | None = None


@dataclass(frozen=True, slots=True)
class ClockRules:
    """`starts_after`: the step whose passing starts the limits (受理); empty: submission does."""

    starts_after: str = ""
    statutory_basis: Text | None = None
    returned_basis: Text | None = None
    forewarning: Forewarning = USUAL_FOREWARNING
    escalation: Escalation = Escalation()
    extension: ExtensionRule | None = None
    deemed_acceptance: DeemedAcceptance | None = None
    deemed_decision: DeemedDecision | None = None
    windows: tuple[Window, ...] = ()


NO_CLOCK_RULES = ClockRules()
