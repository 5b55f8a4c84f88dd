"""Paper entered at the counter, in a real browser: who came, the form, the submission, the mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from applications.models import Application, Draft
from tests.factories.accounts import next_mobile
from tests.factories.applications import Town, fill_draft
from tests.factories.counter import bring_mandate
from tests.web.browsing import browsing, looked_at

pytestmark = pytest.mark.browser


def test_paper_is_entered_and_submitted_for_whoever_brought_it(
    town: Town, city_a: object, client_for: Callable[..., Client], chromium: Browser
) -> None:
    with browsing(chromium, client_for(city_a, town.point), "city-a.localhost") as page:
        page.goto(reverse("counter:home"))
        wrong = looked_at(page)
        page.get_by_role("link", name="科技成果登记").click()
        expect(page.locator("h1")).to_have_text("代录：科技成果登记")
        page.get_by_label("软科学").check()
        page.get_by_label("统一社会信用代码").fill(town.organisation.uscc)
        page.get_by_label("来办人姓名").fill("梁来办")
        expect(page.locator("#known-organisation")).to_contain_text(town.organisation.name)
        page.get_by_label("来办人手机号码").fill(next_mobile())
        page.get_by_label("与申报单位的关系").fill("经办人")
        wrong += looked_at(page)
        page.get_by_role("button", name="下一步").click()
        expect(page.locator("h1")).to_have_text("代录信息")
        wrong += looked_at(page)
        draft = Draft.objects.get()
        bring_mandate(draft, town.point, stamped=False)
        page.get_by_label("已核对：委托证明上盖有申报单位公章").check()
        page.get_by_role("button", name="保存并填写申报表").click()
        expect(page.get_by_role("button", name="开始填写")).to_be_visible()
        for box in page.locator("input[name=agreed]").all():
            box.check()
        wrong += looked_at(page)
        page.get_by_role("button", name="开始填写").click()
        expect(page.locator("#section-list")).to_contain_text("代录信息")
        fill_draft(draft)
        page.goto(reverse("applications:check", args=[draft.id]))
        page.locator("input[name=agreed]").check()
        page.get_by_role("button", name="提交申报").click()
        expect(page.locator("h1")).to_have_text(Application.objects.get().title)
        wrong += looked_at(page)

    application = Application.objects.get()
    assert wrong == []
    assert (application.channel, application.current_step) == ("counter", "registration_point")
