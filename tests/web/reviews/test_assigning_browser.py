"""办理人 in a real browser, wide and on a phone: whoever passes a step chooses who is next."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from reviews.models import TaskCandidate
from tenants.records.services.relay import relay_messages
from tests.factories.assigning import with_steps
from tests.factories.registrations import Office, approve, bring_to, open_task, submit_registration
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"


def seen(page: Page, name: str) -> list[str]:
    """What is wrong with the page at both widths; pictures where somebody wants to look at them."""
    folder = os.environ.get("KEEP_SCREENSHOTS", "")
    return looked_at(page, (lambda width: page.screenshot(path=f"{folder}/{name}-{width}.png")) if folder else None)


def test_the_person_before_chooses_who_is_next(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    step = {
        "key": "asked",
        "name": "专人初核",
        "assignee": {"kind": "previous_choice", "role": "registration_point"},
    }
    application = submit_registration(with_steps(office, step))

    with browsing(chromium, client_for(city_a, office.unit), HOST) as page:
        page.goto(reverse("workbench:application", args=[application.id]))
        group = page.get_by_role("group", name="下一环节“专人初核”的办理人")
        expect(group).to_be_visible()
        page.get_by_role("button", name="审核通过").click()
        expect(group.get_by_text("请选择下一环节“专人初核”的办理人。")).to_be_visible()
        wrong = seen(page, "choice")
        group.get_by_label("林惠民").check()
        page.get_by_role("button", name="审核通过").click()
        expect(page.get_by_text("已审核通过").first).to_be_visible()

    assert wrong == []
    asked = TaskCandidate.objects.filter(task=open_task(application), open=True)
    assert [each.principal for each in asked] == [f"u:{office.second_point.id}"]


def test_somebody_above_gives_out_many_at_once(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    applications = [bring_to(office, "registration_point", title=title) for title in ("甲成果", "乙成果", "丙成果")]

    with browsing(chromium, client_for(city_a, office.supervising), HOST) as page:
        page.goto(reverse("workbench:supervision"))
        page.get_by_role("link", name="分办、改派").click()
        expect(page.get_by_role("heading", name="分办、改派")).to_be_visible()
        for title in ("甲成果", "乙成果"):
            page.get_by_role("checkbox", name=title).check()
        wrong = seen(page, "give-out")
        page.get_by_label("办理人").select_option(label="林惠民（成果科，在办 0 件）")
        page.get_by_role("button", name="分办").click()
        expect(page.get_by_text("已处理 0 件，共 2 件")).to_be_visible()
        wrong += seen(page, "giving-out")
        relay_messages()
        expect(page.get_by_text("已分办 2 件。")).to_be_visible(timeout=15_000)
        wrong += seen(page, "given-out")
        page.get_by_role("link", name="继续分办").click()
        page.get_by_role("checkbox", name="甲成果").check()
        page.get_by_label("办理人").select_option(label="程清和（成果科，在办 0 件）")
        page.get_by_role("button", name="分办").click()
        relay_messages()
        expect(page.get_by_text("已分办 1 件。")).to_be_visible(timeout=15_000)

    assert wrong == []
    asked = [TaskCandidate.objects.get(task=open_task(each), open=True).principal for each in applications]
    group = f"r:registration_point:{office.department.id}"
    assert asked == [f"u:{office.point.id}", f"u:{office.second_point.id}", group]


def test_a_seal_and_a_notice_wait_for_what_they_need(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    point = {"kind": "role", "role": "registration_point"}
    seal = {"key": "seal", "name": "用印", "kind": "seal", "assignee": point}
    notice = {"key": "publicity", "name": "公示", "kind": "public_notice", "assignee": point}
    wrong = []
    for step, words in ((seal, "用印扫描件"), (notice, "公示期满的次日自动转入下一环节")):
        application = submit_registration(with_steps(office, step), title=f"等待{step['name']}")
        approve(application, office.unit)
        with browsing(chromium, client_for(city_a, office.point), HOST) as page:
            page.goto(reverse("workbench:application", args=[application.id]))
            expect(page.locator("#panel").get_by_text(words).first).to_be_visible()
            page.locator("#panel").scroll_into_view_if_needed()
            wrong += seen(page, str(step["key"]))

    assert wrong == []
