"""The working of every rule as people read it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from procedures.domain.conditions import Var
from procedures.domain.scoring import score
from procedures.domain.scoring_model import (
    Band,
    BestOf,
    Choice,
    Choices,
    Comparison,
    Criterion,
    Input,
    Manual,
    Rule,
    WeightedRows,
)
from procedures.domain.values import Facts
from procedures.scoring_wording import band_words, criterion_words
from tests.domain.procedures.sheets import bands, ladder, number, per_unit, row, sheet, threshold, weighted, words

SHARE = Input(Var("part"), unit=words("%"), whole=Var("whole"), scale=Decimal(100))
LABELS = {"c:full": "很完善", "c:good": "比较完善", "t.level:iso": "国际标准", "t.role:led": "主持"}
OPTIONS = {"full": Decimal(3), "good": Decimal("1.5")}
ROWS = WeightedRows("t", ("level", "role"), {("iso", "led"): Decimal(10)}, "n")


def said(criterion: Criterion, facts: Facts) -> str:
    return criterion_words(criterion, score(sheet(criterion), facts).criteria[0], LABELS)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (per_unit(number("n"), "0.5"), {"n": 3}, "3，每 1 计 0.5 分，共 1.5 分。"),
        (
            ladder(SHARE, "2", "0.5"),
            {"part": Decimal("4.1"), "whole": Decimal(205)},
            "2 %，达到 2 计 1 分，每再满 0.5 加 1 分，满 0 次，共 1 分。",
        ),
        (ladder(SHARE, "2", "0.5"), {"part": 1, "whole": 300}, "约 0.3333 %，没有达到 2，计 0 分。"),
        (bands(number("n"), ("50", "60", "1")), {"n": 50}, "50，属于“不低于 50、低于 60”一档，计 1 分。"),
        (Choice(Var("c"), OPTIONS), {"c": "good"}, "“比较完善” 1.5 分。"),
        (Choices(Var("c"), OPTIONS), {"c": ("full", "good")}, "“很完善” 3 分，“比较完善” 1.5 分。"),
        (Choices(Var("c"), OPTIONS), {"c": ()}, "没有选择，计 0 分。"),
        (weighted(("发明", "2"), ("外观", "0.5")), {"发明": 1, "外观": 3}, "发明 1 × 2 分 + 外观 3 × 0.5 分，共 3.5 分。"),
        (weighted(("发明", "2")), {"发明": 0}, "没有可计分的项目，计 0 分。"),
        (ROWS, {"t": ({"level": "iso", "role": "led", "n": 2},)}, "国际标准主持 2 × 10 分，共 20 分。"),
        (threshold(number("n"), Comparison.MORE_THAN, "1.2", "3"), {"n": Decimal("1.2")}, "1.2，不符合“高于 1.2”，计 0 分。"),
        (threshold(number("n"), Comparison.AT_MOST, "1.2", "3"), {"n": 1}, "1，符合“不超过 1.2”，计 3 分。"),
        (
            BestOf((per_unit(number("a")), per_unit(number("b"), "2"))),
            {"a": 1, "b": 1},
            "取得分最高的一种：1，每 1 计 2 分，共 2 分。",
        ),
        (Manual(Var("given"), Decimal(0), Decimal(10), Decimal(1)), {"given": 7}, "由人评定为 7 分。"),
    ],
)  # fmt: skip
def test_every_point_is_explained(rule: Rule, facts: Facts, expected: str) -> None:
    assert said(row("it", rule), facts) == expected


def test_bounds_are_told() -> None:
    capped, lifted = row("it", per_unit(number("n")), most="5"), row("it", per_unit(number("n"), "-1"), least="-2")

    assert said(capped, {"n": 9}) == "9，每 1 计 1 分，共 9 分；上限 5 分，计 5 分。"
    assert said(lifted, {"n": 9}) == "9，每 1 计 -1 分，共 -9 分；下限 -2 分，计 -2 分。"


def test_without_points_there_is_nothing_to_explain() -> None:
    assert said(row("it", per_unit(number("n"))), {}) == ""


@pytest.mark.parametrize(
    ("band", "expected"),
    [
        (Band(Decimal(1), Decimal(5), lower_closed=False), "高于 5"),
        (Band(Decimal(1), upper=Decimal(5), upper_closed=True), "不超过 5"),
        (Band(Decimal(1)), "任何数"),
    ],
)
def test_open_and_closed_ends_have_words(band: Band, expected: str) -> None:
    assert band_words(band) == expected
