"""A batch from the inbox to its result, in a real browser: by keyboard where order is concerned, at both widths."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from reviews.models import Batch
from tenants.records.services.relay import relay_messages
from tests.factories.batches import waiting_at
from tests.factories.registrations import Office
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser
KEPT = os.environ.get("KEEP_SCREENSHOTS", "")


def look(page: Page, name: str) -> list[str]:
    def keep(width: str) -> None:
        if KEPT:
            page.screenshot(path=Path(KEPT) / f"batch-{name}-{width}.png", full_page=True)

    return looked_at(page, keep)


def test_three_results_are_collected_ordered_and_decided_at_once(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    waiting_at(office, "decide", 3)

    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:inbox"))
        page.get_by_label("全选本页").check()
        wrong = look(page, "inbox")
        page.get_by_role("button", name="加入批次").click()
        page.get_by_label("批次名称").fill("2026年第三次登记批复")
        wrong += look(page, "collect")
        page.get_by_role("button", name="加入 3 件").click()
        expect(page.get_by_role("heading", name="名单（3 件）")).to_be_visible()
        page.get_by_label("批复结果").select_option("registered")
        page.locator("#describe-opinion").fill("符合登记条件，同意登记。")
        page.get_by_role("button", name="保存", exact=True).click()
        page.get_by_role("button", name="上移《成果 3》").focus()
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr").nth(1)).to_contain_text("成果 3")
        last = page.locator("tbody tr").nth(2)
        last.locator("summary").click()
        last.locator("select").first.select_option("return")
        last.locator("textarea").fill("请补充检测报告")
        page.get_by_role("button", name="保存名单").click()
        expect(page.locator("tbody tr").nth(2).locator("summary")).to_contain_text("退回修改")
        wrong += look(page, "arrange")
        page.get_by_role("button", name="确定名单").click()
        page.locator("#number-number").fill("某科发〔2026〕12号")
        page.get_by_role("button", name="登记文号").click()
        expect(page.locator(".rv-head")).to_contain_text("某科发〔2026〕12号")
        wrong += look(page, "fixed")
        page.get_by_role("link", name="预览并确认").click()
        expect(page.locator("tbody")).to_contain_text("批复：予以登记")
        wrong += look(page, "preview")
        page.get_by_role("button", name="确认办理 3 件").click()
        page.locator("#confirm-dialog-act").click()
        expect(page.locator("#batch-progress")).to_contain_text("共 3 件")
        wrong += look(page, "progress")
        relay_messages()
        expect(page.locator("main")).to_contain_text("办理 3 件，未能办理 0 件", timeout=15_000)
        wrong += look(page, "result")
        page.goto(reverse("workbench:batches"))
        expect(page.locator("tbody")).to_contain_text("2026年第三次登记批复")
        wrong += look(page, "list")

    assert wrong == []
    assert Batch.objects.get().state == "confirmed"
