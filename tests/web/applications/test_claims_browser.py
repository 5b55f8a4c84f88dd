"""A unit changes its administrator in a real browser; on a phone everything in the menu is within reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import Membership
from tests.factories.accounts import make_applicant, make_member, make_organisation, make_staff
from tests.factories.applications import Town
from tests.factories.claims import claim_file_of
from tests.web.browsing import NARROW, browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"


def arrived(page: Page, path: str, file_id: object, name: str) -> None:
    """What the upload box says when a file has passed its check; uploads themselves have their own tests."""
    page.locator(f"#field-{path} .file-upload").evaluate(
        "(box, detail) => box.dispatchEvent(new CustomEvent('tongban:file-ready', {bubbles: true, detail}))",
        {"fileId": str(file_id), "name": name},
    )


def test_an_administrator_is_replaced(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    organisation = make_organisation("甲公司")
    before = make_member(organisation, "administrator")
    claimant, examiner = make_applicant(), make_staff("registration_point")

    with browsing(chromium, client_for(city_a, claimant), HOST) as page:
        page.set_viewport_size(NARROW)
        page.goto(reverse("applications:mine"))
        page.locator(".tb-bottom-bar summary").click()
        page.locator(".tb-bottom-bar").get_by_role("link", name="单位认领").click()
        page.get_by_role("link", name="申请成为单位管理员").click()
        page.get_by_label("统一社会信用代码").fill(organisation.uscc)
        page.get_by_label("接替现在的管理员").check()
        arrived(page, "licence", claim_file_of(claimant), "执照.pdf")
        page.get_by_role("button", name="提交审核").click()
        expect(page.locator("[data-error-summary]")).to_contain_text("请上传文件")
        expect(page.locator("main")).to_contain_text("执照.pdf")
        wrong = looked_at(page)
        arrived(page, "mandate", claim_file_of(claimant), "授权书.pdf")
        page.get_by_role("button", name="提交审核").click()
        expect(page.locator("main")).to_contain_text("待审核")
        wrong += looked_at(page)
    with browsing(chromium, client_for(city_a, examiner), HOST) as page:
        page.goto(reverse("ownership:examine"))
        wrong += looked_at(page)
        page.get_by_role("link", name="甲公司").click()
        page.get_by_role("button", name="不通过").click()
        expect(page.locator("[data-error-summary]")).to_be_visible()
        wrong += looked_at(page)
        page.get_by_role("button", name="通过", exact=True).click()
        expect(page.locator("main")).to_contain_text("已通过")

    assert wrong == []
    administrators = Membership.objects.filter(organisation=organisation, role="administrator", state="active")
    assert [each.user_id for each in administrators] == [claimant.pk] != [before.pk]


def test_hours_are_kept(town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser) -> None:
    with browsing(chromium, client_for(city_a, town.leader), HOST) as page:
        page.goto(reverse("notifications:message_hours"))
        page.get_by_label("免打扰开始").select_option(label="22:00")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("[data-error-summary]")).to_be_visible()
        wrong = looked_at(page)
        page.get_by_label("免打扰结束").select_option(label="07:00")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("h1")).to_have_text("消息")
        page.goto(reverse("notifications:message_hours"))
        expect(page.get_by_label("免打扰结束")).to_have_value("7")

    assert wrong == []
