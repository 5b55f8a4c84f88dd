"""The application page in a real browser: the chain as a drawing, and a decision on a phone in two taps."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from reviews.models import StepAct
from tests.factories.registrations import Office, approve, open_task, send_back, submit_again, submit_registration
from tests.web.browsing import NARROW, browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"


def seen(page: Page, name: str) -> list[str]:
    """What is wrong with the page at both widths; pictures where somebody wants to look at them."""
    folder = os.environ.get("KEEP_SCREENSHOTS", "")

    def keep(width: str) -> None:
        if folder:
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
            page.screenshot(path=f"{folder}/{name}-{width}-top.png")

    return looked_at(page, keep)


def test_a_leader_passes_a_matter_on_with_two_taps_from_the_message(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application = submit_registration(office, title="高强韧钢的热处理工艺", level="national_leading")
    send_back(application, office.unit, "请补充检测证明")
    submit_again(office, application, level="national_advanced")
    approve(application, office.unit, "材料齐全，同意上报")
    task = open_task(application)

    with browsing(chromium, client_for(city_a, office.point), HOST) as page:
        page.set_viewport_size(NARROW)
        page.goto(reverse("notifications:messages"))
        page.get_by_role("link", name="高强韧钢的热处理工艺").first.click()
        expect(page.get_by_role("heading", name="此前意见")).to_be_visible()
        expect(page.locator(".rv-opinions")).to_contain_text("材料齐全，同意上报")
        current = page.locator("[aria-current=step]")
        expect(current).to_contain_text("成果登记点审核")
        wrong = seen(page, "task")
        page.set_viewport_size(NARROW)
        page.locator(".rv-reach").get_by_role("button", name="审核通过").first.click()
        expect(page.get_by_text("已审核通过")).to_be_visible()
    with browsing(chromium, client_for(city_a, office.leader), HOST) as page:
        page.goto(reverse("applications:application", args=[application.id]))
        expect(page.locator("[aria-current=step]")).to_contain_text("递交纸质材料")
        expect(page.locator(".tb-chain")).not_to_contain_text("材料齐全，同意上报")
        wrong += seen(page, "own")

    assert wrong == []
    assert StepAct.objects.filter(task=task, action="approve").count() == 1
