"""What the office announces, in the browser: written by one, published by another, read by anybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from config.demo.people import mobile_of
from tests.e2e.people import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

CITY, CITY_NUMBER = "zhongshan", 6
CONFIGURATOR, APPROVER = mobile_of(CITY_NUMBER, 14), mobile_of(CITY_NUMBER, 15)
TITLE = "关于调整窗口服务时间的通知"


def test_an_announcement_is_written_published_and_read(site: Site) -> None:
    with site.person(CITY, CONFIGURATOR) as page:
        page.goto(site.at(CITY, "/publishing/new/"))
        page.get_by_label("标题").fill(TITLE)
        page.get_by_label("正文").fill("即日起窗口中午不休息。")
        site.look(page, "announcement-write")
        page.locator("main form button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("待发布")
        expect(page.get_by_role("button", name="发布到门户")).to_have_count(0)
        draft = page.url
    with site.person(CITY, APPROVER) as page:
        page.goto(draft)
        site.look(page, "announcement-publish")
        page.get_by_role("button", name="发布到门户").click()
        page.locator("#confirm-dialog-act").click()
        expect(page.locator("main")).to_contain_text("已发布")
        page.goto(site.at(CITY, "/publishing/"))
        site.look(page, "announcements")
    with site.stranger() as page:
        page.goto(site.at(CITY))
        site.look(page, "portal-home")
        page.get_by_role("link", name=TITLE).click()
        expect(page.locator("article")).to_contain_text("窗口中午不休息")
        site.look(page, "announcement-portal")
    assert site.complaints == []
