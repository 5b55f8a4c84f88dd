"""文书 on pages: the applicant reads and takes them, the office sees their delivery and notes a hand-over."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from applications.models import Application, NoticeDelivery, WrittenNotice
from applications.services.written_prints import typeset_written
from documents.services.object_store import current_store
from notifications.models import Delivery
from tenants.clock import now, today
from tests.factories.registrations import Office, approve, bring_to, decide, send_back, submit_again
from tests.services.reviews.test_deciding import undo
from tests.web.browsing import browsing, looked_at
from tests.web.reviews.test_whole_file import archive

Clients = Callable[..., Client]
HANDED = {"recipient": "周岳", "document": "letter", "note": "代收"}


def decided(office: Office, result: str = "refused", title: str = "低碳烧结工艺") -> WrittenNotice:
    application = bring_to(office, "decide", title=title)
    decide(application, office.point, result=result)
    return WrittenNotice.objects.select_related("application").get(application=application, kind="decision")


def test_the_applicant_reads_it_and_that_is_recorded_once(office: Office, city_a: object, client_for: Clients) -> None:
    notice = decided(office)
    client, mine = client_for(city_a, office.leader), reverse("applications:written", args=[notice.id])
    page = reverse("applications:application", args=[notice.application_id])
    before = client.get(page).content.decode()

    client.head(mine)
    unseen = NoticeDelivery.objects.count()
    opened = [client.get(mine) for _ in range(2)]

    words = opened[0].content.decode()
    assert (before.count("未查看"), mine in before, notice.number in before) == (2, True, True)
    assert ([answer.status_code for answer in opened], unseen) == ([200, 200], 0)
    assert ["行政复议" in words, office.organisation.name in words, notice.code[:4] in words] == [True, True, True]
    assert [(row.channel, row.noted_by_id) for row in NoticeDelivery.objects.all()] == [("viewed", office.leader.id)]
    assert client.get(page).content.decode().count("未查看") == 1


def test_the_document_is_asked_for_awaited_and_opened(office: Office, city_a: object, client_for: Clients) -> None:
    current_store().make_bucket()
    notice = decided(office)
    for name, user in (("applications:written", office.leader), ("workbench:written", office.point)):
        client = client_for(city_a, user)
        document, file = (reverse(f"{name}_{part}", args=[notice.id]) for part in ("document", "file"))
        early = client.get(file)
        asked = client.post(document, follow=True)
        waiting = client.get(document).content.decode()
        typeset_written(notice.id)
        state = client.get(document).content.decode()
        opened = client.get(file)

        fresh = name.startswith("applications")
        assert (early.status_code, asked.status_code) == (404 if fresh else 302, 200)
        assert ("hx-trigger" in waiting, "下载 PDF" in state, "hx-trigger" in state) == (fresh, True, False)
        assert (opened.status_code, "X-Amz-Signature" in opened["Location"]) == (302, True)


def test_the_office_sees_the_delivery_and_notes_a_hand_over(
    office: Office, city_a: object, client_for: Clients
) -> None:
    notice = decided(office)
    sent = Delivery.objects.filter(message__in=notice.message_ids, channel="sms", message__recipient=office.leader)
    sent.update(state="sent", sent_at=now(), receipt="delivered", receipt_at=now())
    client_for(city_a, office.leader).get(reverse("applications:written", args=[notice.id]))
    client, place = client_for(city_a, office.point), reverse("workbench:written_notice", args=[notice.id])
    listed = reverse("workbench:written_list", args=[notice.application_id])

    bad = client.post(place, {**HANDED, "recipient": "", "day": "2026-13-01"})
    done = client.post(place, {**HANDED, "day": today().isoformat()}, follow=True)
    whole, part = client.get(listed), client.get(listed, headers={"hx-request": "true"})

    wrong, words = bad.content.decode(), done.content.decode()
    assert (bad.status_code, "请填写收件人姓名" in wrong, "请填写送达日期" in wrong) == (422, True, True)
    assert ('value="代收"' in wrong, done.status_code) == (True, 200)
    assert ["已送达手机" in words, "网上查看" in words, "周*" in words, "周岳" in words] == [True, True, True, False]
    assert ["<html" in answer.content.decode() for answer in (whole, part)] == [True, False]
    assert ["已纸质送达" in answer.content.decode() for answer in (whole, part)] == [True, True]


def test_a_void_paper_says_why_and_takes_no_hand_over(office: Office, city_a: object, client_for: Clients) -> None:
    notice = decided(office, "registered")
    undo(office, notice.application, opinion="登记号写错")
    place = reverse("workbench:written_notice", args=[notice.id])

    mine = client_for(city_a, office.leader).get(reverse("applications:written", args=[notice.id]))
    office_page = client_for(city_a, office.point).get(place)
    refused = client_for(city_a, office.point).post(place, {**HANDED, "day": today().isoformat()})
    unset = client_for(city_a, office.point).post(reverse("workbench:written_document", args=[notice.id]))

    pages = [answer.content.decode() for answer in (mine, office_page)]
    assert ["登记号写错" in words for words in pages] == [True, True]
    assert ("登记送达" in pages[1], refused.status_code, unset.status_code) == (False, 409, 409)
    assert NoticeDelivery.objects.count() == 0


def test_nobody_else_reads_it(office: Office, city_a: object, city_b: object, client_for: Clients) -> None:
    notice = decided(office, title="别处看不到")
    names = ("applications:written", "workbench:written_notice")
    parts = [
        f"{base}_{part}" for base in ("applications:written", "workbench:written") for part in ("document", "file")
    ]
    addresses = [reverse(name, args=[notice.id]) for name in (*names, *parts)]
    listed = reverse("workbench:written_list", args=[notice.application_id])

    inside = [client_for(city_a, office.other_point).get(address).status_code for address in (*addresses, listed)]
    leader = client_for(city_a, office.leader).get(reverse("workbench:written_notice", args=[notice.id]))
    elsewhere = client_for(city_b).get(reverse("portal:verify_code", args=[notice.code]))

    assert inside == [404] * 7
    assert (leader.status_code, elsewhere.status_code) == (404, 404)
    assert NoticeDelivery.objects.count() == 0


def test_anybody_checks_a_paper_and_learns_nothing_of_its_words(
    office: Office, city_a: object, client_for: Clients
) -> None:
    cache.clear()
    notice, anybody = decided(office, "registered"), client_for(city_a)
    address = reverse("portal:verify_code", args=[notice.code])

    valid = anybody.get(address).content.decode()
    undo(office, notice.application)
    void = anybody.get(address).content.decode()

    assert [notice.number in words for words in (valid, void)] == [True, True]
    assert ["现在有效" in words for words in (valid, void)] == [True, False]
    assert [notice.application.title in words for words in (valid, void)] == [False, False]


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], rounds: int
) -> None:
    application = bring_to(office, "applicant_unit")
    for _ in range(rounds):
        send_and_return(office, application)
    client, listed = client_for(city_a, office.point), reverse("workbench:written_list", args=[application.id])
    client.get(listed)

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        page = client.get(listed, headers={"hx-request": "true"})

    assert page.content.decode().count("退回修改通知书") == rounds


def send_and_return(office: Office, application: Application) -> None:
    """Through the unit to the office, back to the leader, and in again."""
    approve(application, office.unit)
    send_back(application, office.point)
    submit_again(office, application)


def test_the_archive_holds_words_document_and_delivery(office: Office, city_a: object, client_for: Clients) -> None:
    current_store().make_bucket()
    notice = decided(office)
    client = client_for(city_a, office.point)
    client.post(reverse("workbench:written_document", args=[notice.id]))
    typeset_written(notice.id)
    client.post(reverse("workbench:written_notice", args=[notice.id]), {**HANDED, "day": today().isoformat()})

    found = archive(client, notice.application)

    page = found.read("办件全档.html").decode()
    assert [word in page for word in (notice.number, "行政复议", "周岳", "纸质送达")] == [True] * 4
    inside = [name for name in found.namelist() if name.startswith("文书/")]
    assert inside == [f"文书/02 {notice.title} {notice.number}.pdf"]


@pytest.mark.browser
def test_a_paper_is_read_and_its_delivery_recorded(
    office: Office, city_a: object, client_for: Clients, chromium: Browser
) -> None:
    current_store().make_bucket()
    notice, wrong = decided(office), []
    with browsing(chromium, client_for(city_a, office.leader), "city-a.localhost") as page:
        page.goto(reverse("applications:application", args=[notice.application_id]))
        page.get_by_role("link", name=notice.title).click()
        expect(page.get_by_role("article")).to_contain_text("行政复议")
        page.get_by_role("button", name="生成 PDF").click()
        expect(page.get_by_text("正在生成")).to_be_visible()
        typeset_written(notice.id)
        expect(page.get_by_role("link", name="下载 PDF")).to_be_visible()
        wrong += looked_at(page)
    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:application", args=[notice.application_id]))
        expect(page.locator("#written")).to_contain_text("已查看")
        wrong += looked_at(page)
        page.get_by_role("link", name=notice.title).click()
        page.get_by_label("收件人姓名").fill("周岳")
        page.get_by_label("出示的证件").select_option("letter")
        page.get_by_role("button", name="登记送达").click()
        expect(page.locator("main")).to_contain_text("纸质送达")
        wrong += looked_at(page)

    assert wrong == []
