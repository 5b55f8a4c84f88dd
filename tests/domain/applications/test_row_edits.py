from __future__ import annotations

import pytest

from applications.domain.row_edits import Paste, RowCommand, RowEdit, edit_rows, parse_row_edit, paste_cells

ROWS = {"people": [{"name": "甲"}, {"name": "乙"}], "other": "不动"}


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("people:add", RowEdit("people", RowCommand.ADD)),
        ("people:remove:2", RowEdit("people", RowCommand.REMOVE, 2)),
        ("people:up:-1", None),
        ("people:explode:1", None),
        (":add", None),
        ("", None),
    ],
)
def test_buttons_are_read_strictly(text: str, edit: RowEdit | None) -> None:
    assert parse_row_edit(text) == edit


@pytest.mark.parametrize(
    ("edit", "names"),
    [
        (RowEdit("people", RowCommand.ADD), ["甲", "乙", None]),
        (RowEdit("people", RowCommand.REMOVE, 0), ["乙"]),
        (RowEdit("people", RowCommand.REMOVE, 9), ["甲", "乙"]),
        (RowEdit("people", RowCommand.UP, 1), ["乙", "甲"]),
        (RowEdit("people", RowCommand.UP, 0), ["甲", "乙"]),
        (RowEdit("people", RowCommand.DOWN, 0), ["乙", "甲"]),
        (RowEdit("people", RowCommand.DOWN, 1), ["甲", "乙"]),
    ],
)
def test_rows_change_inside_the_table_only(edit: RowEdit, names: list[str | None]) -> None:
    changed = edit_rows(ROWS, edit)

    rows = changed["people"]
    assert isinstance(rows, list)
    assert [row.get("name") for row in rows if isinstance(row, dict)] == names
    assert changed["other"] == "不动"


def test_a_pasted_block_fills_along_columns_and_adds_rows() -> None:
    pasted = paste_cells(ROWS, Paste("people", 1, "name", "丙\t女\t多余\r\n丁\t男\r\n"), ["name", "gender"])

    assert pasted["people"] == [{"name": "甲"}, {"name": "丙", "gender": "女"}, {"name": "丁", "gender": "男"}]


def test_a_paste_nowhere_changes_nothing() -> None:
    assert paste_cells(ROWS, Paste("people", 0, "unknown", "x"), ["name"]) == ROWS
