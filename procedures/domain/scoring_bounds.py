"""Which points can be reached at all, whatever is answered: for the lint, and for what a page says beside a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final

from procedures.domain.scoring_model import (
    ZERO,
    Bands,
    BestOf,
    Choice,
    Choices,
    Criterion,
    Group,
    Ladder,
    Manual,
    PerUnit,
    Rule,
    Sheet,
    Threshold,
    WeightedCount,
    WeightedRows,
)


def most_of_rule(rule: Rule) -> Decimal | None:
    """The most that a rule gives; None: without bound."""
    return _MOST[type(rule)](rule)


def most_of_criterion(criterion: Criterion) -> Decimal | None:
    return _capped(most_of_rule(criterion.rule), criterion.most)


def most_of_group(group: Group) -> Decimal | None:
    return _capped(most_of_groups(group.groups, (most_of_criterion(each) for each in group.criteria)), group.most)


def most_of_groups(groups: Iterable[Group], besides: Iterable[Decimal | None] = ()) -> Decimal | None:
    """Of several groups together, and of what else is given."""
    parts = [*besides, *(most_of_group(each) for each in groups)]
    known = [each for each in parts if each is not None]
    return sum(known, ZERO) if len(known) == len(parts) else None


def most_of_sheet(sheet: Sheet) -> Decimal | None:
    """The highest total. Deductions take nothing away from whoever deserves none."""
    if sheet.total is not None:
        return sheet.total.most
    base = _capped(most_of_groups(sheet.base), sheet.most_base)
    bonus = _capped(most_of_groups(sheet.bonus), sheet.most_bonus)
    return _capped(None if base is None or bonus is None else base + bonus, sheet.most)


def _capped(most: Decimal | None, cap: Decimal | None) -> Decimal | None:
    return cap if most is None or (cap is not None and cap < most) else most


def _highest(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known: list[Decimal] = []
    for each in amounts:
        if each is None:
            return None
        known.append(each)
    return max(known)


def _unbounded(amounts: Iterable[Decimal]) -> Decimal | None:
    """Of rules that count: the more the better, unless nothing counted gives anything."""
    return None if max(amounts) > 0 else ZERO


def _most_of_ladder(rule: Ladder) -> Decimal | None:
    return None if rule.points > 0 else max(rule.base, rule.below)


_MOST: Final[Mapping[type, Callable[..., Decimal | None]]] = {
    PerUnit: lambda rule: _unbounded([rule.points]),
    Ladder: _most_of_ladder,
    Bands: lambda rule: max(band.points for band in rule.bands),
    Choice: lambda rule: max(rule.points.values()),
    Choices: lambda rule: sum((each for each in rule.points.values() if each > 0), ZERO),
    WeightedCount: lambda rule: _unbounded(item.points for item in rule.items),
    WeightedRows: lambda rule: _unbounded([*rule.points.values(), rule.otherwise or ZERO]),
    Threshold: lambda rule: max(rule.points, rule.otherwise),
    BestOf: lambda rule: _highest(most_of_rule(each) for each in rule.rules),
    Manual: lambda rule: rule.most,
}
