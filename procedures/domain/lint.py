"""发布前体检: what would go wrong with a package once people use it. Errors refuse publication, warnings do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from documents.domain.numbering import parse_pattern
from procedures.domain.form_schema import SEALED, Privacy
from procedures.domain.lint_assignees import lint_assignees
from procedures.domain.lint_chain import lint_chain, lint_counter_entry, lint_in_plan
from procedures.domain.lint_conditions import lint_conditions
from procedures.domain.lint_form import lint_form
from procedures.domain.lint_limits import lint_limits
from procedures.domain.lint_outputs import lint_outputs
from procedures.domain.lint_scoring import lint_scoring
from procedures.domain.message_places import lint_messages
from procedures.domain.package.canonical import document_json
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.document import OptionPart, PackageDocument
from procedures.domain.package.parameters import places
from tenants.domain.errors import ParamValue, Problem, ValidationFailed


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, at its place in the package."""

    path: str
    code: str
    severity: Severity
    params: Mapping[str, ParamValue]


#: Findings that do not refuse publication.
_WARNINGS = frozenset(
    {
        "no_promised_limit",
        "parameter_unused",
        "no_title_field",
        "no_legal_basis",
        "denial_without_written_notice",
        "score_bands_uneven",
        "score_points_for_nothing",
    }
)


def lint(document: PackageDocument) -> tuple[Finding, ...]:
    """Everything found, each once, in the order of the package's parts."""
    try:
        compiled = compile_package(document)
    except ValidationFailed as failed:
        return tuple(_finding(problem) for problem in failed.problems)
    rules: tuple[Callable[[PackageDocument, CompiledPackage], Iterable[Problem]], ...] = (
        _parameters,
        _guide,
        _duplicate_keys,
        lint_form,
        lint_conditions,
        _variants,
        _references,
        lint_chain,
        lint_assignees,
        lint_in_plan,
        lint_counter_entry,
        lint_limits,
        lint_scoring,
        _assumptions,
        _numbering,
        lint_messages,
        lint_outputs,
    )
    found = {
        (problem.path, problem.code, *problem.params.items()): problem
        for rule in rules
        for problem in rule(document, compiled)
    }
    return tuple(_finding(problem) for problem in found.values())


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What refuses publication."""
    return tuple(finding for finding in findings if finding.severity is Severity.ERROR)


def _finding(problem: Problem) -> Finding:
    severity = Severity.WARNING if problem.code in _WARNINGS else Severity.ERROR
    return Finding(problem.path, problem.code, severity, problem.params)


def _parameters(document: PackageDocument, _: CompiledPackage) -> Iterator[Problem]:
    content = document_json(document)
    used = places({key: part for key, part in content.items() if key != "parameters"})
    if used:
        for name in document.parameters.keys() - used:
            yield Problem(f"parameters.{name}", "parameter_unused")


def _guide(document: PackageDocument, _: CompiledPackage) -> Iterator[Problem]:
    if not document.guide.legal_basis:
        yield Problem("guide.legal_basis", "no_legal_basis")


def _duplicate_keys(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    form, materials = document.form, document.materials
    lists: dict[str, list[str]] = {
        "variants": [variant.key for variant in document.variants],
        "eligibility.gates": [gate.key for gate in document.eligibility.gates],
        **{f"eligibility.{gate.key}": [route.key for route in gate.routes] for gate in document.eligibility.gates},
        "form.sections": [section.key for section in form.sections],
        "form.checks": [check.key for check in form.checks],
        "materials.items": [item.key for item in materials.items],
        "materials.groups": [group.key for group in materials.groups],
        "commitments": [commitment.key for commitment in document.commitments],
        "chain.nodes": [step.key for step in compiled.chain.steps()],
        **{
            f"form.option_sets.{name}": [key for option in options for key in _option_keys(option)]
            for name, options in form.option_sets.items()
        },
    }
    for variant, schema in compiled.forms.items():
        lists[f"form[{variant}]"] = ["variant", *(field.key for field in schema.fields())]
        for field in schema.fields():
            lists[f"form.{field.key}"] = [column.key for column in field.columns] + [cell.key for cell in field.cells]
    for path, keys in lists.items():
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield Problem(path, "key_repeated", {"key": key})


def _option_keys(option: OptionPart) -> Iterator[str]:
    yield option.key
    for child in option.children:
        yield from _option_keys(child)


def _variants(document: PackageDocument, _: CompiledPackage) -> Iterator[Problem]:
    known = {variant.key for variant in document.variants}
    named: list[tuple[str, tuple[str, ...]]] = [
        *((f"eligibility.{gate.key}", gate.variants) for gate in document.eligibility.gates),
        *((f"materials.{item.key}", item.variants) for item in document.materials.items),
        *((f"commitments.{item.key}", item.variants) for item in document.commitments),
        *((f"form.checks.{check.key}", check.variants) for check in document.form.checks),
        *((f"assumptions.{each.about}", each.variants) for each in document.assumptions),
    ]
    for section in document.form.sections:
        named.append((f"form.{section.key}", section.variants))
        named += [(f"form.{section.key}.{field.key}", field.variants) for field in section.fields]
    for options in document.form.option_sets.values():
        named += [(f"form.option_sets.{option.key}", option.variants) for option in options]
    for path, variants in named:
        for variant in variants:
            if variant not in known:
                yield Problem(path, "variant_unknown", {"variant": variant})


def _references(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    groups = {group.key for group in document.materials.groups}
    items = {item.key for item in document.materials.items}
    for item in document.materials.items:
        if item.group and item.group not in groups:
            yield Problem(f"materials.{item.key}", "material_group_unknown", {"group": item.group})
        ground = item.exemption.needs_material if item.exemption else ""
        if ground and ground not in items:
            yield Problem(f"materials.{item.key}", "material_not_in_list", {"material": ground})
    for group in groups - {item.group for item in document.materials.items}:
        yield Problem(f"materials.groups.{group}", "material_group_empty")
    for gate in document.eligibility.gates:
        if gate.commitment and gate.commitment not in compiled.commitment_by_key:
            yield Problem(f"eligibility.{gate.key}", "commitment_not_in_package", {"commitment": gate.commitment})
    yield from _published(document, compiled)


def _published(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """What a notice or a certificate shows are fields of the form, and never personal, whatever the list says."""
    privacies: dict[str, Privacy] = {}
    for schema in compiled.forms.values():
        for field in schema.fields():
            privacies |= {field.key: field.privacy} | {
                f"{field.key}.{each.key}": each.privacy for each in field.columns
            }
    known = {place.partition(".")[0] for place in privacies}
    for part, names in (
        ("notice.fields", document.notice.fields if document.notice else ()),
        ("certificate.fields", document.certificate.fields if document.certificate else ()),
    ):
        for name in names:
            if name.partition(".")[0] not in known:
                yield Problem(part, "field_unknown", {"field": name})
        for name in names:
            if privacies.get(name) in SEALED:
                yield Problem(part, "personal_field_published", {"field": name})


def _assumptions(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """What is assumed is about something of the package: a part of it, a section, or a field."""
    known = {*type(document).model_fields, *compiled.variant_by_key}
    for schema in compiled.forms.values():
        known |= {*schema.by_key, *(section.key for section in schema.sections)}
    for each in document.assumptions:
        if each.about not in known:
            yield Problem(f"assumptions.{each.about}", "assumption_about_nothing", {"name": each.about})


def _numbering(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    rules = {"application": compiled.numbering.application, "registration": compiled.numbering.registration}
    for name, rule in rules.items():
        if rule is None:
            continue
        try:
            parse_pattern(rule.pattern, frozenset(rule.params))
        except ValidationFailed as failed:
            for problem in failed.problems:
                yield Problem(f"numbering.{name}.pattern", problem.code, problem.params)
    numbered = any(result.number for step in compiled.chain.steps() for result in step.results)
    if numbered and rules["registration"] is None:
        yield Problem("numbering.registration", "numbering_missing")
