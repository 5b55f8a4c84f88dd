"""What another system says at a step that waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.domain.errors import Problem

MOST_REFERENCE = 100
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """One answer. `reference` is the other system's own number of the matter; a refusal says why."""

    application: str
    step: str
    passed: bool
    reference: str
    reason: str = ""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, each at its field."""
        found = []
        if not self.reference.strip():
            found.append(Problem("reference", "external_reference_missing"))
        if not self.passed and not self.reason.strip():
            found.append(Problem("reason", "external_reason_missing"))
        limits = (("reference", self.reference, MOST_REFERENCE), ("reason", self.reason, MOST_REASON))
        found += [
            Problem(name, "external_too_long", {"most": most}) for name, words, most in limits if len(words) > most
        ]
        return tuple(found)
