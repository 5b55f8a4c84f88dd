"""Score sheets for tests: short spellings, and a whole sheet of twenty rows of many kinds."""

from __future__ import annotations

from decimal import Decimal

from procedures.domain.conditions import Expr, Var
from procedures.domain.scoring_model import (
    Band,
    Bands,
    Choice,
    Comparison,
    Criterion,
    Group,
    Input,
    Ladder,
    PerUnit,
    Rule,
    Sheet,
    Switch,
    Threshold,
    Weighted,
    WeightedCount,
)
from procedures.domain.text import Text
from procedures.domain.values import Facts


def words(text: str) -> Text:
    return Text((("zh-hans", text),))


def texts(*amounts: Decimal | None) -> str:
    """Amounts as people read them, to compare many at once."""
    return " ".join("-" if amount is None else f"{amount:f}" for amount in amounts)


def number(key: str, **limits: object) -> Input:
    return Input(Var(key), **limits)  # type: ignore[arg-type]


def per_cent(part: str, whole: str) -> Input:
    return Input(Var(part), whole=Var(whole), scale=Decimal(100), proper=True)


def row(key: str, rule: Rule, *, most: str = "", least: str = "", when: Expr | None = None) -> Criterion:
    bounds = {"most": Decimal(most) if most else None, "least": Decimal(least) if least else None}
    return Criterion(key, words(key), rule, when=when, **bounds)


def sheet(*rows: Criterion, **given: object) -> Sheet:
    return Sheet("sheet", words("自评表"), (Group("all", words("全部"), rows),), **given)  # type: ignore[arg-type]


def ladder(given: Input, start: str, step: str, *, base: str = "1", points: str = "1", strict: bool = False) -> Ladder:
    return Ladder(given, Decimal(start), Decimal(base), Decimal(step), Decimal(points), strict=strict)


def bands(given: Input, *steps: tuple[str, str, str]) -> Bands:
    """(from, to, points) of each; from belongs to the band, to does not; empty: no bound."""
    made = [
        Band(Decimal(points), Decimal(lower) if lower else None, Decimal(upper) if upper else None)
        for lower, upper, points in steps
    ]
    return Bands(given, tuple(made))


def per_unit(given: Input, points: str = "1", each: str = "1") -> PerUnit:
    return PerUnit(given, Decimal(points), Decimal(each))


def weighted(*kinds: tuple[str, str]) -> WeightedCount:
    return WeightedCount(tuple(Weighted(words(key), number(key), Decimal(points)) for key, points in kinds))


def threshold(given: Input, comparison: Comparison, limit: str, points: str) -> Threshold:
    return Threshold(given, comparison, Switch(Decimal(limit)), Decimal(points))


def long_sheet() -> Sheet:
    """Twenty rows: shares, ladders, bands, options, weighted counts, thresholds, under five headings."""
    points = {"full": Decimal(3), "good": Decimal(2), "fair": Decimal(1), "none": Decimal(0)}
    rows = [
        row("per_head", ladder(Input(Var("spent"), whole=Var("researchers")), "10", "10"), most="5"),
        row("share", ladder(per_cent("spent", "income"), "2", "0.5"), most="10"),
        row("people", ladder(per_cent("researchers", "employees"), "1", "1"), most="5"),
        *(row(f"count_{at}", per_unit(number(f"n_{at}", counted=True)), most="5") for at in range(6)),
        row("equipment", ladder(number("equipment"), "300", "100"), most="5"),
        row("patents", weighted(("inventions", "2"), ("models", "1"), ("software", "2"), ("designs", "0.5")), most="5"),
        row("standards", weighted(("led", "10"), ("joined", "5"), ("national", "5"), ("trade", "3")), most="10"),
        row("new_sales", ladder(per_cent("new_sales", "income"), "10", "0.5"), most="10"),
        row("profit", ladder(Input(Var("profit"), whole=Var("income"), scale=Decimal(100), least=None), "3", "1")),
        *(row(f"choice_{at}", Choice(Var(f"c_{at}"), points), most="3") for at in range(3)),
        row("staff", bands(number("staff"), ("70", "", "3"), ("60", "70", "2"), ("50", "60", "1"), ("", "50", "0"))),
        row("meets", threshold(number("exports"), Comparison.MORE_THAN, "0", "3")),
        row("meets_too", threshold(per_cent("trained", "income"), Comparison.AT_LEAST, "2", "3")),
    ]
    groups = [Group(f"g_{at}", words(f"g_{at}"), tuple(rows[at * 4 : at * 4 + 4]), most=Decimal(25)) for at in range(5)]
    return Sheet("long", words("自评表"), tuple(groups), most_base=Decimal(100))


def long_facts() -> Facts:
    return {
        "spent": Decimal("612.5"), "researchers": 41, "income": Decimal("18200.75"), "employees": 503,
        **{f"n_{at}": at for at in range(6)},
        "equipment": Decimal(705), "inventions": 1, "models": 1, "software": 0, "designs": 1,
        "led": 0, "joined": 1, "national": 0, "trade": 2, "new_sales": Decimal("2502.1"), "profit": Decimal("-12.5"),
        **{f"c_{at}": "good" for at in range(3)}, "staff": 60, "exports": Decimal(0), "trained": Decimal("364.02"),
    }  # fmt: skip
