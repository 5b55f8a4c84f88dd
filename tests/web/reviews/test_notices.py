"""Pages of 公示: of the office, of the applicant, of the portal. Nobody else finds them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from reviews.models import PublicNotice
from reviews.services.notices import prepare_notice, release_notice, withdraw_notice
from tenants.clock import today
from tests.factories.registrations import Office, acting, bring_to, evidence_for

Clients = Callable[..., Client]
SENTENCE = "您选择的成果登记，在成果登记点未接收纸质材料之前，无法导出公示信息。"


def released(office: Office, title: str = "公示的成果") -> PublicNotice:
    notice_id = prepare_notice(acting(office.point), bring_to(office, "decide", title=title).id)
    return release_notice(acting(office.second_point), notice_id=notice_id)


def test_one_that_is_not_so_far_blocks_the_export_and_is_named(
    office: Office, city_a: object, client_for: Clients
) -> None:
    ready, waiting = bring_to(office, "decide", title="已收材料"), bring_to(office, "receive_paper", title="未收材料")
    client = client_for(city_a, office.point)

    refused = client.post(reverse("workbench:export_notices"), {"application": [str(ready.id), str(waiting.id)]})
    made = client.post(reverse("workbench:export_notices"), {"application": [str(ready.id)]})

    body = refused.content.decode()
    assert (refused.status_code, body.count(SENTENCE), body.count("未收材料"), "已收材料" in body) == (422, 1, 1, False)
    assert (made.status_code, made.content[:2]) == (200, b"PK")
    assert made["Content-Disposition"].startswith("attachment;")


def test_a_notice_goes_from_preparation_to_the_portal_and_away(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = bring_to(office, "decide", title="走完公示")
    first, second, anybody = (
        client_for(city_a, office.point),
        client_for(city_a, office.second_point),
        client_for(city_a),
    )

    prepared = first.post(reverse("workbench:prepare_notices"), {"application": [str(application.id)]}, follow=True)
    notice = PublicNotice.objects.get()
    own = [client.get(reverse("workbench:notice", args=[notice.id])).content.decode() for client in (first, second)]
    alone = first.post(reverse("workbench:release_notice", args=[notice.id]))
    before = anybody.get(reverse("notices:notice", args=[notice.id]))
    second.post(reverse("workbench:release_notice", args=[notice.id]))
    shown = anybody.get(reverse("notices:notice", args=[notice.id]))
    listed = anybody.get(reverse("notices:list"))
    bad = first.post(
        reverse("workbench:record_posting", args=[notice.id]), {"url": "kj.example.cn", "day": "2026-13-01"}
    )
    posted = first.post(
        reverse("workbench:record_posting", args=[notice.id]),
        {"url": "https://kj.example.cn/1", "day": today().isoformat(), "evidence": str(evidence_for(office.point))},
    )
    elsewhere = first.get(reverse("workbench:notice_html", args=[notice.id]))
    picture = first.get(reverse("workbench:notice_screenshot", args=[notice.id]))
    gone = first.post(reverse("workbench:withdraw_notice", args=[notice.id]), {"reason": "内容有误"})
    after = anybody.get(reverse("notices:notice", args=[notice.id]))

    assert "走完公示" in prepared.content.decode()
    assert ["走完公示" in page for page in own] == [True, True]
    assert (alone.status_code, "公示须由拟定人以外的另一人核对发布。" in alone.content.decode()) == (409, True)
    assert before.status_code == 404
    assert ["走完公示" in page.content.decode() for page in (shown, listed)] == [True, True]
    assert (bad.status_code, "kj.example.cn" in bad.content.decode()) == (422, True)
    assert [answer.status_code for answer in (posted, picture, gone)] == [302] * 3
    assert "script" not in elsewhere.content.decode()
    assert "这条公示已经撤下，内容不再公开。" in after.content.decode()
    assert "公示内容</h2>" not in after.content.decode()


def test_a_screenshot_gets_its_ticket(office: Office, city_a: object, client_for: Clients) -> None:
    notice, given = released(office), {"name": "截图.png", "size": "1000", "content_type": "image/png"}

    ticket = client_for(city_a, office.point).post(reverse("workbench:start_screenshot", args=[notice.id]), given)
    refused = client_for(city_a, office.unit).post(reverse("workbench:start_screenshot", args=[notice.id]), given)

    assert (ticket.status_code, "url" in ticket.json(), refused.status_code) == (200, True, 404)


def test_pages_of_the_office_are_hidden_from_everybody_else(
    office: Office, city_a: object, client_for: Clients
) -> None:
    notice = released(office, "别处看不到")
    for who in (office.other_point, office.supervising, office.leader, office.unit):
        client = client_for(city_a, who)
        pages = [client.get(reverse(f"workbench:{name}", args=[notice.id])) for name in ("notice", "notice_html")]
        pages.append(client.get(reverse("workbench:notice_screenshot", args=[notice.id])))
        acts = [
            client.post(reverse(f"workbench:{name}", args=[notice.id]), {"reason": "不该"})
            for name in ("release_notice", "withdraw_notice", "record_posting")
        ]
        assert [answer.status_code for answer in (*pages, *acts)] == [404] * 6
        assert "别处看不到" not in client.get(reverse("workbench:notices")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_have_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        released(office, f"成果 {number}")
    client, anybody = client_for(city_a, office.point), client_for(city_a)
    client.get(reverse("workbench:notices"))
    anybody.get(reverse("notices:list"))

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        inside = client.get(reverse("workbench:notices"))
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        outside = anybody.get(reverse("notices:list"))

    for response in (inside, outside):
        assert [row.title for row, _ in response.context["rows"]] == [f"成果 {n}" for n in reversed(range(count))]


def test_ended_and_withdrawn_notices_are_found_by_their_state(
    office: Office, city_a: object, client_for: Clients
) -> None:
    over, down, _running = released(office, "已到期的"), released(office, "撤下的"), released(office, "正在公示的")
    PublicNotice.objects.filter(pk=over.pk).update(ends_on=today() - timedelta(days=1))
    withdraw_notice(acting(office.point), notice_id=down.id, reason="内容有误")
    prepare_notice(acting(office.point), bring_to(office, "decide", title="还没发布的").id)
    found = {}
    for view in ("running", "ended", "withdrawn", "prepared", "junk"):
        page = client_for(city_a).get(reverse("notices:list"), {"view": view})
        found[view] = [row.title for row, _ in page.context["rows"]]

    assert found == {
        "running": ["正在公示的"],
        "ended": ["已到期的"],
        "withdrawn": ["撤下的"],
        "prepared": ["正在公示的"],
        "junk": ["正在公示的"],
    }


def test_the_applicant_exports_and_declares(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide", title="单位公示的成果")
    address, client = reverse("unit_notice:declare", args=[application.id]), client_for(city_a, office.leader)
    given = {"starts_on": "2026-11-01", "ends_on": "2026-11-03", "place": "一楼公告栏"}

    page = client.get(address)
    made = client.post(reverse("unit_notice:export"), {"application": [str(application.id)]})
    short = client.post(address, given)
    full = client.post(address, {**given, "ends_on": "2026-11-08"})
    hidden = [client_for(city_a, who).get(address).status_code for who in (office.supervising, office.other_point)]

    assert (page.status_code, made.status_code, made.content[:2]) == (200, 200, b"PK")
    assert (short.status_code, "一楼公告栏" in short.content.decode()) == (422, True)
    assert (full.status_code, "已申报" in client.get(address).content.decode()) == (302, True)
    assert hidden == [404, 404]


def test_an_applicant_who_is_too_early_reads_why(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "receive_paper")
    client = client_for(city_a, office.leader)

    page = client.get(reverse("unit_notice:declare", args=[application.id]))
    refused = client.post(reverse("unit_notice:export"), {"application": [str(application.id)]})

    assert (page.status_code, SENTENCE in page.content.decode()) == (200, True)
    assert (refused.status_code, SENTENCE in refused.content.decode()) == (422, True)
