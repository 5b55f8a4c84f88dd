"""Answers of an earlier form in a newer one: nothing replaced, nothing invented, nothing lost without a word."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.domain.answer_types import is_blank
from procedures.domain.carrying_over import CarryOver, LeftReason, carry_over
from procedures.domain.form import normalise
from procedures.domain.form_schema import Field, FieldType, FormSchema, MatrixColumn, Privacy
from procedures.domain.text import plain_text
from procedures.domain.values import Answers, Json
from tests.domain.procedures.answers import typed_answers
from tests.domain.procedures.forms import field, form_of, options
from tests.domain.procedures.packages import city_package

PACKAGE = city_package()
VARIANTS = ("applied_technology", "basic_theory", "soft_science")
DISCIPLINE = {"code": "61030", "label": "环境工程学", "edition": "GB/T 13745-2009"}
CODES = {"disciplines": {"61030 环境工程学": DISCIPLINE}}
TYPED = typed_answers()
SOME = st.sets(st.sampled_from(sorted(TYPED))).map(lambda keys: {key: TYPED[key] for key in sorted(keys)})


def stored(form: FormSchema, typed: Answers) -> dict[str, Json]:
    return normalise(form, typed)[0]


@given(st.sampled_from(VARIANTS), st.sampled_from(VARIANTS), SOME, SOME)
@settings(max_examples=60, deadline=None)
def test_between_any_two_variants(old: str, new: str, filed: dict[str, Json], typed: dict[str, Json]) -> None:
    source, target = PACKAGE.form(old), PACKAGE.form(new)
    given_, present = stored(source, filed), stored(target, typed)

    carried = carry_over(source, given_, target, present, codes=CODES)

    result = {**present, **carried.answers()}
    taken, left = set(carried.answers()), {each.field.key for each in carried.left}
    told = {key for key, answer in given_.items() if not is_blank(answer) and answer != present.get(key)}
    assert taken | left == told
    assert taken & left == set()
    assert all(result[key] == answer for key, answer in present.items() if key not in taken)
    assert normalise(target, carried.answers()) == (carried.answers(), ())
    assert carry_over(source, given_, target, result, codes=CODES).taken == ()


@given(st.sampled_from(VARIANTS), SOME)
@settings(max_examples=30, deadline=None)
def test_an_empty_form_of_the_same_kind_takes_all_that_can_be_read(variant: str, filed: dict[str, Json]) -> None:
    """Sums are added up anew, and what another variant's options made unreadable is the business of the test above."""
    form = PACKAGE.form(variant)
    given_ = {key: answer for key, answer in stored(form, filed).items() if '"raw"' not in json.dumps(answer)}

    carried = carry_over(form, given_, form, {}, codes=CODES)

    matrices = {each.key for each in form.fields() if each.type is FieldType.MATRIX}
    assert {key: value for key, value in carried.answers().items() if key not in matrices} == {
        key: value for key, value in given_.items() if key not in matrices
    }
    assert carried.left == ()


def only(source: Field, target: Field | None, answer: Json, **present: Json) -> CarryOver:
    new = form_of(target) if target else form_of()
    return carry_over(form_of(source), {source.key: answer}, new, present)


SINGLE = field("x", FieldType.SINGLE, options=options("a", "b"))
CODE = field("x", FieldType.CODE, dictionary="disciplines")
MONEY = field("x", FieldType.MONEY, unit="万元")


@pytest.mark.parametrize(
    ("source", "target", "answer", "reason"),
    [
        (field("x"), None, "甲", LeftReason.GONE),
        (field("x"), field("x", FieldType.COMPUTED), "甲", LeftReason.GONE),
        (field("x"), field("x", FieldType.NUMBER), "1", LeftReason.TYPE),
        (MONEY, replace(MONEY, unit="元"), "1", LeftReason.TYPE),
        (SINGLE, replace(SINGLE, options=options("b")), "a", LeftReason.OPTIONS),
        (CODE, CODE, [DISCIPLINE], LeftReason.OPTIONS),
        (CODE, replace(CODE, dictionary="industries"), [DISCIPLINE], LeftReason.OPTIONS),
        (field("x", FieldType.DATE), field("x", FieldType.DATE), {"raw": "明天"}, LeftReason.UNREADABLE),
        (field("x", privacy=Privacy.PERSONAL), field("x", privacy=Privacy.PUBLIC), "甲", LeftReason.PRIVACY),
    ],
)
def test_what_does_not_fit_stays_behind(source: Field, target: Field | None, answer: Json, reason: LeftReason) -> None:
    carried = only(source, target, answer)

    assert carried.taken == ()
    assert [each.reason for each in carried.left] == [reason]


def test_what_was_typed_stays_and_what_every_draft_begins_with_does_not() -> None:
    province = field("x", initial="甲省")

    assert [each.reason for each in only(province, province, "乙省", x="丙省").left] == [LeftReason.FILLED]
    assert only(province, province, "乙省", x="甲省").answers() == {"x": "乙省"}
    assert only(province, province, "甲省", x="甲省") == CarryOver((), ())


def test_rows_lose_the_columns_that_do_not_fit() -> None:
    def table(*columns: Field, **more: Any) -> Field:
        return field("x", FieldType.TABLE, columns=columns, **more)

    old = table(field("name"), field("gone"), field("rank", FieldType.SINGLE, options=options("a", "b")))
    new = table(field("name"), field("rank", FieldType.SINGLE, options=options("a")))
    rows: list[Json] = [{"name": "甲", "rank": "b"}, {"gone": "1"}, {"name": "乙", "rank": "a"}, {"gone": "2"}]

    carried = only(old, new, rows)

    assert carried.answers() == {"x": [{"name": "甲"}, {}, {"name": "乙", "rank": "a"}]}
    assert [str(each) for each in carried.taken[0].without] == ["rank", "gone"]
    assert [each.reason for each in only(old, new, [{"gone": "1"}]).left] == [LeftReason.GONE]


def test_amounts_are_taken_and_sums_are_not() -> None:
    def cells(*keys: str, total: str = "") -> tuple[MatrixColumn, ...]:
        parts = tuple(MatrixColumn(key, plain_text(key)) for key in keys)
        return (*parts, MatrixColumn(total, plain_text(total), sum_of=keys)) if total else parts

    old = field("x", FieldType.MATRIX, cells=cells("a", "b", "c", total="sum"))
    new = field("x", FieldType.MATRIX, cells=cells("a", "b", total="sum"))

    carried = only(old, new, {"a": "1", "b": {"raw": "许多"}, "c": "3", "sum": "4"})

    assert carried.answers() == {"x": {"a": "1"}}
    assert [str(each) for each in carried.taken[0].without] == ["b", "c"]
    assert [each.reason for each in only(old, new, {"c": "3"}).left] == [LeftReason.GONE]
