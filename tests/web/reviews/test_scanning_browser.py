"""Forty papers taken in with a scanner, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from reviews.models import PaperReceipt
from tests.factories.registrations import Office, bring_to
from tests.services.reviews.test_scanned_papers import printed, resubmitted
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_forty_papers_are_scanned_and_received_in_one_go(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    codes = [printed(bring_to(office, "receive_paper", title=f"第{at}项成果")) for at in range(1, 40)]
    codes.append(printed(resubmitted(office), 1))

    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:scan_papers"))
        box = page.locator("#scan-code")
        expect(box).to_be_focused()
        for code in (*codes[:-1], "0" * 12, codes[0]):
            box.fill(f"http://city-a.localhost/verify/{code}/")
            box.press("Enter")
        expect(page.locator("[data-scan-good]")).to_have_text("39")
        expect(page.locator("[data-scan-count]")).to_have_text("40")
        expect(page.locator("[data-scan-said]")).to_contain_text("已在列表中")
        box.fill(codes[-1].lower())
        box.press("Enter")
        reason = page.locator("input[name=older_reason]:visible")
        expect(reason).to_be_focused()
        reason.fill("两版仅联系电话不同")
        wrong = looked_at(page)
        page.fill("#batch-storage_place", "三号柜")
        page.get_by_role("button", name="全部接收").click()
        expect(page.locator("main")).to_contain_text("已接收 40 件，未接收 0 件", timeout=60_000)
        wrong += looked_at(page)

    assert wrong == []
    assert PaperReceipt.objects.filter(storage_place="三号柜").count() == 40
    assert PaperReceipt.objects.get(older_reason="两版仅联系电话不同").round == 1
