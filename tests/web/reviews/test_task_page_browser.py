"""The application page in a real browser: the chain as a drawing, and a decision on a phone in two taps."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from procedures.domain.values import Json
from reviews.models import StepAct
from tests.factories.assigning import with_nodes
from tests.factories.registrations import (
    Office,
    approve,
    bring_to,
    open_task,
    send_back,
    submit_again,
    submit_registration,
)
from tests.web.browsing import NARROW, browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"


POINT = {"kind": "role", "role": "registration_point"}


def station(key: str, name: str) -> dict[str, Json]:
    return {"step": {"key": key, "name": name, "kind": "examine", "assignee": POINT, "limit_days": 3}}


#: As a bureau knows it: two opinions side by side, then a chief who is asked for large sums alone.
BLOCKS: tuple[dict[str, Json], ...] = (
    {
        "parallel": {
            "key": "opinions",
            "branches": [
                {"key": "business", "label": "业务审查", "nodes": [station("office_review", "业务科审查")]},
                {
                    "key": "joint",
                    "label": "部门会签",
                    "nodes": [station("policy", "政策法规科会签"), station("audit", "监督评估科会签")],
                },
            ],
        }
    },
    {
        "choose": {
            "key": "by_level",
            "branches": [
                {
                    "key": "leading",
                    "label": "国内领先以上",
                    "when": {"==": [{"var": "level"}, "national_leading"]},
                    "nodes": [station("chief", "分管领导审核")],
                }
            ],
            "otherwise": {"key": "others", "label": "其他", "nodes": []},
        }
    },
)


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


def test_a_leader_decides_on_a_phone_after_one_look_at_the_number(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application = bring_to(office, "decide", title="高强韧钢的热处理工艺")

    with browsing(chromium, client_for(city_a, office.point), HOST) as page:
        page.set_viewport_size(NARROW)
        page.goto(reverse("workbench:task", args=[open_task(application).id]))
        reach = page.locator(".rv-reach").get_by_role("button", name="经审查，予以登记。")
        expect(reach).to_be_visible()
        wrong = seen(page, "decide")
        page.set_viewport_size(NARROW)
        reach.click()
        expect(page.locator("#confirm-dialog-text")).to_contain_text("登记号")
        wrong += seen(page, "decide-asked")
        page.locator("#confirm-dialog-act").click()
        expect(page.get_by_text("已批复")).to_be_visible()

    assert wrong == []
    application.refresh_from_db()
    assert application.status == "approved"


def test_a_long_chain_is_folded_around_where_it_stands_and_printed_whole(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application = submit_registration(with_nodes(office, *BLOCKS), level="national_leading")
    approve(application, office.unit)
    wrong = []

    for who, name, address in (
        (office.point, "chain-office", reverse("workbench:application", args=[application.id])),
        (office.leader, "chain-own", reverse("applications:application", args=[application.id])),
    ):
        with browsing(chromium, client_for(city_a, who), HOST) as page:
            page.goto(address)
            near, whole = page.locator(".tb-chain-near"), page.locator(".tb-chain-whole")
            expect(near.locator("[aria-current=step]")).to_have_count(2)
            expect(near.get_by_text("申报单位审核")).to_be_visible()
            expect(whole.get_by_text("分管领导审核")).to_be_hidden()
            wrong += seen(page, name)
            page.emulate_media(media="print")
            expect(whole.get_by_text("分管领导审核")).to_be_visible()
            expect(near).to_be_hidden()
            page.emulate_media(media="screen")
            page.get_by_text("展开全部").click()
            expect(whole.get_by_text("分管领导审核")).to_be_visible()
            expect(near).to_be_hidden()
            wrong += seen(page, f"{name}-open")

    assert wrong == []
