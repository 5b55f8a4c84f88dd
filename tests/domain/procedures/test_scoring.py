"""Scoring: every kind of rule at its borders, what is missing, what is impossible, and bounds upon bounds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.domain.conditions import Call, Literal, Var
from procedures.domain.scoring import CriterionScore, Scorer, ScoreStatus, Verdict, check_vetoes, decide, score
from procedures.domain.scoring_model import (
    BestOf,
    Choice,
    Choices,
    Comparison,
    Group,
    Input,
    Ladder,
    Manual,
    PerUnit,
    Rounding,
    RoundingMode,
    Rule,
    Sheet,
    Switch,
    Threshold,
    Veto,
    WeightedRows,
)
from procedures.domain.scoring_numbers import from_points, rounded, to_points
from procedures.domain.values import Value
from tenants.domain.errors import Problem
from tests.domain.procedures.sheets import (
    bands,
    ladder,
    long_facts,
    long_sheet,
    number,
    per_cent,
    per_unit,
    row,
    sheet,
    texts,
    threshold,
    weighted,
    words,
)

PERFECT = {"full": Decimal(3), "good": Decimal(2), "none": Decimal(0)}


def points_of(rule: Rule, **facts: Value) -> Decimal | None:
    return one(rule, **facts).points


def one(rule: Rule, **facts: Value) -> CriterionScore:
    return score(sheet(row("it", rule)), facts).criteria[0]


def codes(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in problems]


@pytest.mark.parametrize(
    ("n", "points"), [(0, "0"), (1, "0.5"), (7, "3.5"), (Decimal("7.99"), "3.5"), (Decimal("8.00"), "4")]
)
def test_every_whole_unit_gets_its_points(n: Value, points: str) -> None:
    assert points_of(per_unit(number("n"), "0.5"), n=n) == Decimal(points)


def test_parts_of_a_unit_count_where_the_rule_says_how_they_are_rounded() -> None:
    rule = PerUnit(number("n"), Decimal(1), Decimal(3), parts=Rounding(1, RoundingMode.HALF_UP))

    assert [points_of(rule, n=n) for n in (1, 2, Decimal("4.65"))] == [Decimal("0.3"), Decimal("0.7"), Decimal("1.6")]


@pytest.mark.parametrize(
    ("part", "whole", "points"),
    [
        ("1.99", "100", "0"),  # just below the first step
        ("4.1", "205", "1"),  # exactly 2 %, which no binary fraction is
        ("2.4999", "100", "1"),
        ("2.5", "100", "2"),
        ("6.5", "100", "10"),
        ("6.49", "100", "9"),
    ],
)
def test_a_ladder_counts_full_steps_exactly(part: str, whole: str, points: str) -> None:
    rule = ladder(per_cent("part", "whole"), "2", "0.5")

    assert points_of(rule, part=Decimal(part), whole=Decimal(whole)) == Decimal(points)


def test_a_strict_ladder_begins_above_its_start() -> None:
    rule = ladder(number("n"), "2", "1", strict=True)

    assert [points_of(rule, n=Decimal(n)) for n in ("2", "2.01", "3")] == [Decimal(0), Decimal(1), Decimal(2)]


@pytest.mark.parametrize(("n", "points"), [(69, "2"), (70, "3"), (60, "2"), (59, "1"), (50, "1"), (49, "0")])
def test_a_number_on_a_border_belongs_to_the_band_that_begins_there(n: int, points: str) -> None:
    rule = bands(number("n"), ("70", "", "3"), ("60", "70", "2"), ("50", "60", "1"), ("", "50", "0"))

    assert points_of(rule, n=n) == Decimal(points)


def test_a_number_in_no_band_is_told_and_not_counted_as_nothing() -> None:
    found = one(bands(number("n"), ("10", "20", "1")), n=20)

    assert (found.points, codes(found.problems)) == (None, [("n", "score_no_band")])


def test_an_option_gives_its_points_and_an_unknown_one_none() -> None:
    rule = Choice(Var("c"), PERFECT)

    assert points_of(rule, c="good") == 2
    assert codes(one(rule, c="splendid").problems) == [("c", "option_unknown")]
    assert codes(one(Choice(Var("c"), PERFECT), c=("good", "full")).problems) == [("c", "score_one_option")]
    assert one(rule, c=()).missing == {"c"}


def test_several_options_are_summed_each_once() -> None:
    rule = Choices(Var("c"), {"a": Decimal(2), "b": Decimal("1.5"), "bad": Decimal(-1)})

    assert points_of(rule, c=("a", "b", "a", "bad")) == Decimal("2.5")
    assert points_of(rule, c=()) == 0


def test_counts_of_several_kinds_have_points_of_their_own() -> None:
    rule = weighted(("inventions", "2"), ("models", "1"), ("designs", "0.5"))

    assert points_of(rule, inventions=1, models=0, designs=3) == Decimal("3.5")
    lacking = one(rule, inventions=Decimal("1.5"))
    assert (lacking.missing, codes(lacking.problems)) == (
        {"models", "designs"},
        [("inventions", "score_input_not_whole")],
    )


def test_rows_of_a_table_count_by_their_options() -> None:
    rule = WeightedRows("t", ("level", "role"), {("iso", "led"): Decimal(10), ("iso", "joined"): Decimal(5)}, "n")
    rows = ({"level": "iso", "role": "led", "n": 2}, {"level": "iso", "role": "joined", "n": 1})

    assert points_of(rule, t=rows) == 25
    assert one(rule, t=({"level": "iso", "n": 1},)).missing == {"t[0].role"}
    assert codes(one(rule, t=({"level": "local", "role": "led", "n": 1},)).problems) == [
        ("t[0].role", "option_unknown")
    ]
    assert codes(one(rule, t=({"level": "iso", "role": "led", "n": -1},)).problems) == [
        ("t[0].n", "score_input_not_whole")
    ]


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        (Comparison.AT_LEAST, [False, True, True]),
        (Comparison.MORE_THAN, [False, False, True]),
        (Comparison.AT_MOST, [True, True, False]),
        (Comparison.LESS_THAN, [True, False, False]),
    ],
)
def test_a_threshold_is_strict_or_not_as_written(comparison: Comparison, holds: list[bool]) -> None:
    rule = threshold(per_cent("part", "whole"), comparison, "2", "15")

    met = [points_of(rule, part=Decimal(part), whole=Decimal(205)) == 15 for part in ("4.09", "4.1", "4.11")]

    assert met == holds


def test_a_limit_switches_on_a_fact_and_waits_for_it() -> None:
    limit = Switch(Decimal(8000), ((Call("==", (Var("high_tech"), Literal(value=True))), Decimal(1000)),))
    rule = Threshold(number("total"), Comparison.AT_LEAST, limit, Decimal(1))

    assert points_of(rule, total=Decimal(1000), high_tech=True) == 1
    assert points_of(rule, total=Decimal(7999), high_tech=False) == 0
    assert one(rule, total=Decimal(1000)).missing == {"high_tech"}


def test_the_better_rule_counts_and_waits_for_the_others() -> None:
    rules = (per_unit(number("a"), "2"), per_unit(number("b"), "3"))

    assert points_of(BestOf(rules), a=2, b=1) == 4
    assert one(BestOf(rules), a=2).missing == {"b"}
    assert points_of(BestOf(rules, unanswered_left_out=True), a=2) == 4
    assert one(BestOf(rules, unanswered_left_out=True)).missing == {"a", "b"}
    assert codes(one(BestOf(rules, unanswered_left_out=True), a=2, b=-1).problems) == [("b", "below_minimum")]


def test_a_person_judges_in_steps_within_a_range() -> None:
    rule = Manual(Var("given"), Decimal(0), Decimal(10), Decimal("0.5"))

    assert points_of(rule, given=Decimal("7.5")) == Decimal("7.5")
    assert codes(one(rule, given=Decimal("10.5")).problems) == [("given", "score_out_of_range")]
    assert codes(one(rule, given=Decimal("7.3")).problems) == [("given", "score_not_in_steps")]
    assert one(rule).missing == {"given"}


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"part": Decimal(-1), "whole": Decimal(10)}, ("part", "below_minimum")),
        ({"part": Decimal(11), "whole": Decimal(10)}, ("part", "score_part_above_whole")),
        ({"part": Decimal(0), "whole": Decimal(0)}, ("whole", "score_whole_not_positive")),
        ({"part": "many", "whole": Decimal(10)}, ("part", "score_input_not_a_number")),
        ({"part": True, "whole": Decimal(10)}, ("part", "score_input_not_a_number")),
        ({"part": Decimal("NaN"), "whole": Decimal(10)}, ("part", "score_input_not_a_number")),
        ({"part": Decimal("1e999999"), "whole": Decimal(10)}, ("part", "score_input_too_large")),
        ({"part": "1e999999", "whole": Decimal(10)}, ("part", "score_input_too_large")),
        ({"part": 10**40, "whole": Decimal(10)}, ("part", "score_input_too_large")),
    ],
)
def test_the_impossible_is_told_at_its_field(facts: dict[str, Value], problem: tuple[str, str]) -> None:
    result = score(sheet(row("it", ladder(per_cent("part", "whole"), "2", "1"))), facts)

    assert (result.status, result.total, codes(result.problems)) == (ScoreStatus.INVALID, None, [problem])


def test_a_missing_answer_gives_no_total_and_is_named() -> None:
    facts = {key: value for key, value in long_facts().items() if key not in {"income", "c_1"}}

    result = score(long_sheet(), facts)

    assert (result.status, result.total, result.missing) == (ScoreStatus.INCOMPLETE, None, {"income", "c_1"})
    assert [group.points is None for group in result.groups] == [True, False, False, True, True]


def test_rows_groups_base_bonus_and_total_are_bounded_one_after_the_other() -> None:
    def group(key: str, *, most: Decimal | None = None, least: Decimal | None = None) -> Group:
        return Group(key, words(key), (row(key, per_unit(number(key)), most="8"),), most=most, least=least)

    whole = Sheet(
        "s",
        words("s"),
        base=(group("a", most=Decimal(5)), group("b", least=Decimal(3))),
        bonus=(group("c"),),
        deductions=(Group("d", words("d"), (row("d", per_unit(number("d"), "-2"), least="-6"),)),),
        most_base=Decimal(12),
        most_bonus=Decimal(4),
        most=Decimal(15),
    )

    result = score(whole, {"a": 20, "b": 1, "c": 9, "d": 1})
    lower = score(whole, {"a": 0, "b": 0, "c": 0, "d": 9})
    most = score(whole, {"a": 9, "b": 9, "c": 9, "d": 0})

    assert [texts(each.points, each.reached) for each in result.criteria] == ["8 20", "1 1", "8 9", "-2 -2"]
    assert [texts(each.points, each.reached) for each in result.groups] == ["5 8", "3 1", "8 8", "-2 -2"]
    assert texts(result.base, result.bonus, result.deductions, result.total) == "8 4 -2 10"
    assert texts(lower.base, lower.bonus, lower.deductions, lower.total) == "3 0 -6 -3"
    assert texts(most.base, most.bonus, most.deductions, most.total) == "12 4 0 15"


def test_groups_within_groups_are_bounded_from_inside_out() -> None:
    inner = Group("inner", words("inner"), (row("a", per_unit(number("a"))),), most=Decimal(5))
    outer = Group("outer", words("outer"), (row("b", per_unit(number("b"))),), (inner,), most=Decimal(7))

    result = score(Sheet("s", words("s"), (outer,)), {"a": 9, "b": 4})

    found = [(each.key, texts(each.points, each.reached)) for each in result.groups]
    assert found == [("inner", "5 9"), ("outer", "7 9")]


def test_a_row_that_does_not_apply_counts_nothing_and_asks_nothing() -> None:
    applies = Call("==", (Var("kind"), Literal("a")))
    given = sheet(row("always", per_unit(number("n"))), row("only_a", per_unit(number("m")), when=applies))

    other, open_yet = score(given, {"n": 2, "kind": "b"}), score(given, {"n": 2, "m": 1})

    assert (texts(other.total), [each.applies for each in other.criteria]) == ("2", [True, False])
    assert (open_yet.status, set(open_yet.missing)) == (ScoreStatus.INCOMPLETE, {"kind"})


def test_a_person_gives_the_total_where_the_sheet_has_no_formula() -> None:
    rows = row("met", threshold(number("n"), Comparison.MORE_THAN, "1.2", "1"))
    given = sheet(rows, total=Manual(Var("given_total"), Decimal(0), Decimal(100), Decimal(1)))

    assert score(given, {"n": Decimal("1.21"), "given_total": 80}).total == 80
    assert score(given, {"n": Decimal("1.21")}).missing == {"given_total"}


def test_a_decision_waits_for_what_is_open_unless_something_failed() -> None:
    veto = Veto("punished", words("失信"), Call("==", (Var("punished"), Literal(value=True))), words("在失信名单内"))
    part = Group("a", words("a"), (row("a", per_unit(number("a"))),), pass_mark=Decimal(2))
    given = Sheet("s", words("s"), (part,), pass_mark=Decimal(3), vetoes=(veto,))

    def decided(**facts: Value) -> tuple[Verdict, list[tuple[str, str]]]:
        decision = decide(given, score(given, facts), check_vetoes(given, facts))
        return decision.verdict, codes(decision.because)

    assert decided(a=3, punished=False) == (Verdict.PASSED, [])
    assert decided(a=2, punished=False) == (Verdict.FAILED, [("s", "score_below_mark")])
    assert decided(a=1, punished=False) == (
        Verdict.FAILED,
        [("a", "score_group_below_mark"), ("s", "score_below_mark")],
    )
    assert decided(punished=True) == (Verdict.FAILED, [("punished", "score_vetoed")])
    assert decided(a=3) == (Verdict.OPEN, [("punished", "score_missing")])
    assert decided() == (Verdict.OPEN, [("a", "score_missing"), ("punished", "score_missing")])


@pytest.mark.parametrize(
    ("mode", "rounded_to"),
    [
        (RoundingMode.HALF_UP, ["0.13", "0.12", "-0.13"]),
        (RoundingMode.HALF_EVEN, ["0.12", "0.12", "-0.12"]),
        (RoundingMode.DOWN, ["0.12", "0.12", "-0.12"]),
        (RoundingMode.UP, ["0.13", "0.13", "-0.13"]),
    ],
)
def test_rounding_is_as_named(mode: RoundingMode, rounded_to: list[str]) -> None:
    rule = Rounding(2, mode)

    assert [from_points(rounded(top, 1000, rule)) for top in (125, 124, -125)] == [Decimal(each) for each in rounded_to]


def test_points_of_more_than_six_places_are_refused() -> None:
    with pytest.raises(ValueError, match="more than 6 places"):
        to_points(Decimal("0.0000001"))


amounts = st.decimals("-100000", "100000", places=4)
positive = st.decimals("0.0001", "100000", places=4)


@given(value=amounts, start=amounts, step=positive, base=amounts, points=amounts)
def test_a_ladder_is_what_fractions_say(
    value: Decimal, start: Decimal, step: Decimal, base: Decimal, points: Decimal
) -> None:
    rule = Ladder(Input(Var("n"), least=None), start, base, step, points)

    above = Fraction(value) - Fraction(start)
    expected = Fraction(base) + floor(above / Fraction(step)) * Fraction(points) if above >= 0 else Fraction(0)

    found = points_of(rule, n=value)
    assert found is not None
    assert Fraction(found) == expected


@given(part=positive, whole=positive, each=positive, places=st.integers(0, 6))
def test_a_share_in_parts_is_rounded_once(part: Decimal, whole: Decimal, each: Decimal, places: int) -> None:
    rule = PerUnit(Input(Var("a"), whole=Var("b")), Decimal(3), each, parts=Rounding(places))

    exact = Fraction(part) / Fraction(whole) / Fraction(each) * 3
    found = points_of(rule, a=part, b=whole)

    assert found is not None
    assert Fraction(found) == Fraction(floor(exact * 10**places + Fraction(1, 2)), 10**places)


@given(st.dictionaries(st.sampled_from(sorted(long_facts())), st.one_of(st.none(), st.text(), amounts, st.booleans())))
def test_a_total_stands_exactly_where_nothing_is_missing_or_impossible(strange: dict[str, Value | None]) -> None:
    facts = {key: value for key, value in {**long_facts(), **strange}.items() if value is not None}

    result = Scorer(long_sheet())(facts)

    assert (result.total is None) == bool(result.missing or result.problems)
    assert (result.status is ScoreStatus.OK) == (result.total is not None)
