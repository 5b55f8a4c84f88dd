"""The summary of what is wrong on the page of a section: an autosave renews it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tests.factories.applications import Town, begin_draft
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_what_is_mended_leaves_the_summary_and_the_focus_stays(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    draft = begin_draft(town)

    with browsing(chromium, client_for(city_a, town.leader), "city-a.localhost") as page:
        page.goto(f"{reverse('applications:section', args=[draft.id, 'overview'])}?check=1")
        summary = page.locator("#section-problems")
        expect(summary.get_by_role("link", name="成果名称")).to_be_visible()
        missing = summary.get_by_role("listitem").count()
        page.locator("#f-achievement_name").fill("高强韧钢的热处理工艺")
        page.keyboard.press("Tab")
        expect(summary.get_by_role("listitem")).to_have_count(missing - 1)
        expect(summary.get_by_role("link", name="成果名称")).to_have_count(0)
        focused = page.evaluate("document.activeElement.closest('#section-form') !== null")
        wrong = looked_at(page)
        page.locator("#f-achievement_name").fill("")
        page.keyboard.press("Tab")
        expect(summary.get_by_role("link", name="成果名称")).to_be_visible()

    assert focused
    assert wrong == []
