"""更正 in the browser: the list, the form of one value, the second person's answer; another tenant sees nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.domain.roles import RoleKey
from applications.models import Application, Rectification
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.records.models import LedgerEntry
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.rectifying import COMPLETERS, with_rectifiable
from tests.factories.registrations import Office, approve, evidence_for, key, submit_registration
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]
NAME, NUMBER = "completers[0].name", "completers[0].document_number"


def submitted(office: Office) -> Application:
    application = submit_registration(with_rectifiable(office), title="低炭烧结工艺", completers=COMPLETERS)
    approve(application, office.unit)
    return application


def pages(application: Application) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        reverse(f"workbench:{name}", args=[application.id])
        for name in ("rectifications", "start_rectification_evidence")
    )


def test_a_value_is_put_right_by_two_and_shows_its_trace(office: Office, city_a: object, client_for: Clients) -> None:
    application = submitted(office)
    place, start = pages(application)
    client, second = client_for(city_a, office.point), client_for(city_a, office.second_point)
    typed = {"path": "achievement_name", "new": "", "reason": "错别字", "idempotency_key": key()}

    form = client.get(place, {"path": "achievement_name"}).content.decode()
    bad = client.post(place, typed)
    ticket = client.post(start, {"name": "证书.pdf", "size": "9", "content_type": "application/pdf"})
    given = {**typed, "new": "低碳烧结工艺", "evidence": str(evidence_for(office.point, "证书.pdf"))}
    good = client.post(place, given, follow=True)
    row = Rectification.objects.get()
    one = reverse("workbench:rectification", args=[row.id])
    own = client.post(one, {"act": "confirm"})
    blank = second.post(one, {"act": "turn_down"})
    file = second.get(reverse("workbench:rectification_evidence", args=[row.id]))
    done = second.post(one, {"act": "confirm", "opinion": "属实"}, follow=True)
    late = second.post(one, {"act": "turn_down", "opinion": "不对"})
    twice = client.post(place, {**given, "new": "低炭烧结工艺了", "idempotency_key": key(), "path": "gone"})

    assert 'value="低炭烧结工艺"' in form
    assert (bad.status_code, "请填写更正后的内容" in bad.content.decode(), 'value="错别字"' in bad.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    assert (ticket.status_code, "url" in str(ticket.json())) == (200, True)
    assert "更正须由提出人以外的人核准" in good.content.decode()
    assert (own.status_code, blank.status_code, late.status_code, twice.status_code) == (404, 422, 409, 422)
    assert (file.status_code, "更正已生效" in done.content.decode()) == (302, True)
    trace = "已更正，提交时为："
    desk = client.get(reverse("workbench:application", args=[application.id])).content.decode()
    mine = client_for(city_a, office.leader).get(reverse("applications:application", args=[application.id]))
    assert [
        (trace in words, "低碳烧结工艺" in words, "更正登记内容" in words) for words in (desk, mine.content.decode())
    ] == [(True, True, True)] * 2


def test_personal_values_are_masked_until_somebody_asks(office: Office, city_a: object, client_for: Clients) -> None:
    application = submitted(office)
    place, _ = pages(application)
    client, second = client_for(city_a, office.point), client_for(city_a, office.second_point)
    form = client.get(place, {"path": NUMBER}).content.decode()
    client.post(place, {"path": NUMBER, "new": "E87654321", "reason": "错号", "idempotency_key": key()})
    one = reverse("workbench:rectification", args=[Rectification.objects.get().id])

    masked = second.get(one).content.decode() + second.get(place).content.decode()
    shown = second.post(one, {"act": "reveal"}).content.decode()

    assert ["E12345678" in words or "E87654321" in words for words in (form, masked)] == [False, False]
    assert ("E12345678" in shown, "E87654321" in shown) == (True, True)
    assert LedgerEntry.objects.filter(command="accounts.reveal_personal", actor_id=office.second_point.id).count() == 1


def test_where_nothing_can_be_put_right_the_page_says_so(office: Office, city_a: object, client_for: Clients) -> None:
    application = submit_registration(office, title="低炭烧结工艺")
    approve(application, office.unit)

    page = client_for(city_a, office.point).get(pages(application)[0])

    assert (page.status_code, "没有规定可以更正" in page.content.decode(), "还没有更正过" in page.content.decode()) == (
        200, True, True,
    )  # fmt: skip


def test_strangers_and_other_tenants_find_nothing(
    office: Office, city_a: object, city_b: object, client_for: Clients
) -> None:
    application = submitted(office)
    place, start = pages(application)
    given = {"path": NAME, "new": "张三丰", "reason": "错别字", "idempotency_key": key()}
    client_for(city_a, office.point).post(place, {**given, "evidence": str(evidence_for(office.point))})
    row = Rectification.objects.get()
    one, file = (reverse(f"workbench:{name}", args=[row.id]) for name in ("rectification", "rectification_evidence"))
    with tenant_context(city_b):  # type: ignore[arg-type]
        open_bureau(city_b)  # type: ignore[arg-type]
        foreigner = make_staff(RoleKey.REGISTRATION_POINT)
    people = [client_for(city_b, foreigner), *(client_for(city_a, who) for who in (office.other_point, office.leader))]

    for client in people:
        assert [client.get(each).status_code for each in (place, one, file)] == [404] * 3
        assert [client.post(each, {"act": "confirm"}).status_code for each in (place, start, one)] == [404] * 3
    unknown = client_for(city_a, office.point).get(reverse("workbench:rectification", args=[new_id()]))
    assert unknown.status_code == 404
    row.refresh_from_db()
    assert (row.state, Rectification.objects.count()) == ("asked", 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    office: Office, city_a: object, client_for: Clients, rows: int, django_assert_num_queries: Callable[..., object]
) -> None:
    application = submitted(office)
    place, _ = pages(application)
    client = client_for(city_a, office.point)
    for path, new in ((NAME, "张三丰"), (NUMBER, "E87654321"), ("achievement_name", "低碳烧结工艺"))[:rows]:
        client.post(place, {"path": path, "new": new, "reason": "错", "idempotency_key": key()})
    client.get(place)

    with django_assert_num_queries(9):  # type: ignore[attr-defined]
        client.get(place)


@pytest.mark.browser
def test_a_value_is_put_right_in_a_browser(
    office: Office, city_a: object, client_for: Clients, chromium: Browser
) -> None:
    application = submitted(office)
    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(pages(application)[0])
        page.get_by_role("link", name="更正 成果名称").click()
        page.get_by_label("更正为").fill("低碳烧结工艺")
        page.get_by_label("更正原因").fill("错别字")
        wrong = looked_at(page)
        page.get_by_role("button", name="提出更正").click()
        expect(page.get_by_text("更正须由提出人以外的人核准。")).to_be_visible()
    with browsing(chromium, client_for(city_a, office.second_point), "city-a.localhost") as page:
        page.goto(reverse("workbench:rectification", args=[Rectification.objects.get().id]))
        expect(page.get_by_text("原来的内容")).to_be_visible()
        wrong += looked_at(page)
        page.get_by_role("button", name="核准更正").click()
        expect(page.get_by_text("更正已生效，申报人已收到通知。")).to_be_visible()
    assert wrong == []
