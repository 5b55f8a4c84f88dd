"""材料审核结论 in a real browser: by keyboard and beside the pages, kept at once, into the return, asked for when passing."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from reviews.models import StepAct
from tests.factories.registrations import Office, bring_to, file_material, open_task
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser
HOST = "city-a.localhost"


def seen(page: Page, name: str) -> list[str]:
    """What is wrong with the page at both widths; pictures where somebody wants to look at them."""
    folder = os.environ.get("KEEP_SCREENSHOTS", "")
    keep = (lambda width: page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)) if folder else None
    return looked_at(page, keep)


def test_materials_are_judged_and_the_unfit_go_into_the_return(
    office: Office, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    application = bring_to(office, "registration_point")
    for material, name in (("work_report", "工作总结报告.pdf"), ("test_proof", "检测证明.pdf")):
        file_material(application, material, name)
    place = reverse("workbench:task", args=[open_task(application).id])

    with browsing(chromium, client_for(city_a, office.point), HOST) as page:
        page.goto(place)
        work, proof = page.locator("#material-work_report"), page.locator("#material-test_proof")
        work.get_by_role("link", name="工作总结报告.pdf", exact=True).click()
        here = page.locator("[data-judge-here]")
        here.get_by_role("button", name="合格", exact=True).click()
        expect(work.get_by_role("radio", name="合格", exact=True)).to_be_checked()
        expect(work.get_by_text("已保存")).to_be_visible()
        proof.get_by_role("radio", name="未看").focus()
        page.keyboard.press("2")
        page.keyboard.type("第 3 页缺检测机构公章")
        page.keyboard.press("Tab")
        expect(proof.get_by_text("已保存")).to_be_visible()
        expect(page.get_by_text("不合格 1 份")).to_be_visible()
        expect(page.get_by_label("材料不合格，仍要通过").first).to_be_visible()
        wrong = seen(page, "verdicts")
        page.reload()
        expect(proof.get_by_role("textbox")).to_have_value("第 3 页缺检测机构公章")
        page.get_by_role("button", name="审核通过", exact=True).click()
        expect(page.get_by_text("您认为材料不合格：检测证明").first).to_be_visible()
        wrong += seen(page, "verdicts-refused")
        page.locator("summary", has_text="退回修改").click()
        expect(page.locator("#form-return [name=item_text]").first).to_have_value("第 3 页缺检测机构公章")
        proof.get_by_role("textbox").fill("第 3 页缺公章")
        proof.get_by_role("textbox").press("Tab")
        expect(page.locator("#form-return [name=item_text]").first).to_have_value("第 3 页缺公章")
        page.locator("#form-return button[type=submit]").click()
        expect(page.get_by_text("已退回项目负责人修改")).to_be_visible()

    assert wrong == []
    act = StepAct.objects.get(application=application, action="return")
    assert act.items == [{"path": "materials.test_proof", "text": "第 3 页缺公章"}]
    assert [(each["material"], each["fitness"]) for each in act.verdicts] == [
        ("work_report", "fit"),
        ("test_proof", "unfit"),
    ]
