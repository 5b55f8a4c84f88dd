"""Excel in the browser: rows of a table from a filled-in template, and results from an exported list."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Page, expect

from config.demo.people import mobile_of
from tests.e2e.people import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

CITY, CITY_NUMBER = "zhongshan", 6
LEADER, POINT = mobile_of(CITY_NUMBER, 21), mobile_of(CITY_NUMBER, 16)
PERSON = ["陈表格", "女", "1990-01", "护照", "E00123456", "正高级", "博士研究生", "否", "示范职业技术学院", "总体方案"]


def test_rows_come_from_a_template_and_are_saved_when_confirmed(site: Site) -> None:
    with site.person(CITY, LEADER) as page:
        page.goto(site.at(CITY, "/my/start/achievement-registration/"))
        page.check("input[name=variant][value=applied_technology]")
        for consent in page.locator("input[name=agreed]:visible").all():
            consent.check()
        page.get_by_role("button", name="开始填写").click()
        expect(page).to_have_url(re.compile("/sections/overview/"))
        page.goto(page.url.replace("/overview/", "/people/"))
        page.get_by_role("link", name=re.compile("从 Excel 导入.*成果完成人员名单")).click()
        site.look(page, "rows-import")
        content = filled(downloaded(page, "下载模板", "link"), two_people)
        page.set_input_files("#rows-file", {"name": "人员.xlsx", "mimeType": "", "buffer": content})
        page.get_by_role("button", name="预览").click()
        expect(page.locator("h2")).to_contain_text(["预览：2 行"])
        expect(page.locator("td.table-danger").first).to_contain_text("没有“妇女”这个选项")
        site.look(page, "rows-preview")
        page.get_by_role("button", name="追加这 2 行").click()

        expect(page).to_have_url(re.compile("/sections/people/#field-completers"))
        expect(page.locator("[name='completers[0].document_number']")).to_have_value("E00123456")
    assert site.complaints == []


def test_results_come_back_from_an_exported_list(site: Site) -> None:
    with site.person(CITY, POINT) as page:
        page.goto(site.at(CITY, "/workbench/?step=registration_point"))
        page.get_by_role("link", name="导出 Excel").click()
        site.look(page, "list-export")
        content = filled(downloaded(page, "导出", "button"), pass_first_on)
        page.get_by_role("link", name="导入办理结果").click()
        page.set_input_files("#fill-file", {"name": "待办.xlsx", "mimeType": "", "buffer": content})
        page.get_by_role("button", name="预览").click()
        expect(page.locator("h2")).to_contain_text(["预览：将办理 1 件"])
        site.look(page, "results-preview")
        page.get_by_role("button", name="确认办理 1 件").click()

        expect(page.locator("h2")).to_contain_text(["办理 1 件，未办理 0 件"])
    assert site.complaints == []


def downloaded(page: Page, name: str, role: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
    return Path(waiting.value.path()).read_bytes()


def filled(content: bytes, fill: Callable[[Worksheet], object]) -> bytes:
    book, target = load_workbook(io.BytesIO(content)), io.BytesIO()
    fill(book.worksheets[0])
    book.save(target)
    return target.getvalue()


def two_people(sheet: Worksheet) -> None:
    for column, (good, wrong) in enumerate(
        zip(PERSON, ["王二", "妇女", *PERSON[2:4], "E2", *PERSON[5:]], strict=True), 1
    ):
        sheet.cell(2, column, good)
        sheet.cell(3, column, wrong)


def pass_first_on(sheet: Worksheet) -> None:
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["办理结果"], "审核通过")
    sheet.cell(2, columns["办理意见"], "材料齐全，同意。")
