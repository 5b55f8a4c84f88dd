"""Prefilled fields and an earlier application taken over, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from applications.models import Draft, DraftMaterial
from tests.factories.applications import Town, begin_draft, make_application
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_a_draft_begins_with_the_record_and_an_earlier_application(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    make_application(town, title="城市科技成果转化机制研究")
    draft = begin_draft(town)

    with browsing(chromium, client_for(city_a, town.leader), "city-a.localhost") as page:
        page.goto(reverse("applications:section", args=[draft.id, "units"]))
        name = page.locator("#field-unit_name")
        expect(name).to_contain_text("取自单位档案")
        wrong = looked_at(page)
        name.get_by_role("textbox").fill("乙单位")
        name.get_by_role("textbox").press("Tab")
        expect(name).not_to_contain_text("取自单位档案")
        page.get_by_role("link", name="从以往申报带入").click()
        wrong += looked_at(page)
        page.get_by_role("link", name="查看可带入的内容").press("Enter")
        expect(page.locator("main")).to_contain_text("草稿中已填写，不覆盖")
        page.get_by_label("work_report.pdf").check()
        wrong += looked_at(page)
        page.get_by_role("button", name="带入").click()
        expect(page.locator("h1")).to_have_text("城市科技成果转化机制研究")
        expect(page.locator("#field-achievement_name")).to_contain_text("从以往申报带入")
        wrong += looked_at(page)
        page.get_by_role("button", name="撤销带入").click()
        expect(page.locator("h1")).to_have_text("未命名的申报")

    assert wrong == []
    assert DraftMaterial.objects.filter(draft=draft).count() == 0
    assert Draft.objects.get(pk=draft.pk).answers["unit_name"] == "乙单位"
