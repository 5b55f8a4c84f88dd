"""Progress, facts, words, paths and privacy parts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from procedures.domain.form_checks import judge
from procedures.domain.form_diff import ChangeKind, FieldChange, diff
from procedures.domain.form_paths import AnswerPath, answers_from_paths, field_at, label_of, parse_path, section_key
from procedures.domain.form_reading import (
    Fact,
    SectionState,
    display_value,
    facts,
    join_by_privacy,
    progress,
    split_by_privacy,
    title_of,
)
from procedures.domain.form_schema import FieldType, Mark, MatrixColumn, Option, Privacy, Section, make_form
from procedures.domain.text import Text, plain_text
from procedures.domain.values import Json
from tests.domain.procedures.forms import condition, field, form_of, options

T = FieldType
LISTED = frozenset({Mark.LISTED})
PEOPLE = field(
    "people",
    T.TABLE,
    label="名单",
    ordered=True,
    match_on=("number",),
    columns=(field("name", label="姓名"), field("number", label="证件号码", privacy=Privacy.PERSONAL)),
)
MONEY = field(
    "money", T.MATRIX, label="经费", cells=(MatrixColumn("a", plain_text("甲")), MatrixColumn("b", plain_text("乙")))
)


def test_progress_per_section() -> None:
    hidden = condition({"==": [{"var": "name"}, "看得见"]})
    form = make_form(
        "only",
        (
            Section("empty", plain_text("空"), (field("name", required=True),)),
            Section("partly", plain_text("部分"), (field("one", required=True), field("two", required=True))),
            Section("complete", plain_text("完成"), (field("done", required=True),)),
            Section("problems", plain_text("有误"), (field("count", T.INTEGER),)),
            Section("hidden", plain_text("不显示"), (field("more"),), visible_when=hidden),
        ),
    )

    assert progress(form, judge(form, {"one": "x", "done": "x", "count": {"raw": "x"}})) == {
        "empty": SectionState.EMPTY,
        "partly": SectionState.PARTLY,
        "complete": SectionState.COMPLETE,
        "problems": SectionState.PROBLEMS,
    }


def test_facts_of_marked_fields_only() -> None:
    form = form_of(
        field("name", marks=LISTED, title=True),
        field("level", T.SINGLE, marks=LISTED, options=options("high")),
        field("methods", T.MULTI, marks=LISTED, options=options("a", "b")),
        field("amount", T.MONEY, marks=LISTED),
        field("count", T.INTEGER, marks=LISTED),
        field("day", T.DATE, marks=LISTED),
        field("unmarked"),
        field("sealed", marks=LISTED, privacy=Privacy.PERSONAL),
        field("empty", marks=LISTED),
        field("rows", T.TABLE, marks=LISTED, columns=(field("name"),)),
    )
    answers: dict[str, Json] = {
        "name": "电渗析",
        "level": "high",
        "methods": ["a", "b"],
        "amount": "1.5",
        "count": 2,
        "day": "2024-05-01",
        "unmarked": "x",
        "sealed": "x",
        "rows": [{"name": "x"}],
    }

    assert facts(form, answers) == (
        Fact("name", "电渗析", None, None, LISTED),
        Fact("level", "HIGH", None, None, LISTED, "high"),
        Fact("methods", "A", None, None, LISTED, "a"),
        Fact("methods", "B", None, None, LISTED, "b"),
        Fact("amount", "1.5", Decimal("1.5"), None, LISTED),
        Fact("count", "2", Decimal(2), None, LISTED),
        Fact("day", "2024-05-01", None, date(2024, 5, 1), LISTED),
    )
    assert title_of(form, answers) == "电渗析"
    assert title_of(form_of(field("x")), {"x": "y"}) == ""


@pytest.mark.parametrize(
    ("attributes", "answer", "words"),
    [
        ({"kind": T.TEXT}, None, ""),
        ({"kind": T.TEXT}, "甲", "甲"),
        ({"kind": T.INTEGER}, {"raw": "三"}, "三"),
        ({"kind": T.MONEY, "unit": "万元"}, "1.5", "1.5 万元"),
        ({"kind": T.DATE}, "2024-05-01", "2024年5月1日"),
        ({"kind": T.YEAR_MONTH}, "2024-05", "2024年5月"),
        ({"kind": T.TEXTS}, ["甲", "乙"], "甲；乙"),
        ({"kind": T.SINGLE, "options": options("a")}, "a", "A"),
        ({"kind": T.MULTI, "options": options("a", "b")}, ["a", "gone"], "A；gone"),
        ({"kind": T.TABLE, "columns": PEOPLE.columns}, [{"name": "甲", "number": "1"}, {"name": "乙"}], "甲，1；乙"),
        ({"kind": T.TABLE, "columns": PEOPLE.columns}, [None], ""),
        ({"kind": T.MATRIX, "cells": MONEY.cells}, {"b": "2"}, "乙 2"),
    ],
)
def test_answer_in_words(attributes: dict, answer: Json, words: str) -> None:
    assert display_value(field("x", **attributes), answer) == words


def test_tree_shows_and_offers_its_leaves() -> None:
    tree = field("x", T.TREE, options=(Option("plan", plain_text("计划"), options("a")), *options("b")))

    assert sorted(tree.choices()) == ["a", "b"]
    assert display_value(tree, "a") == "A"


def test_text_by_language() -> None:
    text = Text((("en", "Form"), ("zh-hans", "表单")))

    assert (str(text), text.in_language("en"), text.in_language("fr")) == ("表单", "Form", "表单")


@pytest.mark.parametrize(
    ("path", "parsed", "label"),
    [
        ("name", AnswerPath("name"), "名称"),
        ("people", AnswerPath("people"), "名单"),
        ("people[2]", AnswerPath("people", 2), "名单 第 3 行"),
        ("people[2].number", AnswerPath("people", 2, "number"), "名单 第 3 行 证件号码"),
        ("money.b", AnswerPath("money", None, "b"), "经费 乙"),
        ("people[2].gone", AnswerPath("people", 2, "gone"), "名单 第 3 行"),
        ("gone", AnswerPath("gone"), "gone"),
        ("people[501]", None, "people[501]"),
        ("../x", None, "../x"),
    ],
)
def test_paths_and_their_words(path: str, parsed: AnswerPath | None, label: str) -> None:
    form = form_of(field("name", label="名称"), PEOPLE, MONEY)

    assert parse_path(path) == parsed
    assert parsed is None or str(parsed) == path
    assert label_of(form, path) == label


def test_what_stands_at_a_path() -> None:
    form = form_of(PEOPLE, MONEY)
    cell = field_at(form, "money.b")

    assert field_at(form, "people[0].number") == PEOPLE.columns[1]
    assert cell is not None
    assert (cell.key, cell.type) == ("b", T.MONEY)
    assert [field_at(form, path) for path in ("money.z", "people[0].z", "gone", "?")] == [None] * 4
    assert [section_key(form, path) for path in ("people[0].z", "gone", "?")] == ["main", "", ""]


def test_answers_from_a_posted_page() -> None:
    form = form_of(
        field("name"), field("many", T.MULTI, options=options("a", "b")), PEOPLE, MONEY, field("tags", T.TEXTS)
    )
    pairs = [
        ("name", "甲"),
        ("many", ""),
        ("many", "a"),
        ("many", "b"),
        ("people[]", ""),
        ("people[7].name", "丙"),
        ("people[2].name", "乙"),
        ("people[2].number", "1"),
        ("people[2].stranger", "1"),
        ("money.a", "5"),
        ("money", "5"),
        ("csrfmiddlewaretoken", "x"),
        ("?", "x"),
    ]

    assert answers_from_paths(form, pairs) == {
        "name": "甲",
        "many": ["a", "b"],
        "money": {"a": "5"},
        "people": [{"name": "乙", "number": "1"}, {"name": "丙"}],
    }
    assert answers_from_paths(form, [("people[]", "")]) == {"people": []}


def test_personal_cells_and_unreadable_input_are_sealed() -> None:
    form = form_of(field("name"), field("phone", privacy=Privacy.PERSONAL), PEOPLE, MONEY, field("count", T.INTEGER))
    answers: dict[str, Json] = {
        "name": "甲",
        "phone": "1",
        "people": [{"name": "乙", "number": "2"}, {"name": "丙"}],
        "money": {"a": "1", "b": {"raw": "x"}},
        "count": {"raw": "x"},
    }

    open_part, sealed = split_by_privacy(form, answers)

    assert open_part == {"name": "甲", "people": [{"name": "乙"}, {"name": "丙"}], "money": {"a": "1"}}
    assert sealed == {
        "phone": "1",
        "people": [{"number": "2"}, {}],
        "money": {"b": {"raw": "x"}},
        "count": {"raw": "x"},
    }
    assert join_by_privacy(open_part, sealed) == answers
    assert split_by_privacy(form, {"people": [{"name": "乙"}]}) == ({"people": [{"name": "乙"}]}, {})


def test_changes_field_by_field() -> None:
    form = form_of(field("a"), field("b"), field("c"), MONEY)
    a, b, c = (form.by_key[key] for key in "abc")
    before: dict[str, Json] = {"a": "1", "b": "1", "money": {"a": "1"}}
    after: dict[str, Json] = {"b": "2", "c": "3", "money": {"a": "1", "b": "2"}}

    changes = diff(form, before, after)

    assert changes[:3] == (
        FieldChange("a", a, "1", None, ChangeKind.REMOVED),
        FieldChange("b", b, "1", "2", ChangeKind.CHANGED),
        FieldChange("c", c, None, "3", ChangeKind.ADDED),
    )
    assert [(change.path, change.before, change.after, change.kind) for change in changes[3:]] == [
        ("money.b", None, "2", ChangeKind.ADDED)
    ]


def test_changes_row_by_row() -> None:
    before: Json = [{"name": "甲", "number": "1"}, {"name": "乙", "number": "2"}, {"name": "丙", "number": "3"}]
    after: Json = [
        {"name": "乙", "number": "2"},
        {"name": "甲新", "number": "1"},
        {"name": "丁", "number": "4"},
        {"name": "戊"},
    ]

    changes = diff(form_of(PEOPLE), {"people": before}, {"people": after})

    assert [(change.path, change.before, change.after, change.kind) for change in changes] == [
        ("people[1]", 1, 2, ChangeKind.MOVED),
        ("people[1].name", "甲", "甲新", ChangeKind.CHANGED),
        ("people[0]", 2, 1, ChangeKind.MOVED),
        ("people[2].name", "丙", "丁", ChangeKind.CHANGED),
        ("people[2].number", "3", "4", ChangeKind.CHANGED),
        ("people[3]", None, [{"name": "戊"}], ChangeKind.ADDED),
    ]


def test_whole_tables_come_and_go() -> None:
    rows: Json = [{"name": "甲"}]

    assert [change.kind for change in diff(form_of(PEOPLE), {}, {"people": rows})] == [ChangeKind.ADDED]
    assert [change.kind for change in diff(form_of(PEOPLE), {"people": rows}, {})] == [ChangeKind.REMOVED]
    assert [change.kind for change in diff(form_of(PEOPLE), {"people": {"raw": "x"}}, {"people": rows})] == [
        ChangeKind.CHANGED
    ]
    assert [change.kind for change in diff(form_of(MONEY), {"money": {"raw": "x"}}, {"money": {"a": "1"}})] == [
        ChangeKind.CHANGED
    ]
