"""The check before submission: everything that still stands in the way, each with the place where it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from procedures.domain.eligibility import GateOutcome, GateVerdict, check_gates
from procedures.domain.form import condition_facts
from procedures.domain.form_checks import Level, validate
from procedures.domain.form_paths import section_key
from procedures.domain.form_schema import FormSchema
from procedures.domain.materials import Filed, Necessity, file_problems, missing, required_materials
from procedures.domain.package.compiled import CompiledPackage, GateEffect
from procedures.domain.values import Answers
from tenants.domain.errors import Problem


def submit_check(
    compiled: CompiledPackage, variant: str, answers: Answers, materials: Filed, commitments: Mapping[str, str]
) -> tuple[Problem, ...]:
    """What refuses a submission: `eligibility.<gate>`, `form.<section>.<path>`, `materials.<key>`, `commitments.<key>`.

    `commitments` holds the hash of the text agreed to, by key; an older text does not count. Empty means ready.
    """
    form = compiled.form(variant)
    facts = condition_facts(form, answers)
    required = required_materials(compiled.materials, variant, facts)
    return (
        *_gate_problems(compiled, variant, answers, commitments, GateEffect.BLOCK),
        *in_sections(form, validate(form, answers, Level.SUBMIT)),
        *missing(required, materials, Necessity.HARD),
        *file_problems(required, materials),
        *_commitment_problems(compiled, variant, commitments),
    )


def in_sections(form: FormSchema, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems of fields with their places in the whole: `form.<section>.<path>`."""
    return tuple(
        Problem(f"form.{section_key(form, problem.path)}.{problem.path}", problem.code, problem.params)
        for problem in problems
    )


def submit_warnings(
    compiled: CompiledPackage, variant: str, answers: Answers, materials: Filed, commitments: Mapping[str, str]
) -> tuple[Problem, ...]:
    """What is shown but does not refuse: gates that only warn, and materials that may follow (容缺)."""
    facts = condition_facts(compiled.form(variant), answers)
    required = required_materials(compiled.materials, variant, facts)
    return (
        *_gate_problems(compiled, variant, answers, commitments, GateEffect.WARN),
        *missing(required, materials, Necessity.SOFT),
    )


def _gate_problems(
    compiled: CompiledPackage, variant: str, answers: Answers, agreed: Mapping[str, str], effect: GateEffect
) -> tuple[Problem, ...]:
    facts = condition_facts(compiled.form(variant), answers)
    outcomes = check_gates(compiled.gates, variant, facts, agreed)
    return tuple(_gate_problem(each) for each in outcomes if each.gate.effect is effect and _fails(each))


def _fails(outcome: GateOutcome) -> bool:
    return outcome.verdict is not GateVerdict.PASSED


def _gate_problem(outcome: GateOutcome) -> Problem:
    code = "gate_failed" if outcome.verdict is GateVerdict.FAILED else "gate_unknown"
    return Problem(
        f"eligibility.{outcome.gate.key}",
        code,
        {
            "name": str(outcome.gate.name),
            "reason": str(outcome.gate.reason),
            "fields": "、".join(sorted(outcome.outcome.unknown)),
        },
    )


def _commitment_problems(compiled: CompiledPackage, variant: str, agreed: Mapping[str, str]) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            f"commitments.{each.key}",
            "commitment_outdated" if each.key in agreed else "commitment_missing",
            {"title": str(each.title)},
        )
        for each in compiled.commitments_for(variant)
        if agreed.get(each.key) != each.text_hash
    )
