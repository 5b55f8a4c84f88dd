from __future__ import annotations

import csv
import io
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from applications.domain.row_import import ImportMode, merge_rows, read_cell, read_rows, rows_from_posted
from documents.domain.sheets import EPOCH_1900, EPOCH_1904, Cell, CellKind, day_of_serial, sheet_from_text
from procedures.domain.form_schema import Field, FieldType, Option
from procedures.domain.text import Text


def words(chinese: str) -> Text:
    return Text((("zh-hans", chinese),))


def column(key: str, kind: FieldType = FieldType.TEXT, label: str = "", **more) -> Field:
    return Field(key=key, type=kind, label=words(label or key), **more)


YES_NO = (Option("yes", words("是")), Option("no", words("否")))
AREAS = (Option("a", words("新材料、新能源")), Option("b", words("生物")), Option("c", words("信息")))
TABLE = column(
    "people",
    FieldType.TABLE,
    "人员",
    columns=(
        column("name", label="姓名"),
        column("number", FieldType.IDENTITY_NUMBER, "证件号码"),
        column("born", FieldType.YEAR_MONTH, "出生年月"),
        column("abroad", FieldType.SINGLE, "留学归国", options=YES_NO),
        column("cost", FieldType.MONEY, "金额", unit="万元"),
    ),
)
DAY = column("day", FieldType.DATE)
MONTH = column("month", FieldType.YEAR_MONTH)
NUMBER = column("number", FieldType.IDENTITY_NUMBER)
cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1).filter(
    str.strip
)


def excel_serial(day: date, epoch: int) -> int:
    """Counted the other way round, as Excel's own documentation tells it."""
    if epoch == EPOCH_1904:
        return (day - date(1904, 1, 1)).days
    days = (day - date(1900, 1, 1)).days + 1
    return days + 1 if day >= date(1900, 3, 1) else days


@given(st.dates(date(1904, 1, 2), date(2199, 12, 31)), st.sampled_from([EPOCH_1900, EPOCH_1904]))
def test_every_day_survives_its_serial_number_in_both_epochs(day: date, epoch: int) -> None:
    assert day_of_serial(excel_serial(day, epoch), epoch) == day


def test_the_day_that_never_was_is_no_day() -> None:
    assert [day_of_serial(n, EPOCH_1900) for n in (0, 59, 60, 61)] == [None, date(1900, 2, 28), None, date(1900, 3, 1)]


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_day_is_the_same_day_however_the_sheet_holds_it(day: date) -> None:
    held = [
        Cell(day.isoformat(), CellKind.DATE),
        Cell(str(excel_serial(day, EPOCH_1904)), CellKind.NUMBER),
        Cell(f"{day:%Y%m%d}"),
    ]

    assert {read_cell(DAY, cell, EPOCH_1904)[0] for cell in held} == {day.isoformat()}
    assert {read_cell(MONTH, cell, EPOCH_1904)[0] for cell in held} == {day.isoformat()[:7]}


@given(st.integers(0, 10**18 - 1).map(lambda n: f"{n:018}"))
def test_long_numbers_and_leading_zeros_survive_text_cells(number: str) -> None:
    assert read_cell(NUMBER, Cell(number), EPOCH_1900) == (number, None)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=20))
def test_what_a_spreadsheet_copies_comes_back_cell_by_cell(block: list[list[str]]) -> None:
    copied = io.StringIO()
    csv.writer(copied, delimiter="\t", lineterminator="\r\n").writerows([["姓名", "证件号码"], *block])

    rows = read_rows(TABLE, sheet_from_text(copied.getvalue())).rows

    kept = [list(row.raw.values()) for row in rows if not row.problems]
    assert kept == [[cell.strip() for cell in line] for line in block if not any("E+" in c.upper() for c in line)]


def test_headers_find_their_columns_and_the_rest_is_named() -> None:
    text = "证件号码\t 姓名*\t备注\t金额(万元)\n440301199001011234\t陈\t无\t01.50"

    found = read_rows(TABLE, sheet_from_text(text))

    assert [dict(row.raw) for row in found.rows] == [{"number": "440301199001011234", "name": "陈", "cost": "01.50"}]
    assert [row.line for row in found.rows] == [2]
    assert found.ignored == ("备注",)
    assert [item.key for item in found.absent] == ["born", "abroad"]


def test_without_headers_cells_stand_in_the_order_of_the_table() -> None:
    found = read_rows(TABLE, sheet_from_text("陈\tE1\t1980-01\t否"))

    assert [dict(row.raw) for row in found.rows] == [{"name": "陈", "number": "E1", "born": "1980-01", "abroad": "no"}]


def test_what_cannot_be_trusted_is_blank_and_told() -> None:
    found = read_rows(TABLE, sheet_from_text("陈\t4.40301E+17\t1980-01\t也许"))

    assert dict(found.rows[0].raw) == {"name": "陈", "born": "1980-01", "abroad": "也许"}
    assert [(each.path, each.code) for each in found.rows[0].problems] == [
        ("number", "cell_number_lost"),
        ("abroad", "cell_option_unknown"),
    ]


def test_a_number_that_may_be_january_or_october_is_not_guessed() -> None:
    answer, problem = read_cell(MONTH, Cell("2024.1", CellKind.NUMBER), EPOCH_1900)

    assert (answer, problem.code if problem else "") == ("", "cell_month_ambiguous")


def test_several_options_are_told_apart_even_with_commas_in_their_words() -> None:
    areas = column("areas", FieldType.MULTI, options=AREAS)

    answers = [
        read_cell(areas, Cell(text), EPOCH_1900)[0] for text in ("新材料、新能源", "新材料、新能源；信息", "生物，信息")
    ]

    assert answers == [["a"], ["a", "c"], ["b", "c"]]


def test_appending_keeps_what_is_there_and_replacing_does_not() -> None:
    present = [{"name": "陈"}, {}]

    assert merge_rows(present, [{"name": "王"}], ImportMode.APPEND) == [{"name": "陈"}, {"name": "王"}]
    assert merge_rows(present, [{"name": "王"}], ImportMode.REPLACE) == [{"name": "王"}]


def test_only_rows_of_the_table_are_taken_from_a_page() -> None:
    assert rows_from_posted(TABLE, [{"name": "陈", "other": "x"}]) == [{"name": "陈"}]
    assert [rows_from_posted(TABLE, bad) for bad in ({}, ["x"], [{"name": {"raw": "x"}}], None)] == [None] * 4
