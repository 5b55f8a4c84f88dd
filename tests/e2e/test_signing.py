"""受理, 会签 beside an examination, back out of the block to a finished step, again, and the decision with its papers."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Locator, Page, expect

from config.demo.people import mobile_of
from tests.e2e.people import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("e2e")]

CITY, CITY_NUMBER = "zhongshan", 6
LEADER, OFFICER, RESOURCES, RULES, INSPECTION, HEAD, DEPUTY, DIRECTOR = (
    mobile_of(CITY_NUMBER, ordinal) for ordinal in (21, 31, 32, 33, 34, 35, 36, 37)
)
TITLE = "中小水泵高效电机系统集成（变更示例：待受理）"
REASON = "检测费用的列支科目不明确，请重新核对受理材料。"


def test_out_of_the_signing_back_to_acceptance_and_on_to_the_decision(site: Site) -> None:
    def person(mobile: str) -> AbstractContextManager[Page]:
        return site.person(CITY, mobile)

    with person(OFFICER) as officer, person(RESOURCES) as resources, person(RULES) as rules:
        pass_on(site, officer, "予以受理", look="accept")
        pass_on(site, resources, "同意会签")
        send_back_to_acceptance(site, rules)
        pass_on(site, officer, "予以受理")
        pass_on(site, officer, "审查通过")
        pass_on(site, resources, "同意会签")
        pass_on(site, rules, "同意会签")
    for mobile, button in ((INSPECTION, "同意会签"), (HEAD, "审核通过"), (DEPUTY, "审核同意")):
        with person(mobile) as page:
            pass_on(site, page, button)
    with person(DIRECTOR) as page:
        decide(site, page)
    with person(LEADER) as page:
        read_papers(site, page)
    assert site.complaints == []


def open_task(site: Site, page: Page) -> Locator:
    page.goto(site.at(CITY, f"/workbench/?q={TITLE}"))
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_contain_text(TITLE)
    return page.locator("#panel")


def pass_on(site: Site, page: Page, button: str, *, look: str = "") -> None:
    panel = open_task(site, page)
    if look:
        site.look(page, look)
    panel.locator("form[action*='/approve/'] textarea").fill("同意。")
    done(page, panel.get_by_role("button", name=button, exact=True).click)


def done(page: Page, press: Callable[[], None]) -> None:
    """Press, and wait for the page after it, which refuses nothing."""
    with page.expect_navigation():
        press()
    expect(page.locator("[data-error-summary]")).to_have_count(0)


def send_back_to_acceptance(site: Site, page: Page) -> None:
    panel = open_task(site, page)
    expect(panel).to_contain_text("签署后还须其他会签人员签署。")
    expect(page.locator(".rv-facts")).to_contain_text("业务科审查、部门会签")
    site.look(page, "countersign")
    panel.locator("summary", has_text="更多操作").click()
    panel.locator("summary", has_text="退回前面的环节").click()
    form = panel.locator("form[action*='/return_to_step/']")
    form.get_by_label("退回到").select_option(label="受理审查")
    form.locator("textarea[name=opinion]").fill(REASON)
    site.look(page, "return-to-step")
    done(page, form.get_by_role("button", name="退回前面的环节").click)


def decide(site: Site, page: Page) -> None:
    panel = open_task(site, page)
    expect(page.locator("main")).to_contain_text(REASON)  # what lies behind is there to be read
    panel.get_by_label("同意变更", exact=True).check()
    panel.locator("form[action*='/decide/'] textarea").fill("同意变更。")
    site.look(page, "decide-change")
    done(page, panel.get_by_role("button", name="批复", exact=True).click)


def read_papers(site: Site, page: Page) -> None:
    """Of the two acceptances one is void; how the offices worked among themselves is not the applicant's."""
    page.goto(site.at(CITY, "/my/"))
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("link", name="同意科技计划项目变更的决定")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("受理通知书"))).to_have_count(2)
    expect(page.locator("main")).to_contain_text("作废")
    expect(page.locator("main")).not_to_contain_text(REASON)
    site.look(page, "applicant-decided")
    page.get_by_role("link", name="同意科技计划项目变更的决定").click()
    expect(page.locator("main")).to_contain_text("中科变决")
    site.look(page, "written-decision")
