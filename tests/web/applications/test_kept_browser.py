"""The material library in a real browser: keep a licence, choose it for an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from applications.models import DraftMaterial, KeptMaterial
from tenants.clock import today
from tests.factories.applications import Town, begin_draft, put_file
from tests.factories.kept import keep, kept_file
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def arrived(page: Page, file_id: object, name: str) -> None:
    """What the upload box says when a file of this id has passed its check; uploads themselves have their own tests."""
    page.locator(".file-upload").evaluate(
        "(box, detail) => box.dispatchEvent(new CustomEvent('tongban:file-ready', {bubbles: true, detail}))",
        {"fileId": str(file_id), "name": name},
    )


def test_a_licence_is_kept_once_and_chosen_for_an_application(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    keep(town.administrator, town.organisation, "旧的营业执照", until=today() - timedelta(days=3))

    with browsing(chromium, client_for(city_a, town.administrator), "city-a.localhost") as page:
        page.goto(reverse("materials:library"))
        wrong = looked_at(page)
        page.get_by_role("link", name="添加材料").click()
        page.get_by_label("类别").select_option(label="营业执照")
        page.get_by_label("名称").fill("营业执照（副本）")
        page.get_by_label("长期有效").check()
        arrived(page, kept_file(town.administrator), "营业执照.pdf")
        page.get_by_role("button", name="存入材料库").click()
        expect(page.locator("[data-error-summary]")).to_contain_text("不涉及国家秘密")
        expect(page.locator("main")).to_contain_text("营业执照.pdf")
        wrong += looked_at(page)
        page.get_by_label("本文件不涉及国家秘密").check()
        page.get_by_role("button", name="存入材料库").click()
        expect(page.locator("h1")).to_have_text("营业执照（副本）")
        wrong += looked_at(page)

    draft = begin_draft(town)
    put_file(draft, "work_report", name="工作总结.pdf")
    with browsing(chromium, client_for(city_a, town.leader), "city-a.localhost") as page:
        page.goto(reverse("applications:materials", args=[draft.id]))
        page.locator("#material-other").get_by_role("link", name="从材料库选用").click()
        expect(page.get_by_role("button", name="选用")).to_have_count(1)
        wrong += looked_at(page)
        page.get_by_role("button", name="选用").press("Enter")
        expect(page.locator("#material-other")).to_contain_text("来自材料库 · 长期有效")
        wrong += looked_at(page)
        page.locator("#material-work_report").get_by_role("link", name="存入材料库").click()
        expect(page.locator("main")).to_contain_text("工作总结.pdf")
        wrong += looked_at(page)

    assert wrong == []
    chosen = DraftMaterial.objects.get(draft=draft, key="other")
    assert chosen.kept_version == KeptMaterial.objects.get(current__name="营业执照（副本）").current
