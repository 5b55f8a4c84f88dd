"""Pages of 登记证书: of the office, of the applicant, of anybody with the sheet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from documents.services.object_store import current_store
from reviews.models import Certificate, CertificatePrint
from reviews.services.certificate_prints import typeset_certificates
from reviews.services.certificates import cancel_certificate, issue_certificates, reissue_certificate
from tests.factories.registrations import Office, acting, bring_to, decide
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]


def issued(office: Office, title: str = "发证的成果") -> Certificate:
    application = bring_to(office, "decide", title=title)
    decide(application, office.point)
    issue_certificates(acting(office.point), [application.id])
    return Certificate.objects.get(application=application)


def test_selected_ones_become_one_document(office: Office, city_a: object, client_for: Clients) -> None:
    current_store().make_bucket()
    first, second = issued(office, "一").application, bring_to(office, "decide", title="还没有批复")
    client = client_for(city_a, office.point)
    address = reverse("workbench:issue_certificates")

    nothing = client.post(address)
    refused = client.post(address, {"application": [str(first.id), str(second.id)]})
    made = client.post(address, {"application": [str(first.id)]}, follow=True)
    printed = CertificatePrint.objects.order_by("-requested_at")[0]
    early = client.get(reverse("certificates:print_file", args=[printed.id]))
    typeset_certificates(printed.id)
    page = client.get(reverse("certificates:print", args=[printed.id]), headers={"hx-request": "true"})
    file = client.get(reverse("certificates:print_file", args=[printed.id]))
    others = client_for(city_a, office.second_point).get(reverse("certificates:print", args=[printed.id]))

    assert nothing.status_code == 422
    assert (refused.status_code, "还没有批复" in refused.content.decode()) == (409, True)
    assert (made.status_code, "正在生成" in made.content.decode()) == (200, True)
    assert (early.status_code, page.status_code, file.status_code, others.status_code) == (404, 200, 302, 404)
    assert "共 1 份证书" in page.content.decode()


def test_a_certificate_is_printed_replaced_and_cancelled(office: Office, city_a: object, client_for: Clients) -> None:
    certificate, client = issued(office), client_for(city_a, office.point)
    page = client.get(reverse("workbench:certificate", args=[certificate.id]))
    print_one = client.post(reverse("workbench:print_certificate", args=[certificate.id]))
    bad = client.post(reverse("workbench:reissue_certificate", args=[certificate.id]), {"reissue_reason": " "})
    new = client.post(reverse("workbench:reissue_certificate", args=[certificate.id]), {"reissue_reason": "姓名有误"})
    second = Certificate.objects.get(state="valid")
    late = client.post(reverse("workbench:cancel_certificate", args=[certificate.id]), {"cancel_reason": "已换"})
    again = client.post(reverse("workbench:print_certificate", args=[certificate.id]))
    gone = client.post(reverse("workbench:cancel_certificate", args=[second.id]), {"cancel_reason": "争议成立"})
    after = client.get(reverse("workbench:certificate", args=[second.id]))

    assert (page.status_code, print_one.status_code, bad.status_code) == (200, 302, 422)
    assert "请写明原因。" in bad.content.decode()
    assert new["Location"] == reverse("workbench:certificate", args=[second.id])
    assert (late.status_code, again.status_code, gone.status_code) == (409, 409, 302)
    assert "争议成立" in after.content.decode()


def test_the_applicant_finds_his_certificate(office: Office, city_a: object, client_for: Clients) -> None:
    certificate = issued(office)
    waiting = bring_to(office, "decide")
    client = client_for(city_a, office.leader)
    own = reverse("certificates:own", args=[certificate.application_id])

    application = client.get(reverse("applications:application", args=[certificate.application_id]))
    page = client.get(own)
    made = client.post(own, follow=True)
    none = client.get(reverse("certificates:own", args=[waiting.id]))
    office_page = client.get(reverse("workbench:certificate", args=[certificate.id]))
    stranger = client_for(city_a, office.other_point).get(own)

    assert own in application.content.decode()
    assert certificate.number in page.content.decode()
    assert "打印证书" in made.content.decode()
    assert "还没有签发证书" in none.content.decode()
    assert (office_page.status_code, stranger.status_code) == (404, 404)


def test_anybody_checks_a_certificate(office: Office, city_a: object, client_for: Clients) -> None:
    certificate, anybody = issued(office, "公开核验的成果"), client_for(city_a)

    form = anybody.get(reverse("certificates:check_form"))
    valid = anybody.get(reverse("certificates:check", args=[certificate.code]))
    typed = anybody.get(reverse("certificates:check_form"), {"code": certificate.code.lower()})
    unknown = anybody.get(reverse("certificates:check", args=["0" * 12]))
    second = reissue_certificate(acting(office.point), certificate_id=certificate.id, reason="姓名有误")
    replaced = anybody.get(reverse("certificates:check", args=[certificate.code]))
    cancel_certificate(acting(office.point), certificate_id=second.id, reason="争议成立")
    cancelled = anybody.get(reverse("certificates:check", args=[second.code]))

    answers = [answer.content.decode() for answer in (valid, typed, replaced, cancelled)]
    assert [answer.status_code for answer in (form, valid, typed, unknown, replaced, cancelled)] == [
        200,
        200,
        200,
        404,
        200,
        200,
    ]
    assert ["本网站签发，现在有效" in answer for answer in answers] == [True, True, False, False]
    assert ["公开核验的成果" in answer for answer in answers] == [True, True, False, False]
    assert ("已换发，这一份不再有效" in answers[2], "已作废，不再有效" in answers[3]) == (True, True)
    assert "争议成立" not in answers[3]


def test_pages_of_the_office_are_hidden_from_everybody_else(
    office: Office, city_a: object, client_for: Clients
) -> None:
    certificate = issued(office, "别处看不到")
    for who in (office.other_point, office.supervising, office.leader, office.unit):
        client = client_for(city_a, who)
        page = client.get(reverse("workbench:certificate", args=[certificate.id]))
        acts = [
            client.post(reverse(f"workbench:{name}", args=[certificate.id]), {"reissue_reason": "不该"})
            for name in ("print_certificate", "reissue_certificate", "cancel_certificate")
        ]
        assert [answer.status_code for answer in (page, *acts)] == [404] * 4
        assert "别处看不到" not in client.get(reverse("workbench:certificates")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_has_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        issued(office, f"成果 {number}")
    client = client_for(city_a, office.point)
    client.get(reverse("workbench:certificates"))

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        page = client.get(reverse("workbench:certificates"), {"state": "valid"})

    assert page.content.decode().count("rv-title") == count


def test_the_search_keeps_the_filter_and_says_when_nothing_is_found(
    office: Office, city_a: object, client_for: Clients
) -> None:
    found, other = issued(office, "低碳烧结工艺"), issued(office, "铸造方法")
    client, address = client_for(city_a, office.point), reverse("workbench:certificates")

    page = client.get(address, {"q": "烧结", "state": "valid"})
    nothing = client.get(address, {"q": "不存在"})
    foreign = client_for(city_a, office.other_point).get(address, {"q": "烧结"})

    words = page.content.decode()
    assert ([row.id for row, _word in page.context["rows"]], other.title in words) == ([found.id], False)
    assert next(chip.url for chip in page.context["chips"]) == f"{address}?q=%E7%83%A7%E7%BB%93"
    assert ("没有找到证书" in nothing.content.decode(), foreign.context["rows"]) == (True, [])


@pytest.mark.browser
def test_the_office_finds_a_certificate(office: Office, city_a: object, client_for: Clients, chromium: Browser) -> None:
    found = issued(office, "低碳烧结工艺")
    issued(office, "铸造方法")

    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:certificates"))
        page.get_by_label("登记号或成果名称").fill("烧结")
        page.get_by_role("button", name="查找").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        expect(page.locator("tbody")).to_contain_text(found.number)
        wrong = looked_at(page)

    assert wrong == []
