"""离岗移交 in a real browser: the list first, then one act."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from accounts.queries.people import grants_in_force
from tests.factories.accounts import make_staff
from tests.factories.registrations import Office
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_somebody_hands_over_everything(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    security, successor = make_staff(RoleKey.SECURITY_ADMINISTRATOR), make_staff()

    with browsing(chromium, client_for(city_a, security), "city-a.localhost") as page:
        page.goto(reverse("accounts:grants_of_person", args=[office.point.id]))
        page.get_by_role("link", name="离岗移交").click()
        page.get_by_role("textbox", name="接手人").fill("13900000000")
        page.get_by_role("button", name="查看移交清单").click()
        expect(page.locator("[data-error-summary]")).to_be_visible()
        wrong = looked_at(page)
        page.get_by_role("textbox", name="接手人").fill(successor.mobile)
        page.get_by_role("button", name="查看移交清单").click()
        expect(page.locator("#plan")).to_contain_text("收回并授予接手人")
        wrong += looked_at(page)
        page.get_by_role("button", name="确认移交").click()
        page.get_by_role("button", name="移交", exact=True).click()
        expect(page.locator("[data-toast], .tb-toast").first).to_be_visible()

    assert wrong == []
    assert grants_in_force().filter(user=successor).count() == 1
    assert grants_in_force().filter(user=office.point).count() == 0
