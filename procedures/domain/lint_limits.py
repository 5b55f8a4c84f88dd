"""What can be wrong with limits: a promise above the law, a step above the whole, names of nothing."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.domain.chain_model import NEVER_DEEMED, StepKind
from procedures.domain.clock_rules import ClockRules, Window
from procedures.domain.deadlines import Limit, LimitUnit
from procedures.domain.form_schema import FieldType
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.document import PackageDocument
from tenants.domain.errors import Problem

#: Calendar days that one unit of a limit takes at least, and at most with every holiday that can fall into it.
_AT_LEAST = {LimitUnit.WORKING_DAYS: 1, LimitUnit.CALENDAR_DAYS: 1, LimitUnit.MONTHS: 28}
_AT_MOST = {LimitUnit.WORKING_DAYS: 2, LimitUnit.CALENDAR_DAYS: 1, LimitUnit.MONTHS: 31}
_LONGEST_HOLIDAY = 10


def lint_limits(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of the limits part, and of the limits of steps."""
    part, limits, rules = document.limits, compiled.limits, compiled.clocks
    promised_at = "limits.promised_days" if part.promised is None else "limits.promised"
    for name in ("statutory", "promised"):
        if getattr(part, name) is not None and getattr(part, f"{name}_days"):
            yield Problem(f"limits.{name}", "limit_given_twice")
    if not limits.promised:
        yield Problem(promised_at, "no_promised_limit")
    if _exceeds(limits.promised, limits.statutory):
        yield Problem(
            promised_at,
            "promised_above_statutory",
            {"promised": limits.promised.length, "statutory": limits.statutory.length},
        )
    yield from _step_limits(compiled)
    yield from _steps_named(compiled, rules)
    yield from _deemed_decision(compiled, rules)
    for window in rules.windows:
        yield from _window(compiled, window)


def _exceeds(one: Limit, other: Limit) -> bool:
    """Whether a limit is surely longer than another one: in its own unit, or by every count of days."""
    if not one or not other:
        return False
    if one.unit is other.unit:
        return one.length > other.length
    return one.length * _AT_LEAST[one.unit] > other.length * _AT_MOST[other.unit] + _LONGEST_HOLIDAY


def _step_limits(compiled: CompiledPackage) -> Iterator[Problem]:
    whole = compiled.limits.promised or compiled.limits.statutory
    for step in compiled.chain.steps():
        if _exceeds(step.limit, whole):
            yield Problem(f"chain.{step.key}.limit_days", "step_limit_above_limit", {"most": whole.length})


def _steps_named(compiled: CompiledPackage, rules: ClockRules) -> Iterator[Problem]:
    if rules.starts_after and compiled.chain.step(rules.starts_after) is None:
        yield Problem("limits.starts_after", "limit_step_unknown", {"step": rules.starts_after})
    deemed = rules.deemed_acceptance
    if deemed is None:
        return
    step = compiled.chain.step(deemed.step)
    if step is None or step.kind in NEVER_DEEMED:
        yield Problem("limits.deemed_acceptance.step", "limit_step_unknown", {"step": deemed.step})
    if not deemed.within:
        yield Problem("limits.deemed_acceptance.within", "limit_without_length")


def _deemed_decision(compiled: CompiledPackage, rules: ClockRules) -> Iterator[Problem]:
    """It needs a limit that can pass, and its result wherever the chain decides."""
    deemed, path = rules.deemed_decision, "limits.deemed_decision"
    if deemed is None:
        return
    if not compiled.limits.statutory:
        yield Problem(path, "deemed_without_limit")
    deciding = [step for step in compiled.chain.steps() if step.kind is StepKind.DECIDE]
    known = [deemed.result in {option.key for option in step.results} for step in deciding]
    if not known or not all(known):
        yield Problem(f"{path}.result", "deemed_result_unknown", {"result": deemed.result})


def _window(compiled: CompiledPackage, window: Window) -> Iterator[Problem]:
    specs = [form.by_key.get(window.field) for form in compiled.forms.values()]
    if all(spec is None or spec.type is not FieldType.DATE for spec in specs):
        yield Problem(f"limits.windows.{window.key}", "window_field_unfit", {"field": window.field})
    if not window.within:
        yield Problem(f"limits.windows.{window.key}", "limit_without_length")
