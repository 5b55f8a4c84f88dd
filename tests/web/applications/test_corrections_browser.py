"""整改清单 in a real browser: what is typed is kept by itself, what is ticked stays ticked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.factories.applications import Town
from tests.web.applications.test_corrections import items_of, open_task, resubmitted, returned
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_the_applicant_works_through_the_list(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application_id, draft_id = returned(town)
    with browsing(chromium, client_for(city_a, town.leader), "city-a.localhost") as page:
        page.goto(reverse("applications:corrections", args=[draft_id]))
        expect(page.locator("#corrections-progress")).to_have_text("已修改 0/2")
        wrong = looked_at(page)
        page.get_by_role("checkbox").first.check()
        expect(page.locator("#corrections-progress")).to_have_text("已修改 1/2")
        page.locator("textarea").first.fill("已按验收书改")
        page.locator("textarea").first.blur()
        expect(page.locator(".tb-correction").first).to_contain_text("已保存")
        page.get_by_role("link", name="检查与提交").last.click()
        expect(page.locator("#open-corrections-title")).to_be_visible()
        wrong += looked_at(page)

    assert wrong == []
    assert [item.done for item in items_of(application_id)] == [True, False]


def test_the_office_ticks_the_list_off_beside_the_form(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application_id = resubmitted(town)
    with browsing(chromium, client_for(city_a, town.administrator), "city-a.localhost") as page:
        page.goto(reverse("workbench:task", args=[open_task(application_id).id]))
        corrections = page.locator("#corrections")
        expect(corrections).to_contain_text("城市成果转化机制")
        corrections.get_by_role("button", name="已落实").first.click()
        expect(corrections).to_contain_text("已落实 1/2")
        corrections.get_by_role("button", name="未落实").last.click()
        expect(corrections.locator("li").last).to_contain_text("取消")
        wrong = looked_at(page)

    assert wrong == []
    assert [item.finding for item in items_of(application_id)] == ["settled", "unsettled"]
