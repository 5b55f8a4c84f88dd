"""短信用量: numbers and what did not arrive, masked, of this jurisdiction alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from accounts.models import Department, User
from notifications.models import Delivery, DeliveryState
from notifications.services.text_settings import store_rules
from tenants.clock import now
from tenants.context import tenant_context
from tests.factories.accounts import make_applicant, make_staff, open_bureau
from tests.factories.texts import undelivered_text
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]
PAGE, RESEND = "notifications:texts", "notifications:resend_texts"


@pytest.fixture
def administrator(bureau: Department, city_a: object, client_for: Clients) -> Client:
    return client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR))


def plain_text(person: User, **values: object) -> Delivery:
    text = undelivered_text(person)
    Delivery.objects.filter(pk=text.pk).update(receipt="", receipt_reason="", **values)
    return text


def test_numbers_by_day(administrator: Client) -> None:
    people = [make_applicant() for _ in range(5)]
    moment = now()
    undelivered_text(people[0])
    plain_text(people[1])
    Delivery.objects.filter(pk=plain_text(people[2]).pk).update(receipt="delivered", held_at=moment)
    plain_text(people[3], state=DeliveryState.FAILED, sent_at=None, failed_at=moment, error="gateway_refused: 503")
    plain_text(people[4], sent_at=moment - timedelta(days=2))
    plain_text(people[4], sent_at=moment - timedelta(days=30))
    store_rules({"signature": "甲市科技局", "daily_quota": 8})

    page = administrator.get(reverse(PAGE))

    days = page.context["days"]
    assert len(days) == 30
    assert [(day.sent, day.delivered, day.failed, day.held) for day in days[:3]] == [
        (3, 1, 2, 1),
        (0, 0, 0, 0),
        (1, 0, 0, 0),
    ]
    assert page.context["sum"] == {"sent": 4, "delivered": 1, "failed": 2, "held": 1}
    assert len(page.context["busy_days"]) == 2
    assert [(kind, reason) for _text, kind, reason in page.context["rows"]] == [
        ("办理消息", "短信网关拒绝发送（503）"),
        ("办理消息", "空号"),
    ]
    assert "3 / 8 条" in page.content.decode()
    assert "甲市科技局" in page.content.decode()


def test_nothing_personal_no_content_and_nothing_of_the_neighbour(administrator: Client, city_b: object) -> None:
    person = make_applicant()
    undelivered_text(person, title="高温合金")
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        neighbour = make_applicant()
        undelivered_text(neighbour, title="邻市成果", reason="邻市停机")

    page = administrator.get(reverse(PAGE)).content.decode()

    masked = f"{person.mobile[:3]}****{person.mobile[-4:]}"
    seen = [word in page for word in (masked, person.mobile, "高温合金", neighbour.mobile[-4:], "邻市")]
    assert seen == [True, False, False, False, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same(administrator: Client, django_assert_num_queries, rows: int) -> None:
    for _ in range(rows):
        undelivered_text(make_applicant())
    administrator.get(reverse(PAGE))

    # role, user, memberships, grants, three for the days, list, rules, sent today, unread count
    with django_assert_num_queries(11):
        administrator.get(reverse(PAGE))


def test_one_and_several_are_sent_again(administrator: Client) -> None:
    texts = [undelivered_text(make_applicant()) for _ in range(3)]

    one = administrator.post(reverse(RESEND), {"one": str(texts[0].id), "delivery": [str(texts[1].id)]}, follow=True)
    more = administrator.post(reverse(RESEND), {"delivery": [str(each.id) for each in texts]}, follow=True)
    none = administrator.post(reverse(RESEND), {"delivery": ["x"]})

    assert "已重发 1 条短信。" in one.content.decode()
    assert "已重发 2 条短信。" in more.content.decode()
    assert f"{texts[0].masked_address} 没有重发：已经重发过，请看新的一条。" in more.content.decode()
    assert (none.status_code, "请先勾选要重发的短信。" in none.content.decode()) == (422, True)
    assert Delivery.objects.filter(resends=1, state=DeliveryState.WAITING).count() == 3


@pytest.mark.parametrize("role", [RoleKey.SECURITY_ADMINISTRATOR, RoleKey.REGISTRATION_POINT, None])
def test_nobody_else(bureau: Department, city_a: object, client_for: Clients, role: RoleKey | None) -> None:
    text = undelivered_text(make_applicant())
    client = client_for(city_a, make_staff(role) if role else make_applicant())

    answers = [client.get(reverse(PAGE)), client.post(reverse(RESEND), {"one": str(text.id)})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Delivery.objects.filter(resends=1).count() == 0


def test_a_foreign_text_is_an_unknown_one(administrator: Client, city_b: object) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        foreign = undelivered_text(make_applicant())

    assert administrator.post(reverse(RESEND), {"one": str(foreign.id)}).status_code == 404
    with tenant_context(city_b):  # type: ignore[arg-type]
        assert Delivery.objects.filter(resends=1).count() == 0


@pytest.mark.browser
def test_an_administrator_sends_again(administrator: Client, chromium: Browser) -> None:
    for _ in range(3):
        undelivered_text(make_applicant(), reason="手机停机")
    store_rules({"signature": "甲市科技局", "daily_quota": 500})

    with browsing(chromium, administrator, "city-a.localhost") as page:
        page.goto(reverse(PAGE))
        wrong = looked_at(page)
        page.locator("[data-pick]").nth(0).check()
        page.locator("[data-pick]").nth(1).check()
        page.get_by_role("button", name="重发所选短信").click()
        expect(page.locator("body")).to_contain_text("已重发 2 条短信。")
        expect(page.locator("[data-pick]")).to_have_count(1)
        page.get_by_role("button", name="重发 139").click()
        expect(page.locator("body")).to_contain_text("已重发 1 条短信。")
        wrong += looked_at(page)

    assert wrong == []
