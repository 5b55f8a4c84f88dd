"""工作日历 in a real browser: a day is typed, its consequences are read, it is set and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.records.models import CalendarOverlay
from tests.factories.accounts import make_staff
from tests.factories.registrations import Office, submit_registration
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_a_day_is_set_after_reading_what_it_moves(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    submit_registration(office)
    day = working_calendar().add_working_days(today(), 3).day
    setting = make_staff(RoleKey.CONFIGURATOR, department=office.department, name="配置员")

    with browsing(chromium, client_for(city_a, setting), "city-a.localhost") as page:
        page.goto(reverse("workbench:calendar"))
        expect(page.get_by_text("没有本地安排")).to_be_visible()
        wrong = looked_at(page)
        page.get_by_label("日期").fill(day.isoformat())
        page.get_by_label("事由").fill("台风停工")
        page.get_by_role("button", name="下一步：看影响").click()
        expect(page.get_by_text("请写明依据。").first).to_be_visible()
        page.get_by_label("依据").fill("防汛指挥部第3号通告")
        page.get_by_role("button", name="下一步：看影响").click()
        expect(page.get_by_text("1 件办件的 2 个正在计时的期限将改变")).to_be_visible()
        wrong += looked_at(page)
        page.get_by_role("button", name="确认设置").click()
        expect(page.get_by_role("cell", name="防汛指挥部第3号通告")).to_be_visible()
        wrong += looked_at(page)
        page.get_by_role("link", name="取消").click()
        page.get_by_role("button", name="取消这一天的安排").click()
        expect(page.get_by_text("没有本地安排")).to_be_visible()

    assert wrong == []
    assert not CalendarOverlay.objects.exists()
