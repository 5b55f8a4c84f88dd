"""The limits part as the engines take it."""

from __future__ import annotations

from procedures.domain.clock_rules import (
    ClockRules,
    DeemedAcceptance,
    DeemedDecision,
    Escalation,
    ExtensionRule,
    Window,
)
from procedures.domain.deadlines import Limit, Limits
from procedures.domain.lights import Forewarning
from procedures.domain.package import document_limits as doc
from procedures.domain.package.document_base import Days
from procedures.domain.package.expressions import read_expression
from procedures.domain.package.words import compile_text, optional_text


def compile_limits(part: doc.LimitsPart) -> Limits:
    return Limits(compile_limit(part.statutory_days, part.statutory), compile_limit(part.promised_days, part.promised))


def compile_limit(days: Days, part: doc.LimitPart | None) -> Limit:
    """The full spelling where there is one, else so many working days."""
    return Limit(int(days)) if part is None else _limit(part)


def compile_clocks(part: doc.LimitsPart) -> ClockRules:
    return ClockRules(
        starts_after=part.starts_after,
        statutory_basis=optional_text(part.statutory_basis),
        returned_basis=optional_text(part.returned_basis),
        forewarning=Forewarning(int(part.forewarning.days), part.forewarning.per_cent),
        escalation=Escalation(part.escalation.head_role, part.escalation.supervision_role),
        extension=_extension(part.extension),
        deemed_acceptance=_deemed(part.deemed_acceptance),
        deemed_decision=_deemed_decision(part.deemed_decision),
        windows=tuple(
            Window(
                each.key,
                compile_text(each.name),
                each.field,
                _limit(each.within),
                each.hard,
                None if each.when is None else read_expression(each.when),
            )
            for each in part.windows
        ),
    )


def _limit(part: doc.LimitPart) -> Limit:
    return Limit(int(part.length), part.unit, part.rolls_over)


def _extension(part: doc.ExtensionPart | None) -> ExtensionRule | None:
    if part is None:
        return None
    return ExtensionRule(_limit(part.most), part.times, part.role, compile_text(part.basis))


def _deemed(part: doc.DeemedAcceptancePart | None) -> DeemedAcceptance | None:
    if part is None:
        return None
    return DeemedAcceptance(part.step, _limit(part.within), compile_text(part.basis))


def _deemed_decision(part: doc.DeemedDecisionPart | None) -> DeemedDecision | None:
    return None if part is None else DeemedDecision(part.result, compile_text(part.basis))
