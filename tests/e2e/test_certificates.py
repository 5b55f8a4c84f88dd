"""登记证书 in the browser: issued and printed together, checked by anybody, replaced, found by the applicant."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from config.demo.people import mobile_of
from tests.e2e.people import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

CITY, CITY_NUMBER = "zhongshan", 6
POINT = mobile_of(CITY_NUMBER, 16)


def test_certificates_are_printed_checked_and_replaced(site: Site) -> None:
    with site.person(CITY, POINT) as page:
        page.goto(site.at(CITY, "/workbench/all/?status=approved"))
        page.locator("input[data-pick]").nth(0).check()
        page.locator("input[data-pick]").nth(1).check()
        site.look(page, "certificate-pick")
        page.get_by_role("button", name="签发并打印证书").click()
        expect(page.get_by_role("link", name="打开并打印")).to_be_visible(timeout=150_000)
        site.look(page, "certificate-print")
        page.goto(site.at(CITY, "/workbench/certificates/"))
        site.look(page, "certificates")
        page.locator("tbody a.rv-title").first.click()
        site.look(page, "certificate")
        address = page.get_by_role("link", name="核验页").get_attribute("href") or ""
        page.get_by_label("换发原因").fill("完成人姓名有误")
        page.get_by_role("button", name="换发证书").click()
        expect(page.locator("main")).to_contain_text("第 2 版")
        second = page.get_by_role("link", name="核验页").get_attribute("href") or ""
    with site.stranger() as page:
        page.goto(site.at(CITY, second))
        expect(page.locator("main")).to_contain_text("本网站签发，现在有效")
        site.look(page, "certificate-check")
        page.goto(site.at(CITY, address))
        expect(page.locator("main")).to_contain_text("已换发，这一份不再有效")
        site.look(page, "certificate-replaced")
    assert site.complaints == []
