"""时限 in a real browser: both limits beside each other, asking for more time, the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from reviews.models import ClockExtension
from tests.factories.accounts import make_staff
from tests.factories.clocks import with_limits
from tests.factories.registrations import Office, approve, submit_registration
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_more_time_is_asked_for_and_granted(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    extensible = with_limits(office, extension={"most": {"length": 10}, "basis": "《行政许可法》第四十二条"})
    head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office.department, name="科长")
    application = submit_registration(extensible)
    approve(application, office.unit)
    address = reverse("workbench:application", args=[application.id])

    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(address)
        clocks = page.locator("#clocks")
        expect(clocks).to_contain_text("法定时限")
        clocks.get_by_text("申请延长时限").click()
        clocks.get_by_role("textbox", name="理由").fill("需要实地核查")
        wrong = looked_at(page)
        clocks.get_by_role("button", name="提交申请").click()
        expect(page.locator("#clocks")).to_contain_text("待批准")
    with browsing(chromium, client_for(city_a, head), "city-a.localhost") as page:
        page.goto(address)
        page.locator("#clocks").get_by_role("button", name="批准延长").click()
        expect(page.locator("#clocks")).to_contain_text("已批准")
        page.locator("#clocks").get_by_text("计时台账").click()
        expect(page.locator("#clocks")).to_contain_text("延长时限10 个工作日")
        wrong += looked_at(page)

    assert wrong == []
    assert ClockExtension.objects.get().state == "granted"
