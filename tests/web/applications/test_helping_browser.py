"""A student asked to write one section, in a real browser: what is typed is saved by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from applications.queries.helping import helps_of
from tests.factories.accounts import make_applicant
from tests.factories.applications import Town, begin_draft
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_a_student_is_asked_and_writes_one_section(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    draft, student = begin_draft(town), make_applicant(name="何学生")
    with browsing(chromium, client_for(city_a, town.leader), "city-a.localhost") as page:
        page.goto(reverse("applications:draft", args=[draft.id]))
        page.locator("#section-list").get_by_role("link", name="协助填写").click()
        expect(page.get_by_role("heading", name="邀请协助")).to_be_visible()
        page.get_by_label("姓名").fill("何同学")
        page.get_by_label("手机号码").fill(student.mobile)
        page.get_by_label("身份").fill("学生")
        page.get_by_label("立项情况").check()
        wrong = looked_at(page)
        page.get_by_role("button", name="邀请", exact=True).click()
        expect(page.locator("main")).to_contain_text("何同学（学生）")
        wrong += looked_at(page)
    with browsing(chromium, client_for(city_a, student), "city-a.localhost") as page:
        page.goto(reverse("applications:mine"))
        wrong += looked_at(page)
        page.locator("main").get_by_role("link", name="科技成果登记").first.click()
        expect(page.locator("h1")).to_have_text(f"协助 {town.leader.name} 填写")
        page.locator("[name=project_name]").fill("学生写的名称")
        page.locator("[name=project_name]").blur()
        expect(page.locator("#section-version")).to_have_value("1")
        expect(page.locator("#section-list li")).to_have_count(1)
        wrong += looked_at(page)

    draft.refresh_from_db()
    assert wrong == []
    assert draft.answers["project_name"] == "学生写的名称"
    assert draft.section_writers["project"]["by"] == str(student.id)
    assert helps_of(draft)[0].sections == ("project",)
