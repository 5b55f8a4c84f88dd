"""Conditions: exact, three-valued, total, and able to say why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.domain.conditions import (
    ARITY,
    MAX_DEPTH,
    Call,
    Computed,
    Literal,
    Outcome,
    Reason,
    Var,
    compute,
    evaluate,
    fields_of,
    parse_expression,
)
from procedures.domain.values import Json, Value
from tenants.domain.errors import Problem, ValidationFailed

FACTS: dict[str, Value] = {
    "spent": Decimal("4.1"),
    "revenue": 205,
    "name": "电渗析",
    "year": 2024,
    "start": date(2023, 5, 1),
    "methods": ("acceptance", "appraisal"),
    "none": (),
    "rows": ({"amount": Decimal("1.5"), "who": "甲"}, {"amount": Decimal(2)}),
    "broken_rows": ({"amount": Decimal("1.5")}, {"who": "乙"}),
    "ready": True,
}


def var(name: str) -> Json:
    return {"var": name}


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        ({">=": [{"/": [var("spent"), var("revenue")]}, "0.02"]}, True),
        ({">": [{"/": [var("spent"), var("revenue")]}, "0.02"]}, False),
        ({"==": [var("year"), "2024"]}, True),
        ({"==": ["2024", var("year")]}, True),
        ({"<": ["2023", var("year")]}, True),
        ({"<=": [var("year"), 2023]}, False),
        ({"!=": [var("name"), "电渗析"]}, False),
        ({"==": [var("name"), "别的"]}, False),
        ({"==": [var("start"), "2023-05-01"]}, True),
        ({"==": [var("start"), "2023-05"]}, True),
        ({"before": [var("start"), "2023-05-02"]}, True),
        ({"before": ["2023-05-02", var("start")]}, False),
        ({"==": [var("ready"), "true"]}, True),
        ({"==": [var("methods"), ["appraisal", "acceptance"]]}, True),
        ({"in": ["acceptance", var("methods")]}, True),
        ({"in": [var("name"), ["电渗析", "别的"]]}, True),
        ({"in": [var("name"), ["别的"]]}, False),
        ({"contains_any": [var("methods"), ["assessment", "appraisal"]]}, True),
        ({"contains_any": [var("methods"), ["assessment"]]}, False),
        ({"contains_any": [var("none"), ["assessment"]]}, False),
        ({"filled": var("name")}, True),
        ({"filled": [var("nothing")]}, False),
        ({"filled": [var("none")]}, False),
        ({"==": [{"sum": [var("rows"), "amount"]}, "3.5"]}, True),
        ({"==": [{"count": [var("rows")]}, 2]}, True),
        ({"==": [{"count": [var("none")]}, 0]}, True),
        ({"==": [{"sum": [var("none"), "amount"]}, 0]}, True),
        ({"==": [{"earliest": [var("start"), "2022-01-01"]}, "2022-01-01"]}, True),
        ({"==": [{"-": [5]}, "-5"]}, True),
        ({"==": [{"-": [5, 2]}, 3]}, True),
        ({"==": [{"+": [1, 2, "0.5"]}, "3.5"]}, True),
        ({"==": [{"*": [2, "1.5"]}, 3]}, True),
        ({"not": [{"filled": [var("name")]}]}, False),
        ("true", True),
        (True, True),
        # unknown
        ({"==": [var("nothing"), 1]}, None),
        ({"not": [{"==": [var("nothing"), 1]}]}, None),
        ({"and": [True, {"==": [var("nothing"), 1]}]}, None),
        ({"and": [False, {"==": [var("nothing"), 1]}]}, False),
        ({"or": [True, {"==": [var("nothing"), 1]}]}, True),
        ({"or": [False, {"==": [var("nothing"), 1]}]}, None),
        ({"and": [True, True]}, True),
        ({"or": [False, False]}, False),
        ({">": [{"/": [1, 0]}, 0]}, None),
        ({"==": [{"sum": [var("broken_rows"), "amount"]}, 1]}, None),
        ({"==": [{"sum": [var("nothing"), "amount"]}, 0]}, None),
        ({"==": [{"sum": [var("methods"), "amount"]}, 0]}, None),
        ({"==": [{"count": [var("name")]}, 0]}, None),
        ({"==": [{"earliest": [var("start"), var("nothing")]}, "2022-01-01"]}, None),
        # kinds that never compare
        ({"<": [var("name"), "b"]}, None),
        ({"==": [var("year"), "很多"]}, None),
        ({"==": [var("year"), var("start")]}, None),
        ({"!=": [var("year"), var("start")]}, None),
        ({"<": [var("start"), "not a day"]}, None),
        ({"<": [var("year"), "Infinity"]}, None),
        ({"==": [var("rows"), ["a"]]}, None),
        ({"<": [var("methods"), "a"]}, None),
        ({"in": [var("year"), ["2024"]]}, None),
        ({"contains_any": [var("rows"), ["a"]]}, None),
        ({"+": [var("ready"), 1]}, None),
        (var("name"), None),
        (3, None),
    ],
)
def test_condition_value(tree: Json, value: object) -> None:
    assert evaluate(parse_expression(tree), FACTS).value is value


def test_the_unknown_is_named_and_only_where_it_matters() -> None:
    tree: Json = {"and": [{"==": [var("a"), 1]}, {"==": [var("b"), 1]}, {"==": [var("year"), 2024]}]}

    assert evaluate(parse_expression(tree), {"year": 2024}).unknown == frozenset({"a", "b"})
    assert evaluate(parse_expression(tree), {"a": 2}).unknown == frozenset()


def test_a_missing_cell_is_named_by_its_row() -> None:
    computed = compute(parse_expression({"sum": [var("broken_rows"), "amount"]}), FACTS)

    assert computed == Computed(None, frozenset({"broken_rows[1].amount"}))


def test_the_reason_tells_what_was_found() -> None:
    outcome = evaluate(parse_expression({">=": [{"/": [var("spent"), var("revenue")]}, "0.03"]}), FACTS)

    assert outcome == Outcome(
        value=False, because=(Reason(">=", ("revenue", "spent"), Fraction(1, 50), "0.03", holds=False),)
    )


def test_only_the_telling_part_of_a_junction_is_a_reason() -> None:
    tree: Json = {"or": [{"==": [var("year"), 1]}, {"==": [var("year"), 2024]}]}

    assert evaluate(parse_expression(tree), FACTS).because == (Reason("==", ("year",), 2024, 2024, holds=True),)


def test_fields_of_a_tree() -> None:
    tree = parse_expression({"and": [{"==": [var("a"), var("b")]}, {"filled": [var("row.c")]}, True]})

    assert fields_of(tree) == frozenset({"a", "b", "row.c"})


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        ({"eval": ["x"]}, Problem("", "condition_unknown_operator", {"operator": "eval"})),
        ({"==": [1]}, Problem("", "condition_argument_count", {"operator": "==", "count": 1})),
        ({"var": ""}, Problem("", "condition_field_name")),
        ({"var": [1]}, Problem("", "condition_field_name")),
        ({"var": "a", "==": [1, 1]}, Problem("", "condition_not_readable")),
        ({"not": [None]}, Problem(".not[0]", "condition_not_readable")),
        ({"in": ["a", [1, 2]]}, Problem(".in[1]", "condition_list_of_keys")),
        ({"sum": [{"var": "rows"}, 3]}, Problem("", "condition_sum_column")),
    ],
)
def test_a_tree_that_cannot_be_read_names_the_place(tree: Json, problem: Problem) -> None:
    with pytest.raises(ValidationFailed) as failed:
        parse_expression(tree)

    assert failed.value.problems == (problem,)


def test_depth_and_size_are_bounded() -> None:
    deep: Json = True
    for _ in range(MAX_DEPTH + 1):
        deep = {"not": [deep]}
    wide: Json = {"and": [{"+": [1] * 99} for _ in range(99)]}

    with pytest.raises(ValidationFailed) as too_deep:
        parse_expression(deep)
    with pytest.raises(ValidationFailed) as too_large:
        parse_expression(wide)

    assert [problem.code for problem in too_deep.value.problems] == ["condition_too_deep"]
    assert [problem.code for problem in too_large.value.problems] == ["condition_too_large"]


NAMES = st.sampled_from(["a", "b", "rows", "row.c"])
SCALARS: st.SearchStrategy[Value] = st.one_of(
    st.booleans(),
    st.integers(-10, 10),
    st.decimals(-10, 10, places=2),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.text("ab1-.", max_size=4),
    st.lists(st.sampled_from(["x", "y"]), max_size=2).map(tuple),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["c", "d"]), SCALARS, max_size=2), max_size=2).map(tuple)
LITERALS = st.one_of(
    st.text("ab1-.", max_size=4),
    st.integers(-9, 9),
    st.booleans(),
    st.lists(st.text("xy", max_size=1), max_size=2).map(tuple),
)


def _calls(children: st.SearchStrategy) -> st.SearchStrategy:
    def call(operator: str) -> st.SearchStrategy:
        fewest, most = ARITY[operator]
        arguments = st.lists(children, min_size=fewest, max_size=min(most, fewest + 1)).map(tuple)
        if operator == "sum":
            arguments = st.tuples(NAMES.map(Var), st.just(Literal("c")))
        return arguments.map(lambda given_: Call(operator, given_))

    return st.sampled_from(sorted(ARITY)).flatmap(call)


EXPRESSIONS = st.recursive(st.one_of(NAMES.map(Var), LITERALS.map(Literal)), _calls, max_leaves=8)


@settings(max_examples=40, deadline=None)
@given(EXPRESSIONS, st.dictionaries(NAMES, st.one_of(SCALARS, ROWS)))
def test_evaluation_is_total_and_repeatable(expr, facts) -> None:
    outcome = evaluate(expr, facts)

    assert outcome.value in {True, False, None}
    assert outcome == evaluate(expr, facts)
    assert outcome.value is None or not outcome.unknown


@settings(max_examples=40, deadline=None)
@given(EXPRESSIONS, EXPRESSIONS, st.dictionaries(NAMES, st.one_of(SCALARS, ROWS)))
def test_de_morgan_holds_in_three_values(left, right, facts) -> None:
    one = Call("not", (Call("and", (left, right)),))
    other = Call("or", (Call("not", (left,)), Call("not", (right,))))

    assert evaluate(one, facts).value is evaluate(other, facts).value
