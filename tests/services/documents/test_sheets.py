"""Reading and writing xlsx: exact where it matters, refused where it is hostile, never a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from documents.domain.sheets import CellKind, Sheet
from documents.services.sheets import read_upload
from documents.services.workbooks import SheetColumn, SheetContent, write_workbook
from tenants.domain.errors import ValidationFailed
from tests.services.documents.test_uploads import EICAR, scanner

Write = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]


def made(write: Write, **options: object) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, options) as book:
        write(book, book.add_worksheet())
    return target.getvalue()


def read(content: bytes, name: str = "a.xlsx") -> Sheet:
    return read_upload(SimpleUploadedFile(name, content))


def code_of(content: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(ValidationFailed) as refused:
        read(content, name)
    return refused.value.problems[0].code


def repacked(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == name else data)
    return target.getvalue()


def test_cells_keep_exactly_what_they_say() -> None:
    def write(book, sheet) -> None:
        padded, day = book.add_format({"num_format": "000000"}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_string(0, 0, "007001")
        sheet.write_number(0, 1, 528, padded)
        sheet.write_string(0, 2, "440301199001011234")
        sheet.write_number(0, 3, 440301199001011234)
        sheet.write_datetime(0, 4, date(2024, 2, 29), day)
        sheet.write_number(0, 5, 0.1 + 0.2)
        sheet.write_formula(0, 6, "=1+1", None, 2)
        sheet.write_string(2, 0, "第三行")

    sheet = read(made(write))

    assert [(line.number, [(cell.text, cell.kind) for cell in line.cells]) for line in sheet.lines] == [
        (
            1,
            [
                ("007001", CellKind.TEXT),
                ("000528", CellKind.NUMBER),
                ("440301199001011234", CellKind.TEXT),
                ("440301199001011000", CellKind.LOST),
                ("2024-02-29", CellKind.DATE),
                ("0.3", CellKind.NUMBER),
                ("2", CellKind.NUMBER),
            ],
        ),
        (3, [("第三行", CellKind.TEXT)]),
    ]


@pytest.mark.parametrize(("option", "epoch"), [(False, 1900), (True, 1904)])
def test_dates_of_both_epochs_are_the_same_day(option: bool, epoch: int) -> None:
    def write(book, sheet) -> None:
        sheet.write_datetime(0, 0, date(1999, 12, 31), book.add_format({"num_format": "yyyy/m/d"}))

    sheet = read(made(write, date_1904=option))

    assert (sheet.lines[0].cells[0].text, sheet.epoch) == ("1999-12-31", epoch)


def test_hostile_and_wrong_files_are_refused() -> None:
    good = made(lambda _book, sheet: sheet.write_string(0, 0, "x"))
    part = "xl/worksheets/sheet1.xml"
    entity = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    link = b'<Relationship Id="rId99" Type="http://x/externalLink" Target="http://x/" TargetMode="External"/></Relationships>'

    assert (
        code_of(repacked(good, part, lambda data: data.replace(b"?>", b"?>" + entity, 1))) == "file_external_reference"
    )
    assert code_of(repacked(good, part, lambda data: data + b" " * 50_000_000)) == "file_archive_bomb"
    assert (
        code_of(repacked(good, "xl/_rels/workbook.xml.rels", lambda data: data.replace(b"</Relationships>", link)))
        == "file_external_reference"
    )
    assert code_of(b"%PDF-1.4") == "file_content_mismatch"
    assert code_of(good, "a.xls") == "sheet_not_xlsx"
    assert code_of(made(lambda _book, _sheet: None)) == "sheet_empty"
    assert code_of(made(lambda _book, sheet: sheet.write_string(6000, 0, "x"))) == "sheet_too_long"


def test_a_written_workbook_has_texts_only_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    hostile = [
        "=1+1",
        "+86",
        "-1",
        "@x",
        "＝1",
        "\t=1",
        '=HYPERLINK("http://x")',
        "=cmd|' /C calc'!A0",
        "007",
        "http://x.cn",
    ]
    columns = [SheetColumn("内容"), SheetColumn("选择", choices=("甲", "乙"), note="必填")]

    count = write_workbook(
        path, SheetContent("一", columns, ((cell, "甲") for cell in hostile), room=5, notes=["说明"])
    )

    book = load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert count == len(hostile)
    assert {cell.data_type for cell in cells} == {"s"}
    assert [line.cells[0].text for line in read(path.read_bytes()).lines[1:]] == [text.strip() for text in hostile]
    assert [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation] == ["'选项'!$A$1:$A$2"]
    assert {cell.quotePrefix for cell in book.worksheets[0]["A"][1:9]} == {True}


@pytest.mark.parametrize(("tail", "code"), [(b"", ""), (EICAR, "file_infected")])
def test_a_sheet_is_scanned_before_it_is_parsed(settings, tail: bytes, code: str) -> None:
    content = made(lambda _book, sheet: sheet.write_string(0, 0, "甲"))
    with scanner() as address:
        settings.MALWARE_SCANNER = address
        if code:
            assert code_of(content + tail) == code
        else:
            assert read(content).lines[0].cells[0].text == "甲"


def test_nothing_is_parsed_while_the_scanner_is_silent(settings) -> None:
    settings.MALWARE_SCANNER = "127.0.0.1:1"

    assert code_of(made(lambda _book, sheet: sheet.write_string(0, 0, "甲"))) == "sheet_not_scanned"
