"""What is wrong with score sheets: sums, caps, bands, scales, and whatever they refer to.

The traps are those of printed tables: shared borders, labels that do not add up, a cap below the printed maximum, a
row whose scale was forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from procedures.domain.condition_types import Kind, Variable, check_condition, check_tree, kind_of
from procedures.domain.conditions import Expr, Var
from procedures.domain.lint_bands import lint_bands
from procedures.domain.lint_conditions import shared_variables
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling_scoring import judged
from procedures.domain.package.document import PackageDocument
from procedures.domain.scoring_bounds import most_of_criterion, most_of_groups, most_of_sheet
from procedures.domain.scoring_model import (
    Bands,
    BestOf,
    Choice,
    Choices,
    Criterion,
    Input,
    Manual,
    Rule,
    Sheet,
    Threshold,
    WeightedRows,
    inputs_of,
)
from tenants.domain.errors import Problem


def lint_scoring(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    yield from _keys(compiled.sheets)
    variables = shared_variables(compiled)
    materials = {item.key for item in document.materials.items}
    for sheet in compiled.sheets:
        place = f"scoring.{sheet.key}"
        yield from _variants(sheet, compiled, place)
        given_by_people = [sheet.key, *(each.key for each in sheet.criteria())]
        own = dict(variables) | {judged(key): Variable(Kind.NUMBER) for key in given_by_people}
        for criterion in sheet.criteria():
            yield from _criterion(criterion, own, materials, f"{place}.{criterion.key}")
        for veto in sheet.vetoes:
            yield from check_condition(veto.condition, own, f"{place}.{veto.key}")
        yield from _sums(sheet, place)
        yield from _marks(sheet, place)


def _keys(sheets: tuple[Sheet, ...]) -> Iterator[Problem]:
    """Sheets and criteria share one set of names, because what a person gives is kept under them."""
    keys = Counter(key for sheet in sheets for key in (sheet.key, *(each.key for each in sheet.criteria())))
    keys_of_groups = Counter(group.key for sheet in sheets for group in sheet.all_groups())
    for counted in (keys, keys_of_groups):
        for key in sorted(key for key, times in counted.items() if times > 1):
            yield Problem("scoring", "key_repeated", {"key": key})


def _variants(sheet: Sheet, compiled: CompiledPackage, place: str) -> Iterator[Problem]:
    for variant in sorted(sheet.variants - compiled.variant_by_key.keys()):
        yield Problem(place, "variant_unknown", {"variant": variant})


def _criterion(
    criterion: Criterion, variables: Mapping[str, Variable], materials: set[str], place: str
) -> Iterator[Problem]:
    if criterion.when is not None:
        yield from check_condition(criterion.when, variables, place)
    for key in criterion.evidence:
        if key not in materials:
            yield Problem(place, "material_not_in_list", {"material": key})
    if not criterion.has_scale:
        yield Problem(place, "score_no_scale")
    yield from _rule(criterion.rule, variables, place)
    stated, reachable = criterion.stated, most_of_criterion(criterion)
    if stated is None:
        return
    if criterion.most is not None and criterion.most < stated:
        yield Problem(place, "score_cap_below_stated", {"cap": f"{criterion.most:f}", "stated": f"{stated:f}"})
    elif reachable is None or reachable > stated:
        yield Problem(place, "score_above_stated", {"stated": f"{stated:f}"})
    elif reachable < stated:
        yield Problem(place, "score_stated_unreachable", {"reachable": f"{reachable:f}", "stated": f"{stated:f}"})


def _rule(rule: Rule, variables: Mapping[str, Variable], place: str) -> Iterator[Problem]:
    for given in inputs_of(rule):
        yield from _input(given, variables, place)
    match rule:
        case Bands():
            yield from lint_bands(rule, place)
        case Choice(value=value, points=points) | Choices(value=value, points=points):
            yield from _options(value, points, variables, place)
        case WeightedRows():
            yield from _rows(rule, variables, place)
        case Threshold(limit=limit):
            for when, _ in limit.cases:
                yield from check_condition(when, variables, place)
        case BestOf(rules=rules):
            for each in rules:
                yield from _rule(each, variables, place)
        case Manual(least=least, most=most) if least > most:
            yield Problem(place, "score_range_empty")


def _input(given: Input, variables: Mapping[str, Variable], place: str) -> Iterator[Problem]:
    for expr in (given.value, given.whole):
        if expr is None:
            continue
        yield from check_tree(expr, variables, place)
        if kind_of(expr, variables) not in {None, Kind.NUMBER}:
            yield Problem(place, "score_input_no_number")


def _options(
    value: Expr, points: Mapping[str, Decimal], variables: Mapping[str, Variable], place: str
) -> Iterator[Problem]:
    yield from check_tree(value, variables, place)
    known = variables[value.path].options if isinstance(value, Var) and value.path in variables else frozenset[str]()
    for key in sorted(points.keys() - known) if known else ():
        yield Problem(place, "condition_unknown_option", {"option": key})
    for key in sorted(known - points.keys()):
        yield Problem(place, "score_option_without_points", {"option": key})


def _rows(rule: WeightedRows, variables: Mapping[str, Variable], place: str) -> Iterator[Problem]:
    table = variables.get(rule.table)
    if table is None or table.kind is not Kind.ROWS:
        yield Problem(place, "condition_unknown_field", {"field": rule.table})
        return
    for column in (*rule.columns, *([rule.count] if rule.count else [])):
        if column not in table.columns:
            yield Problem(place, "condition_unknown_column", {"column": column})
    for kind in rule.points:
        if len(kind) != len(rule.columns):
            yield Problem(place, "score_kind_length", {"kind": "、".join(kind)})


def _sums(sheet: Sheet, place: str) -> Iterator[Problem]:
    """What is printed at groups and at the end, against what is printed at their rows."""
    for group in sheet.all_groups():
        parts = [each.stated for each in group.criteria] + [each.stated for each in group.groups]
        yield from _sum(parts, group.stated, f"{place}.{group.key}")
    yield from _sum([each.stated for each in sheet.base], sheet.stated_base, place)
    yield from _sum([each.stated for each in sheet.bonus], sheet.stated_bonus, place)


def _sum(parts: list[Decimal | None], stated: Decimal | None, place: str) -> Iterator[Problem]:
    known = [part for part in parts if part is not None]
    if stated is not None and len(known) == len(parts) and sum(known) != stated:
        yield Problem(place, "score_sum_differs", {"sum": f"{sum(known):f}", "stated": f"{stated:f}"})


def _marks(sheet: Sheet, place: str) -> Iterator[Problem]:
    most = most_of_sheet(sheet)
    if sheet.pass_mark is not None and most is not None and most < sheet.pass_mark:
        yield Problem(place, "score_mark_unreachable", {"mark": f"{sheet.pass_mark:f}", "reachable": f"{most:f}"})
    gives = most_of_groups(sheet.deductions)
    if gives is None or gives > 0:
        yield Problem(place, "score_deduction_gives_points")
