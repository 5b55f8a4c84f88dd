"""公示 in the browser: blocked with its sentence, prepared by one, released by another, read by anybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from config.demo.people import mobile_of
from tests.e2e.people import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

CITY, CITY_NUMBER = "zhongshan", 6
POINT, SECOND_POINT = mobile_of(CITY_NUMBER, 16), mobile_of(CITY_NUMBER, 17)
SENTENCE = "您选择的成果登记，在成果登记点未接收纸质材料之前，无法导出公示信息。"


def pick(site: Site, page: Page, status: str) -> str:
    """Tick the first application of a status in the list of all; its title."""
    page.goto(site.at(CITY, f"/workbench/all/?status={status}"))
    page.locator("input[data-pick]").first.check()
    return page.locator("tbody a.rv-title").first.inner_text()


def test_a_notice_is_blocked_prepared_released_and_read(site: Site) -> None:
    with site.person(CITY, POINT) as page:
        title = pick(site, page, "in_progress")
        page.get_by_role("button", name="导出公示信息").click()
        expect(page.locator("[data-error-summary]")).to_contain_text(SENTENCE)
        expect(page.locator("[data-error-summary]")).to_contain_text(title)
        site.look(page, "notice-blocked")
        title = pick(site, page, "deciding")
        site.look(page, "notice-pick")
        with page.expect_download() as download:
            page.get_by_role("button", name="导出公示信息").click()
        assert download.value.suggested_filename.endswith(".docx")
        page.get_by_role("button", name="拟定公示").click()
        expect(page.locator("tbody")).to_contain_text("待发布")
        site.look(page, "notices")
    with site.person(CITY, SECOND_POINT) as page:
        page.goto(site.at(CITY, "/workbench/notices/"))
        page.get_by_role("link", name=title).click()
        site.look(page, "notice-release")
        page.get_by_role("button", name="核对无误").click()
        expect(page.locator("main")).to_contain_text("公示中")
        site.look(page, "notice-released")
    with site.stranger() as page:
        page.goto(site.at(CITY, "/notices/"))
        site.look(page, "notices-portal")
        page.get_by_role("link", name=title).click()
        expect(page.locator("main")).to_contain_text("异议反映")
        site.look(page, "notice-portal")
    assert site.complaints == []
