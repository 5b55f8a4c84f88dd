"""Reading what was typed, what is visible, what is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.domain.answer_types import decimal_text
from procedures.domain.form import (
    condition_facts,
    initial_answers,
    normalise,
    visible_fields,
    without_hidden,
)
from procedures.domain.form_diff import diff
from procedures.domain.form_reading import join_by_privacy, split_by_privacy
from procedures.domain.form_schema import FieldType, MatrixColumn, Privacy, Section, make_form
from procedures.domain.text import plain_text
from procedures.domain.values import Json
from tenants.domain.errors import Problem
from tests.domain.procedures.forms import condition, field, form_of, options

T = FieldType


@pytest.mark.parametrize(
    ("kind", "raw", "answer"),
    [
        (T.TEXT, "  电渗析 \n 技术 ", "电渗析 技术"),
        (T.TEXT, 12, "12"),
        (T.LONG_TEXT, " 一\r\n二\r三 ", "一\n二\n三"),
        (T.TEXTS, "水；膜;电", ["水", "膜", "电"]),
        (T.TEXTS, [" 水 ", "", "膜"], ["水", "膜"]),
        (T.NUMBER, "１，２３４．５０", "1234.5"),
        (T.MONEY, "-0.00", "0"),
        (T.MONEY, "1 200", "1200"),
        (T.INTEGER, "1,024", 1024),
        (T.INTEGER, -3, -3),
        (T.DATE, "2024年5月1日", "2024-05-01"),
        (T.DATE, "2024/05/01", "2024-05-01"),
        (T.YEAR_MONTH, "2024.5", "2024-05"),
        (T.YEAR, "2024年", 2024),
        (T.SINGLE, "a", "a"),
        (T.TREE, "b", "b"),
        (T.MULTI, ["b", "a", "b", ""], ["a", "b"]),
        (T.MULTI, "b", ["b"]),
        (T.USCC, "９１４４ ２０００ｍａ", "91442000MA"),
        (T.EMAIL, " a@B.cn ", "a@B.cn"),
        (T.MOBILE, "138 0000 0000", "13800000000"),
    ],
)
def test_typed_answer(kind: FieldType, raw: Json, answer: Json) -> None:
    form = form_of(field("x", kind, options=options("a", "b")))

    assert normalise(form, {"x": raw}) == ({"x": answer}, ())


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        (T.TEXT, ["a"], "not_text"),
        (T.TEXT, True, "not_text"),
        (T.TEXTS, {"a": "b"}, "not_text"),
        (T.NUMBER, "1e5", "not_a_number"),
        (T.MONEY, "约十万", "not_a_number"),
        (T.INTEGER, "1.5", "not_an_integer"),
        (T.DATE, "2024-02-30", "not_a_date"),
        (T.DATE, "去年", "not_a_date"),
        (T.YEAR_MONTH, "2024-13", "not_a_month"),
        (T.YEAR_MONTH, "0000-05", "not_a_month"),
        (T.MONEY, "9" * 19, "not_a_number"),
        (T.YEAR, "24", "not_a_year"),
        (T.SINGLE, "z", "option_unknown"),
        (T.MULTI, ["a", "z"], "option_unknown"),
        (T.TABLE, "a", "not_a_table"),
        (T.TABLE, ["a"], "not_a_table"),
        (T.MATRIX, "a", "not_a_table"),
    ],
)
def test_what_cannot_be_typed_is_kept(kind: FieldType, raw: Json, code: str) -> None:
    form = form_of(field("x", kind, options=options("a", "b")))

    answers, problems = normalise(form, {"x": raw})

    assert answers == {"x": {"raw": raw}}
    assert problems == (Problem("x", code),)
    assert normalise(form, answers) == (answers, problems)


@pytest.mark.parametrize("blank", [None, "", "   ", [], {}, ["", " "]])
def test_blank_answers_and_unknown_keys_are_left_out(blank: Json) -> None:
    form = form_of(field("x", T.MULTI, options=options("a")))

    assert normalise(form, {"x": blank, "stranger": "y"}) == ({}, ())


TABLE = field(
    "people",
    T.TABLE,
    columns=(field("name"), field("born", T.YEAR_MONTH), field("number", privacy=Privacy.PERSONAL)),
    ordered=True,
    match_on=("number",),
)


def test_table_rows_keep_their_place_and_lose_only_the_blank_end() -> None:
    raw: Json = [{"name": "甲"}, {}, {"name": "乙", "born": "某年"}, {"name": " "}, {}]

    answers, problems = normalise(form_of(TABLE), {"people": raw})

    assert answers == {"people": [{"name": "甲"}, {}, {"name": "乙", "born": {"raw": "某年"}}]}
    assert problems == (Problem("people[2].born", "not_a_month"),)


def test_matrix_cells_are_read_one_by_one() -> None:
    matrix = field("money", T.MATRIX, cells=(MatrixColumn("a", plain_text("甲")), MatrixColumn("b", plain_text("乙"))))

    answers, problems = normalise(form_of(matrix), {"money": {"a": "1.50", "b": "x", "c": "3"}})

    assert answers == {"money": {"a": "1.5", "b": {"raw": "x"}}}
    assert problems == (Problem("money.b", "not_a_number"),)
    assert condition_facts(form_of(matrix), answers) == {"variant": "only", "money.a": Decimal("1.5")}


def test_facts_are_typed() -> None:
    form = form_of(
        field("text"),
        field("money", T.MONEY),
        field("count", T.INTEGER),
        field("day", T.DATE),
        field("month", T.YEAR_MONTH),
        field("many", T.MULTI, options=options("a", "b")),
        field("broken", T.INTEGER),
        TABLE,
        field("double", T.COMPUTED, formula=condition({"*": [{"var": "money"}, 2]})),
        field("quadruple", T.COMPUTED, formula=condition({"*": [{"var": "double"}, 2]})),
        field("unknown", T.COMPUTED, formula=condition({"*": [{"var": "nothing"}, 2]})),
        field("nothing", T.COMPUTED),
    )
    answers: dict[str, Json] = {
        "text": "甲",
        "money": "1.5",
        "count": 3,
        "day": "2024-05-01",
        "month": "2024-05",
        "many": ["a"],
        "broken": {"raw": "x"},
        "people": [{"name": "乙", "born": "1980-01"}],
        "double": "99",
    }

    assert condition_facts(form, answers) == {
        "variant": "only",
        "text": "甲",
        "money": Decimal("1.5"),
        "count": 3,
        "day": date(2024, 5, 1),
        "month": date(2024, 5, 1),
        "many": ("a",),
        "people": ({"name": "乙", "born": date(1980, 1, 1)},),
        "double": Decimal(3),
        "quadruple": Decimal(6),
    }


def test_a_hidden_answer_does_not_count_and_hides_what_hangs_on_it() -> None:
    form = form_of(
        field("kind"),
        field("standard", visible_when=condition({"==": [{"var": "kind"}, "standard"]})),
        field("edition", visible_when=condition({"filled": [{"var": "standard"}]})),
    )
    answers: dict[str, Json] = {"kind": "other", "standard": "GB 1", "edition": "2"}

    assert visible_fields(form, answers) == frozenset({"kind"})
    assert visible_fields(form, {**answers, "kind": "standard"}) == frozenset({"kind", "standard", "edition"})
    assert without_hidden(form, answers) == {"kind": "other"}


def test_an_unknown_condition_hides_a_section() -> None:
    sections = (
        Section("first", plain_text("一"), (field("kind"),)),
        Section("second", plain_text("二"), (field("more"),), visible_when=condition({"==": [{"var": "kind"}, "a"]})),
    )

    assert visible_fields(make_form("only", sections), {"more": "x"}) == frozenset({"kind"})


def test_a_circle_of_conditions_ends() -> None:
    form = form_of(
        field("a", visible_when=condition({"not": [{"filled": [{"var": "b"}]}]})),
        field("b", visible_when=condition({"filled": [{"var": "a"}]})),
    )

    assert visible_fields(form, {"a": "1", "b": "2"}) <= {"a", "b"}


def test_a_new_draft_begins_with_what_is_known() -> None:
    form = form_of(
        field("unit", prefill="organisation.name"),
        field("province", initial="甲省"),
        field("code", prefill="organisation.uscc", initial="无"),
        field("empty"),
    )

    assert initial_answers(form, {"organisation.name": "研究所"}) == {
        "unit": "研究所",
        "province": "甲省",
        "code": "无",
    }


@pytest.mark.parametrize(
    ("number", "text"), [("1.50", "1.5"), ("100", "100"), ("-0.0", "0"), ("1E+3", "1000"), ("0.10", "0.1")]
)
def test_one_spelling_per_number(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


RICH = form_of(
    field("text"),
    field("secret", privacy=Privacy.SECRET),
    field("long", T.LONG_TEXT),
    field("texts", T.TEXTS),
    field("money", T.MONEY),
    field("count", T.INTEGER),
    field("day", T.DATE),
    field("month", T.YEAR_MONTH),
    field("year", T.YEAR),
    field("single", T.SINGLE, options=options("a", "b")),
    field("multi", T.MULTI, options=options("a", "b")),
    field("matrix", T.MATRIX, cells=(MatrixColumn("a", plain_text("甲")), MatrixColumn("b", plain_text("乙")))),
    TABLE,
    field("mail", T.EMAIL),
    field("total", T.COMPUTED, formula=condition({"+": [{"var": "count"}, 1]})),
)
SCRAPS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 3000),
    st.sampled_from(["a", "b", "1.50", "2024-5", "2024-05-01", " ", "é"]),
    st.text(max_size=6),
)
CELLS = st.dictionaries(st.sampled_from(["a", "b", "name", "born", "number", "raw"]), SCRAPS, max_size=3)
RAWS = st.dictionaries(
    st.sampled_from(sorted(RICH.by_key)), st.one_of(SCRAPS, CELLS, st.lists(st.one_of(SCRAPS, CELLS), max_size=3))
)


@settings(max_examples=40, deadline=None)
@given(RAWS)
def test_normalising_twice_changes_nothing(raw: dict[str, Json]) -> None:
    answers, problems = normalise(RICH, raw)

    assert normalise(RICH, answers) == (answers, problems)


@settings(max_examples=40, deadline=None)
@given(RAWS)
def test_the_two_privacy_parts_join_to_the_whole(raw: dict[str, Json]) -> None:
    answers, _ = normalise(RICH, raw)

    open_part, sealed = split_by_privacy(RICH, answers)

    assert join_by_privacy(open_part, sealed) == answers
    assert "secret" not in open_part
    people = open_part.get("people", [])
    assert not any("number" in row for row in people)  # type: ignore[union-attr]


@settings(max_examples=40, deadline=None)
@given(RAWS, RAWS)
def test_equal_answers_differ_in_nothing_and_others_in_something(one: dict[str, Json], other: dict[str, Json]) -> None:
    first, second = normalise(RICH, one)[0], normalise(RICH, other)[0]

    assert diff(RICH, first, first) == ()
    assert bool(diff(RICH, first, second)) is (first != second)
