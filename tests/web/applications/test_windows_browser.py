"""The window of application in a real browser: under its date, and on the check before submission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tenants.clock import today
from tests.factories.accounts import fresh_actor
from tests.factories.applications import SECTIONS, Town, begin_draft, type_section
from tests.web.applications.test_windows import WINDOW, with_windows
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_the_last_day_stands_under_the_date(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    timely = with_windows(town, WINDOW)
    draft = begin_draft(timely)
    recent = SECTIONS["evaluation"] | {"evaluation_date": (today() - timedelta(days=3)).isoformat()}
    type_section(draft, "evaluation", recent, actor=fresh_actor(timely.leader))

    with browsing(chromium, client_for(city_a, timely.leader), "city-a.localhost") as page:
        page.goto(reverse("applications:section", args=[draft.id, "evaluation"]))
        expect(page.locator("#windows-f-evaluation_date")).to_contain_text("验收后申报期限：自该日期起 6 个月")
        wrong = looked_at(page)
        page.goto(reverse("applications:check", args=[draft.id]))
        expect(page.get_by_role("heading", name="申请期限")).to_be_visible()
        wrong += looked_at(page)

    assert wrong == []
