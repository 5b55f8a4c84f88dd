"""The rarer acts on the application page: what is offered, what a refused form keeps, who sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from reviews.models import StepTask
from tests.factories.registrations import Office, approve, bring_to, key, open_task, version_of
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]


def address(task: StepTask, action: str) -> str:
    return reverse("workbench:steer", args=[task.id, action])


def test_a_task_is_claimed_from_its_page(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    task, client = open_task(application), client_for(city_a, office.point)

    answer = client.post(
        address(task, "claim"), {"idempotency_key": key(), "version": version_of(application)}, follow=True
    )

    assert "已由您签收" in answer.content.decode()
    task.refresh_from_db()
    assert task.claimed_by == office.point
    assert (
        "现在没有轮到您"
        in client_for(city_a, office.second_point).get(reverse("workbench:task", args=[task.id])).content.decode()
    )


def test_what_was_typed_comes_back_with_what_is_missing(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")

    answer = client_for(city_a, office.point).post(
        address(open_task(application), "suspend"),
        {"idempotency_key": key(), "version": version_of(application), "basis": "", "opinion": "等待鉴定结论"},
    )

    assert answer.status_code == 422
    assert "请写明依据的条款" in answer.content.decode()
    assert "等待鉴定结论" in answer.content.decode()


@pytest.mark.parametrize(("who", "action"), [("other_point", "claim"), ("leader", "claim"), ("point", "demolish")])
def test_unknown_acts_and_strangers_find_nothing(
    office: Office, city_a: object, client_for: Clients, who: str, action: str
) -> None:
    application = bring_to(office, "registration_point")

    answer = client_for(city_a, getattr(office, who)).post(
        address(open_task(application), action), {"idempotency_key": key(), "version": version_of(application)}
    )

    assert answer.status_code == 404


@pytest.mark.browser
def test_a_step_goes_back_and_is_taken_back_in_a_browser(
    office: Office, city_a: object, client_for: Clients, chromium: Browser
) -> None:
    application = bring_to(office, "receive_paper")
    with browsing(chromium, client_for(city_a, office.second_point), "city-a.localhost") as page:
        page.goto(reverse("workbench:task", args=[open_task(application).id]))
        page.locator("summary", has_text="更多操作").click()
        wrong = looked_at(page)
        page.locator("summary", has_text="加签、委托").click()
        wrong += looked_at(page)
        page.locator("summary", has_text="退回前面的环节").click()
        page.get_by_label("退回到").select_option(label="成果登记点审核")
        page.locator("#act-opinion-return_to_step").fill("请核对完成人")
        wrong += looked_at(page)
        page.get_by_role("button", name="退回前面的环节").click()
        expect(page.get_by_text("已退回所选环节").first).to_be_visible()
    assert open_task(application).step_key == "registration_point"

    approve(application, office.point)
    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:application", args=[application.id]))
        page.locator("summary", has_text="更多操作").click()
        page.locator("summary", has_text="撤回本人办理").click()
        wrong += looked_at(page)
        page.get_by_role("button", name="撤回本人办理").click()
        expect(page.get_by_text("已撤回，请重新办理").first).to_be_visible()
    assert open_task(application).step_key == "registration_point"
    assert wrong == []
