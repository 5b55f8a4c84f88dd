"""更正 of recorded answers: one value at a path, checked by the field's own rules, nothing else touched."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.domain.conditions import Call, Literal, Var
from procedures.domain.form_schema import Check, Field, FieldType, FormSchema, Privacy, Section, make_form
from procedures.domain.rectifying import answer_at, rectifiable_places, rectified_answers, with_answer
from procedures.domain.text import plain_text
from procedures.domain.values import Json
from tenants.domain.errors import ValidationFailed

ANSWERS: dict[str, Json] = {
    "name": "低炭烧结",
    "started": "2025-03-01",
    "kind": "b",
    "fixed": "不可改",
    "people": [{"who": "张三", "mobile": "13800000000"}, {"who": "李四"}],
}


def field(key: str, type_: FieldType = FieldType.TEXT, **more: Any) -> Field:
    return Field(key, type_, plain_text(key), **{"rectifiable": True, **more})


def form() -> FormSchema:
    columns = (field("who"), field("mobile", FieldType.MOBILE, privacy=Privacy.PERSONAL))
    fields = (
        field("name", max_chars=6),
        field("started", FieldType.DATE),
        field("kind"),
        field("fixed", rectifiable=False),
        field("only_a", rectifiable=False, visible_when=Call("==", (Var("kind"), Literal("a")))),
        field("people", FieldType.TABLE, rectifiable=False, columns=columns),
        field("empty"),
    )
    check = Check("c", Call("!=", (Var("name"), Var("fixed"))), ("fixed",), plain_text("两处不能相同"))
    return make_form("v", (Section("s", plain_text("s"), fields),), (check,), None)


def test_only_what_was_answered_and_may_be_put_right_is_offered() -> None:
    places = rectifiable_places(form(), ANSWERS)

    assert places == ("name", "started", "kind", "people[0].who", "people[0].mobile", "people[1].who")


@pytest.mark.parametrize(
    ("path", "typed", "stored"),
    [
        ("name", " 低碳烧结 ", "低碳烧结"),
        ("started", "2025年3月10日", "2025-03-10"),
        ("people[1].who", "李思", "李思"),
        ("people[0].mobile", "13900000000", "13900000000"),
    ],
)
def test_what_was_typed_takes_the_place_and_nothing_else_changes(path: str, typed: str, stored: str) -> None:
    after = rectified_answers(form(), ANSWERS, path, typed)

    assert answer_at(after, path) == stored
    assert with_answer(after, path, answer_at(ANSWERS, path)) == ANSWERS
    assert rectified_answers(form(), ANSWERS, path, stored) == after


@pytest.mark.parametrize(
    ("path", "typed", "wrong"),
    [
        ("name", "  ", ("new", "rectification_new_missing")),
        ("name", "低炭烧结", ("new", "rectification_unchanged")),
        ("name", "比六个字还要长的名称", ("new", "too_long")),
        ("name", "不可改", ("new", "check_failed")),
        ("started", "昨天", ("new", "not_a_date")),
        ("people[0].mobile", "12", ("new", "not_a_mobile")),
        ("kind", "a", ("new", "rectification_changes_form")),
        ("fixed", "别的", ("path", "rectification_no_place")),
        ("empty", "补填", ("path", "rectification_no_place")),
        ("people[7].who", "王五", ("path", "rectification_no_place")),
        ("gone", "x", ("path", "rectification_no_place")),
    ],
)
def test_wrong_input_is_told_where_it_stands(path: str, typed: str, wrong: tuple[str, str]) -> None:
    with pytest.raises(ValidationFailed) as refused:
        rectified_answers(form(), ANSWERS, path, typed)

    assert [(problem.path, problem.code) for problem in refused.value.problems] == [wrong]


def test_what_was_wrong_before_is_not_held_against_a_slip() -> None:
    before = {**ANSWERS, "people": [{"who": "张三", "mobile": "12"}]}

    after = rectified_answers(form(), before, "name", "低碳烧结")

    assert after == {**before, "name": "低碳烧结"}
