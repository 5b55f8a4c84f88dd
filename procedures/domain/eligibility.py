"""Gates: who and what may apply. An unknown gate blocks like a failed one and names what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from procedures.domain.conditions import Outcome, evaluate
from procedures.domain.package.compiled import Gate, Route
from procedures.domain.values import Facts


class GateVerdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """One gate with its verdict, for a condition why, and the route that was taken around it."""

    gate: Gate
    verdict: GateVerdict
    outcome: Outcome
    route: Route | None = None


def check_gates(
    gates: tuple[Gate, ...], variant: str, facts: Facts, agreed: Mapping[str, str]
) -> tuple[GateOutcome, ...]:
    """Every gate of a variant. `agreed` holds the text hash of each commitment that was agreed to, by key."""
    return tuple(_check(gate, facts, agreed) for gate in gates if not gate.variants or variant in gate.variants)


def _check(gate: Gate, facts: Facts, agreed: Mapping[str, str]) -> GateOutcome:
    if gate.commitment and gate.commitment not in agreed:
        return GateOutcome(gate, GateVerdict.FAILED, Outcome(value=False))
    if gate.condition is None:
        return GateOutcome(gate, GateVerdict.PASSED, Outcome(value=True))
    outcome = evaluate(gate.condition, facts)
    if outcome.value is not True:
        for route in gate.routes:
            around = evaluate(route.condition, facts)
            if around.value:
                return GateOutcome(gate, GateVerdict.PASSED, around, route)
    verdicts = {True: GateVerdict.PASSED, False: GateVerdict.FAILED, None: GateVerdict.UNKNOWN}
    return GateOutcome(gate, verdicts[outcome.value], outcome)
