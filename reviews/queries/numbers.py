"""Which registration number a decision would be offered."""

from __future__ import annotations

from datetime import date

from applications.models import Application
from documents.services.numbering import suggest_number
from procedures.domain.package.compiled import NumberRule


def offered_number(application: Application, rule: NumberRule, day: date) -> str:
    """The number kept from a revoked decision, otherwise the next free one. Takes no lock: somebody may be faster."""
    return application.registration_number or suggest_number(
        rule.scheme, rule.pattern, day, restart=rule.restart, params=rule.params
    )
