"""What can be wrong with who is asked at a step: a rule without what it looks at, an answer that names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from procedures.domain.chain_model import AssigneeKind, AssigneeRule, GiveOut, SigningMode, Step, StepKind
from procedures.domain.form_schema import FieldType
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.document import PackageDocument
from tenants.domain.errors import Problem

#: Types whose answer is one word that can name a department.
_NAMING = frozenset({FieldType.SINGLE, FieldType.TREE, FieldType.TEXT, FieldType.CODE})
_BY_ROLE = frozenset({AssigneeKind.ROLE, AssigneeKind.COUNTY})
#: What each rule looks at besides the role; the others would stand there without effect.
_READS: dict[str, frozenset[AssigneeKind]] = {
    "department": frozenset({AssigneeKind.ROLE, AssigneeKind.DEPARTMENT_HEAD, AssigneeKind.PREVIOUS_CHOICE}),
    "user": frozenset({AssigneeKind.USER}),
    "field": frozenset({AssigneeKind.FIELD, AssigneeKind.COUNTY}),
    "cases": frozenset({AssigneeKind.FIELD, AssigneeKind.COUNTY}),
}
#: Rules that find a group of the office, whose work can be given out.
_GROUPS = frozenset({AssigneeKind.ROLE, AssigneeKind.DEPARTMENT_HEAD, AssigneeKind.COUNTY, AssigneeKind.FIELD})


def lint_assignees(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of the assignee rules."""
    for at, step in enumerate(compiled.chain.steps()):
        path, rule = f"chain.{step.key}.assignee", step.assignee
        if not _names_somebody(rule):
            yield Problem(path, "step_without_assignee")
        if rule.kind is AssigneeKind.PREVIOUS_CHOICE and at == 0:
            yield Problem(path, "choice_without_step_before")
        yield from _settings(path, rule)
        yield from _giving_out(path, step)
        yield from _field(path, rule, compiled)
        yield from _cases(path, rule)


def _names_somebody(rule: AssigneeRule) -> bool:
    match rule.kind:
        case AssigneeKind.USER:
            return is_person(rule.user)
        case AssigneeKind.FIELD:
            people_only = bool(rule.cases) and all(case.user for case in rule.cases)
            return bool(rule.field) and (bool(rule.role) or people_only)
        case _:
            return bool(rule.role) or rule.kind not in _BY_ROLE


def _settings(path: str, rule: AssigneeRule) -> Iterator[Problem]:
    given = {"department": rule.department, "user": rule.user, "field": rule.field, "cases": rule.cases}
    for name, value in given.items():
        if value and not _is_read(name, rule):
            yield Problem(f"{path}.{name}", "assignee_setting_unused")


def _is_read(name: str, rule: AssigneeRule) -> bool:
    return rule.kind in _READS[name] or (name in {"field", "cases"} and GiveOut.FIELD in rule.give_out)


def _giving_out(path: str, step: Step) -> Iterator[Problem]:
    """One of a group has it then; an answer has to say who."""
    rule = step.assignee
    if not rule.give_out:
        return
    together = step.signing.mode is not SigningMode.ANY_ONE
    if rule.kind not in _GROUPS or together or step.kind in {StepKind.NOTIFY, StepKind.EXTERNAL}:
        yield Problem(f"{path}.give_out", "give_out_unfit")
    if GiveOut.FIELD in rule.give_out and not rule.field:
        yield Problem(f"{path}.give_out", "step_without_assignee")


def _field(path: str, rule: AssigneeRule, compiled: CompiledPackage) -> Iterator[Problem]:
    """The answer is there in every variant, and is one word."""
    if not rule.field or not _is_read("field", rule):
        return
    for form in compiled.forms.values():
        field = form.by_key.get(rule.field)
        if field is None:
            yield Problem(f"{path}.field", "field_unknown", {"field": rule.field})
        elif field.type not in _NAMING:
            yield Problem(f"{path}.field", "assignee_field_unfit", {"field": rule.field})
        elif field.options:
            known = field.choices()
            for case in rule.cases:
                if case.value not in known:
                    yield Problem(f"{path}.cases", "condition_unknown_option", {"option": case.value})


def _cases(path: str, rule: AssigneeRule) -> Iterator[Problem]:
    values = [case.value for case in rule.cases]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield Problem(f"{path}.cases", "key_repeated", {"key": value})
    for case in rule.cases:
        if bool(case.department) is bool(case.user) or (case.user and not is_person(case.user)):
            yield Problem(f"{path}.cases", "assignee_case_unfit", {"value": case.value})
        if case.department and not rule.role:
            yield Problem(path, "step_without_assignee")


def is_person(text: str) -> bool:
    """Whether a text has the form of a person's id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
