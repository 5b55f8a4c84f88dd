"""Every condition of a package against the names it may use, and circles among what depends on each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from procedures.domain.chain_model import Choose, Node, Step, branches_of
from procedures.domain.condition_types import Kind, Variable, check_condition, check_tree, variable_of
from procedures.domain.conditions import Expr, fields_of
from procedures.domain.form_schema import Field, FormSchema
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.document import PackageDocument
from tenants.domain.errors import Problem


def lint_conditions(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of all conditions. What is shared by variants may use any variant's fields."""
    shared = shared_variables(compiled)
    for form in compiled.forms.values():
        own = {name: shared[name] for name in variables_of(form, frozenset(compiled.forms))}
        yield from _form(form, own)
        yield from _circles(form)
    for gate in compiled.gates:
        yield from _one(gate.condition, shared, f"eligibility.{gate.key}")
        for route in gate.routes:
            yield from _one(route.condition, shared, f"eligibility.{gate.key}.{route.key}")
    for item in compiled.materials.items:
        yield from _one(item.required_when, shared, f"materials.{item.key}")
    for window in compiled.clocks.windows:
        yield from _one(window.when, shared, f"limits.windows.{window.key}")
    yield from _chain(compiled.chain.nodes, shared)


def shared_variables(compiled: CompiledPackage) -> dict[str, Variable]:
    """The names that conditions outside the forms may use: those of any variant."""
    shared: dict[str, Variable] = {}
    for form in compiled.forms.values():
        for name, variable in variables_of(form, frozenset(compiled.forms)).items():
            known = shared.get(name, variable)
            shared[name] = Variable(variable.kind, known.options | variable.options, variable.columns)
    return shared


def variables_of(form: FormSchema, variants: frozenset[str]) -> dict[str, Variable]:
    """The names conditions of a form may use."""
    variables = {"variant": Variable(Kind.TEXT, variants)}
    for field in form.fields():
        variables[field.key] = variable_of(field)
        for cell in field.cells:
            variables[f"{field.key}.{cell.key}"] = Variable(Kind.NUMBER)
    return variables


def _one(condition: Expr | None, variables: Mapping[str, Variable], path: str) -> tuple[Problem, ...]:
    return () if condition is None else check_condition(condition, variables, path)


def _form(form: FormSchema, variables: Mapping[str, Variable]) -> Iterator[Problem]:
    for section in form.sections:
        yield from _one(section.visible_when, variables, f"form.{section.key}")
        for field in section.fields:
            yield from _field(field, variables, f"form.{section.key}.{field.key}")
    for check in form.checks:
        yield from _one(check.condition, variables, f"form.checks.{check.key}")
        for path in check.fields:
            if path not in variables:
                yield Problem(f"form.checks.{check.key}", "field_unknown", {"field": path})


def _field(field: Field, variables: Mapping[str, Variable], path: str) -> Iterator[Problem]:
    yield from _one(field.visible_when, variables, path)
    yield from _one(field.required_when, variables, path)
    if field.formula is not None:
        yield from check_tree(field.formula, variables, path)
    inside = {**variables, **{f"row.{column.key}": variable_of(column) for column in field.columns}}
    for column in field.columns:
        yield from _one(column.visible_when, inside, f"{path}.{column.key}")
        yield from _one(column.required_when, inside, f"{path}.{column.key}")


def _circles(form: FormSchema) -> Iterator[Problem]:
    """Fields whose being shown, or whose value, depends on themselves."""
    needs: dict[str, frozenset[str]] = {}
    for field in form.fields():
        section = form.section_of[field.key]
        sources = (field.visible_when, field.formula, section.visible_when)
        names = frozenset[str]().union(*(fields_of(source) for source in sources if source is not None))
        needs[field.key] = frozenset(name.partition(".")[0] for name in names)
    for key in needs:
        if key in _reached(key, needs):
            yield Problem(f"form.{form.section_of[key].key}.{key}", "condition_circle", {"field": key})


def _reached(start: str, needs: Mapping[str, frozenset[str]]) -> frozenset[str]:
    reached: set[str] = set()
    open_ends = set(needs[start])
    while open_ends:
        name = open_ends.pop()
        if name not in reached:
            reached.add(name)
            open_ends |= needs.get(name, frozenset())
    return frozenset(reached)


def _chain(nodes: tuple[Node, ...], variables: Mapping[str, Variable]) -> Iterator[Problem]:
    for node in nodes:
        if isinstance(node, Step):
            continue
        for branch in branches_of(node):
            if isinstance(node, Choose):
                yield from _one(branch.when, variables, f"chain.{node.key}.{branch.key}")
            yield from _chain(branch.nodes, variables)
