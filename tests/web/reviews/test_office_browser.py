"""外出代办 and 督办 in a real browser, wide and on a phone: a substitute does it, supervision asks, it is answered."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from reviews.models import StepAct, SupervisionNote
from tenants.clock import today
from tests.factories.accounts import make_staff
from tests.factories.clocks import due
from tests.factories.registrations import Office, bring_to
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"


def seen(page: Page, name: str) -> list[str]:
    """What is wrong with the page at both widths; pictures where somebody wants to look at them."""
    if folder := os.environ.get("KEEP_SCREENSHOTS", ""):
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 900})
    return looked_at(page)


def test_a_substitute_is_named_and_approves_in_the_absent_persons_place(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    substitute = make_staff(department=office.department, name="林代办")
    bring_to(office, "registration_point", title="甲成果")

    with browsing(chromium, client_for(city_a, office.point), HOST) as page:
        page.goto(reverse("accounts:profile"))
        page.get_by_role("link", name="外出代办").click()
        page.locator("#id_substitute").select_option(label="林代办")
        page.get_by_label("到哪天止").fill((today() + timedelta(days=3)).isoformat())
        page.get_by_label("事由").fill("出差")
        page.get_by_role("button", name="指定代办人").click()
        expect(page.get_by_text("代办中")).to_be_visible()
        wrong = seen(page, "absences")
    with browsing(chromium, client_for(city_a, substitute), HOST) as page:
        page.goto(reverse("workbench:inbox"))
        expect(page.get_by_text("代 程清和")).to_be_visible()
        wrong += seen(page, "inbox")
        page.get_by_role("link", name="甲成果").click()
        expect(page.get_by_text("您现在代 程清和 办理")).to_be_visible()
        wrong += seen(page, "task")
        page.get_by_role("button", name="审核通过").click()
        expect(page.get_by_text("已审核通过")).to_be_visible()

    assert wrong == []
    assert StepAct.objects.get(actor=substitute).on_behalf_of_id == office.point.id


def test_supervision_finds_what_is_overdue_asks_and_reads_the_answer(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    due(application, -3)

    with browsing(chromium, client_for(city_a, office.supervising), HOST) as page:
        page.goto(reverse("workbench:supervision"))
        expect(page.get_by_role("cell", name="成果科", exact=True)).to_be_visible()
        wrong = seen(page, "supervision")
        page.get_by_role("link", name="成果科 已超期 1").click()
        expect(page.get_by_role("link", name="甲成果")).to_be_visible()
        wrong += seen(page, "supervised")
        page.get_by_role("link", name="甲成果").click()
        page.get_by_text("发出督办意见").first.click()
        page.locator("#supervise-text").fill("请说明超期原因")
        page.get_by_label("答复期限").fill(today().isoformat())
        page.get_by_role("button", name="发出督办意见").click()
        expect(page.get_by_text("待答复")).to_be_visible()
        wrong += seen(page, "asked")
    with browsing(chromium, client_for(city_a, User.objects.get(pk=office.point.pk)), HOST) as page:
        page.goto(reverse("workbench:inbox"))
        page.get_by_role("link", name="有 1 条督办意见等待您答复").click()
        expect(page.get_by_text("请说明超期原因")).to_be_visible()
        wrong += seen(page, "notes")
        page.get_by_role("link", name="甲成果").click()
        page.get_by_role("textbox", name="答复").fill("已补办")
        page.get_by_role("button", name="提交答复").click()
        expect(page.get_by_text("已补办")).to_be_visible()

    assert wrong == []
    assert SupervisionNote.objects.get().answer == "已补办"
