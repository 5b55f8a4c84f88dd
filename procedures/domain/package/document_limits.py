"""The limits part of a package: how long, from when, what stops the clock, who hears of it."""

from __future__ import annotations

from pydantic import Field

from procedures.domain.deadlines import LimitUnit
from procedures.domain.package.document_base import Days, Expression, Key, Part, Words


class LimitPart(Part):
    length: Days
    unit: LimitUnit = LimitUnit.WORKING_DAYS
    rolls_over: bool = Field(default=True, description="A last day on which nobody works gives way to the next one.")


class ForewarningPart(Part):
    days: Days = 1
    per_cent: int = Field(default=0, ge=0, le=100)


class EscalationPart(Part):
    head_role: str = ""
    supervision_role: str = ""


class ExtensionPart(Part):
    most: LimitPart
    times: int = Field(default=1, ge=1, le=9)
    role: str = Field(default="", description="Who grants it; empty: whoever decides.")
    basis: Words


class DeemedAcceptancePart(Part):
    step: Key
    within: LimitPart
    basis: Words


class DeemedDecisionPart(Part):
    result: Key = Field(description="The result that counts as given when the statutory limit has passed.")
    basis: Words


class WindowPart(Part):
    key: Key
    name: Words
    field: Key
    within: LimitPart
    when: Expression | None = Field(default=None, description="Which event counts: another answer selects the window.")
    hard: bool = True


class LimitsPart(Part):
    """`statutory_days` and `promised_days` are the short spelling of limits in working days."""

    statutory_days: Days = 0
    promised_days: Days = 0
    statutory: LimitPart | None = None
    promised: LimitPart | None = None
    statutory_basis: Words | None = None
    starts_after: str = Field(default="", description="The step whose passing starts the limits; empty: submission.")
    returned_basis: Words | None = Field(default=None, description="Why the clock stops while the applicant corrects.")
    forewarning: ForewarningPart = ForewarningPart()
    escalation: EscalationPart = EscalationPart()
    extension: ExtensionPart | None = None
    deemed_acceptance: DeemedAcceptancePart | None = None
    deemed_decision: DeemedDecisionPart | None = None
    windows: tuple[WindowPart, ...] = ()
