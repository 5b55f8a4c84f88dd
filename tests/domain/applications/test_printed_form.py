"""The official table, from the form's own description."""

from __future__ import annotations

import json

from accounts.domain.masking import HIDDEN
from applications.domain.printed_form import MOST_BOXES, printed_sections
from procedures.domain.form_schema import Field, FieldType, MatrixColumn, Option, Privacy
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.text import plain_text
from tests.domain.procedures.forms import condition, field, form_of, options
from tests.domain.procedures.packages import city_package


def blocks(*fields: Field, **answers: object) -> list[dict[str, object]]:
    return printed_sections(form_of(*fields), answers, language="zh-hans")[0]["blocks"]  # type: ignore[arg-type,return-value]


def test_every_option_is_drawn_and_the_chosen_ones_are_ticked() -> None:
    drawn = blocks(field("level", FieldType.MULTI, options=options("a", "b", "c")), level=["a", "c"])

    assert drawn == [
        {
            "kind": "choice",
            "label": "level",
            "groups": [
                {
                    "name": "",
                    "boxes": [
                        {"label": "A", "ticked": True},
                        {"label": "B", "ticked": False},
                        {"label": "C", "ticked": True},
                    ],
                }
            ],
        }
    ]


def test_a_tree_keeps_its_branches_in_order() -> None:
    tree = (
        Option("plan", plain_text("计划"), children=options("x", "y")),
        Option("own", plain_text("自选")),
    )

    drawn = blocks(field("source", FieldType.TREE, options=tree), source="own")

    assert [(group["name"], [box["ticked"] for box in group["boxes"]]) for group in drawn[0]["groups"]] == [  # type: ignore[index,attr-defined]
        ("计划", [False, False]),
        ("", [True]),
    ]


def test_a_long_list_of_options_is_printed_in_words() -> None:
    many = options(*(f"k{at}" for at in range(MOST_BOXES + 1)))

    assert blocks(field("code", FieldType.SINGLE, options=many), code="k7")[0]["words"] == "K7"


def test_short_neighbours_share_a_line_and_long_ones_do_not() -> None:
    drawn = blocks(
        field("start", FieldType.DATE),
        field("end", FieldType.DATE),
        field("name"),
        field("story", FieldType.LONG_TEXT),
        start="2023-01-01",
        end="2025-06-30",
        name="一个很长很长很长很长很长很长很长很长的名称",
    )

    assert [block["kind"] for block in drawn] == ["pair", "words", "long"]
    assert drawn[0]["right"]["words"] == "2025年6月30日"  # type: ignore[index]


def test_tables_and_matrices_keep_their_headers() -> None:
    people = field("people", FieldType.TABLE, columns=(field("name"), field("id", privacy=Privacy.SECRET)))
    money = field(
        "money",
        FieldType.MATRIX,
        unit="万元",
        cells=(
            MatrixColumn("total", plain_text("总计")),
            MatrixColumn("city", plain_text("市级"), group=plain_text("地方投入")),
            MatrixColumn("county", plain_text("县级"), group=plain_text("地方投入")),
        ),
    )

    table, matrix = blocks(people, money, people=[{"name": "陈", "id": "E1"}], money={"total": "3", "city": "3"})

    assert (table["columns"], table["rows"]) == (["name", "id"], [["陈", HIDDEN]])
    assert matrix == {
        "kind": "matrix",
        "label": "money（万元）",
        "groups": [
            {"name": "", "cells": [{"label": "总计", "words": "3"}]},
            {"name": "地方投入", "cells": [{"label": "市级", "words": "3"}, {"label": "县级", "words": ""}]},
        ],
    }


def test_a_question_that_was_not_asked_stays_empty() -> None:
    hidden = field("reason", visible_when=condition({"==": [{"var": "used"}, "no"]}))

    assert blocks(field("used"), hidden, used="yes", reason="old")[-1]["right"]["words"] == ""  # type: ignore[index]


def test_every_variant_of_the_shipped_form_is_plain_json_with_all_its_sections() -> None:
    package: CompiledPackage = city_package()

    for key, form in package.forms.items():
        sections = printed_sections(form, {}, language="zh-hans")
        assert len(sections) == len(form.sections), key
        assert json.loads(json.dumps(sections)) == sections
