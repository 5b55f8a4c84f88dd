"""Which registration number a decision would be offered."""

from __future__ import annotations

from datetime import date

from applications.models import Application
from documents.services.numbering import suggest_number
from procedures.domain.package.compiled import NumberRule


def offered_number(application: Application, rule: NumberRule, day: date, *, last: int | None = None) -> str:
    """The number kept from a revoked decision, otherwise the next free one. Takes no lock: somebody may be faster.

    `last` is the counter's, where it was read already: one query then, otherwise two.
    """
    return application.registration_number or suggest_number(
        rule.scheme, rule.pattern, day, restart=rule.restart, params=rule.params, last=last
    )
