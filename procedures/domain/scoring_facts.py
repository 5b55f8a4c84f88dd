"""Facts for a score from what was answered in a form, and from the points that people gave."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from procedures.domain.form import condition_facts, normalise
from procedures.domain.form_schema import FormSchema
from procedures.domain.package.compiling_scoring import judged
from procedures.domain.scoring_model import Sheet
from procedures.domain.values import Facts, Json, Value
from tenants.domain.errors import Problem


def scoring_facts(form: FormSchema, sheet: Sheet, raw: Mapping[str, Json]) -> tuple[Facts, tuple[Problem, ...]]:
    """Everything known, and what could not be read: also a name that neither the form nor the sheet knows.

    What the form hides is not known, as in every other use of it.
    """
    names = {judged(key) for key in (sheet.key, *(each.key for each in sheet.criteria()))}
    given, unread = _given({key: value for key, value in raw.items() if key in names})
    answers, problems = normalise(form, {key: value for key, value in raw.items() if key not in names})
    unknown = [Problem(key, "field_unknown", {"field": key}) for key in raw.keys() - names - form.by_key.keys()]
    facts = {**condition_facts(form, answers), **given}
    return facts, (*problems, *unread, *sorted(unknown, key=lambda each: each.path))


def _given(points: Mapping[str, Json]) -> tuple[dict[str, Value], list[Problem]]:
    facts: dict[str, Value] = {}
    problems: list[Problem] = []
    for key, value in points.items():
        try:
            number = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            problems.append(Problem(key, "not_a_number"))
        else:
            facts[key] = number
    return facts, problems
