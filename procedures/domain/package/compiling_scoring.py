"""The scoring part as the engine takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from procedures.domain.conditions import Expr, Var
from procedures.domain.package import document_scoring as doc
from procedures.domain.package.expressions import read_expression
from procedures.domain.package.words import compile_text, optional_text
from procedures.domain.scoring_model import (
    ONE,
    ZERO,
    Band,
    Bands,
    BestOf,
    Choice,
    Choices,
    Criterion,
    Group,
    Input,
    Ladder,
    Manual,
    PerUnit,
    Rounding,
    Rule,
    Sheet,
    Switch,
    Threshold,
    Veto,
    Weighted,
    WeightedCount,
    WeightedRows,
)


def judged(key: str) -> str:
    """Under which name the points are found that a person gave for a criterion, or for a whole sheet."""
    return f"judged.{key}"


def compile_scoring(part: doc.ScoringPart) -> tuple[Sheet, ...]:
    return tuple(_sheet(each) for each in part.sheets)


def _sheet(part: doc.SheetPart) -> Sheet:
    return Sheet(
        key=part.key,
        label=compile_text(part.label),
        base=_groups(part.base),
        bonus=_groups(part.bonus),
        deductions=_groups(part.deductions),
        stated_base=_optional(part.stated_base),
        stated_bonus=_optional(part.stated_bonus),
        most_base=_optional(part.most_base),
        most_bonus=_optional(part.most_bonus),
        most=_optional(part.most),
        least=_optional(part.least),
        rounding=_rounding(part.rounding),
        pass_mark=_optional(part.pass_mark),
        vetoes=tuple(
            Veto(each.key, compile_text(each.name), read_expression(each.condition), compile_text(each.reason))
            for each in part.vetoes
        ),
        total=None if part.total is None else _manual(part.total, part.key),
        variants=frozenset(part.variants),
    )


def _groups(parts: tuple[doc.ScoreGroupPart, ...]) -> tuple[Group, ...]:
    return tuple(
        Group(
            key=part.key,
            label=compile_text(part.label),
            criteria=tuple(_criterion(each) for each in part.criteria),
            groups=_groups(part.groups),
            stated=_optional(part.stated),
            most=_optional(part.most),
            least=_optional(part.least),
            pass_mark=_optional(part.pass_mark),
        )
        for part in parts
    )


def _criterion(part: doc.CriterionPart) -> Criterion:
    most = _optional(part.most)
    stated = _optional(part.stated)
    # What the lint refuses still compiles: a row without a scale is judged by a person.
    unscaled = Manual(Var(judged(part.key)), ZERO, most or stated or ZERO, ONE)
    return Criterion(
        key=part.key,
        label=compile_text(part.label),
        rule=unscaled if part.rule is None else _rule(part.rule, part.key),
        stated=stated,
        most=most,
        least=_optional(part.least),
        when=_condition(part.when),
        evidence=part.evidence,
        note=optional_text(part.note),
        has_scale=part.rule is not None,
    )


def _rule(part: doc.RulePart, key: str) -> Rule:
    (kind,) = part.kinds()
    if part.best_of is not None:
        rules = tuple(_rule(each, key) for each in part.best_of.rules)
        return BestOf(rules, part.best_of.unanswered_left_out)
    if part.manual is not None:
        return _manual(part.manual, key)
    return _COMPILERS[kind](getattr(part, kind))


def _manual(part: doc.ManualPart, key: str) -> Manual:
    return Manual(Var(judged(key)), Decimal(part.least), Decimal(part.most), Decimal(part.step))


def _per_unit(part: doc.PerUnitPart) -> PerUnit:
    parts = None if part.parts is None else _rounding(part.parts)
    return PerUnit(_input(part.input), Decimal(part.points), Decimal(part.each), parts)


def _ladder(part: doc.LadderPart) -> Ladder:
    return Ladder(
        _input(part.input),
        start=Decimal(part.start),
        base=Decimal(part.base),
        step=Decimal(part.step),
        points=Decimal(part.points),
        below=Decimal(part.below),
        strict=part.strict,
    )


def _bands(part: doc.BandsPart) -> Bands:
    return Bands(
        _input(part.input),
        tuple(
            Band(
                Decimal(each.points),
                _optional(each.lower),
                _optional(each.upper),
                each.lower_closed,
                each.upper_closed,
            )
            for each in part.bands
        ),
    )


def _choice(part: doc.ChoicePart) -> Choice:
    return Choice(Var(part.field), _options(part))


def _choices(part: doc.ChoicePart) -> Choices:
    return Choices(Var(part.field), _options(part))


def _options(part: doc.ChoicePart) -> Mapping[str, Decimal]:
    return {each.value: Decimal(each.points) for each in part.options}


def _weighted_count(part: doc.WeightedCountPart) -> WeightedCount:
    return WeightedCount(
        tuple(Weighted(compile_text(each.label), _input(each.input), Decimal(each.points)) for each in part.items)
    )


def _weighted_rows(part: doc.WeightedRowsPart) -> WeightedRows:
    points = {each.options: Decimal(each.points) for each in part.kinds}
    return WeightedRows(part.table, part.columns, points, part.count, _optional(part.otherwise))


def _threshold(part: doc.ThresholdPart) -> Threshold:
    cases = tuple((read_expression(each.when), Decimal(each.amount)) for each in part.cases)
    limit = Switch(Decimal(part.limit), cases)
    return Threshold(_input(part.input), part.comparison, limit, Decimal(part.points), Decimal(part.otherwise))


def _input(part: doc.InputPart) -> Input:
    return Input(
        value=read_expression(part.value),
        unit=optional_text(part.unit),
        whole=_condition(part.whole),
        scale=Decimal(part.scale),
        least=_optional(part.least),
        most=_optional(part.most),
        counted=part.counted,
        proper=part.proper,
    )


def _rounding(part: doc.RoundingPart) -> Rounding:
    return Rounding(part.places, part.mode)


def _optional(amount: str) -> Decimal | None:
    return Decimal(amount) if amount else None


def _condition(tree: JsonValue) -> Expr | None:
    return None if tree is None else read_expression(tree)


_COMPILERS: Final[Mapping[str, Callable[..., Rule]]] = {
    "per_unit": _per_unit,
    "ladder": _ladder,
    "bands": _bands,
    "choice": _choice,
    "choices": _choices,
    "weighted_count": _weighted_count,
    "weighted_rows": _weighted_rows,
    "threshold": _threshold,
}
