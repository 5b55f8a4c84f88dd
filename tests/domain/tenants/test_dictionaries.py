from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.domain.dictionaries import CodeRow, asked_for, path_of, read_rows, search_key
from tenants.domain.errors import Problem

HEAD = ["代码", "名称", "上级代码"]


def test_rows_with_their_parents() -> None:
    rows, problems = read_rows([HEAD, ["110", " 数学 ", ""], ["", "", ""], ["11011", "数学史", "110"]])

    assert (rows, problems) == ((CodeRow("110", "数学"), CodeRow("11011", "数学史", "110")), ())
    assert path_of(rows[1], {row.code: row for row in rows}) == "数学"


def test_other_headings_in_another_order() -> None:
    rows, problems = read_rows([["\ufeffName", "CODE"], ["农业", "01"]])

    assert (rows, problems) == ((CodeRow("01", "农业"),), ())


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["", "农业", ""], ("dictionary_code_missing", {})),
        (["一", "农业", ""], ("dictionary_code_wrong", {"code": "一"})),
        (["1" * 31, "农业", ""], ("dictionary_code_wrong", {"code": "1" * 30})),
        (["01", "", ""], ("dictionary_label_missing", {"code": "01"})),
        (["01", "农" * 121, ""], ("dictionary_label_long", {"most": 120})),
        (["A", "农业", ""], ("dictionary_code_repeated", {"code": "A"})),
        (["01", "农业", "B"], ("dictionary_parent_unknown", {"code": "B"})),
    ],
)
def test_what_is_wrong_is_told_with_its_row(row: list[str], problem: tuple[str, dict[str, str]]) -> None:
    rows, problems = read_rows([HEAD, ["A", "门类", ""], row, ["02", "林业", "A"]])

    assert problems == (Problem("row[3]", *problem),)
    assert [each.code for each in rows] == ["A", "02"]


@pytest.mark.parametrize("table", [[], [["代码"]], [["x", "y"], ["1", "2"]]])
def test_a_table_without_the_headings(table: list[list[str]]) -> None:
    assert read_rows(table) == ((), (Problem("row[1]", "dictionary_headings"),))


def test_a_table_without_rows() -> None:
    assert read_rows([HEAD]) == ((), (Problem("row[1]", "dictionary_empty"),))


@given(st.lists(st.lists(st.text(max_size=5), max_size=4), max_size=6))
def test_any_table_is_read_or_told_what_is_wrong(table: list[list[str]]) -> None:
    rows, problems = read_rows([HEAD, *table])

    assert rows or problems
    assert len({row.code for row in rows}) == len(rows)


def test_how_people_type() -> None:
    assert search_key("４60.50 JiXie") == "46050jixie"
    assert asked_for(" 460  机械工程 ") == ("460", "460 机械工程")
    assert asked_for("机械工程") == ("机械工程", "机械工程")
