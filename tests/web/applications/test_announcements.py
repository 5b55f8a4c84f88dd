"""Announcements: written by one, published by another, read by everybody of this city and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Announcement
from tenants.clock import today
from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.announcements import make_call, publish, write
from tests.factories.applications import Town

Sign = Callable[..., Client]


@pytest.fixture
def writer(town: Town) -> User:
    return make_staff(RoleKey.CONFIGURATOR)


@pytest.fixture
def publisher(town: Town) -> User:
    return make_staff(RoleKey.CONFIGURATION_APPROVER)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_from_writing_to_taking_down(writer: User, publisher: User, public: Client, as_user: Sign) -> None:
    author, approver = as_user(writer), as_user(publisher)
    given = {"kind": "notice", "title": "集中登记", "body": "请看 https://example.cn\n\n<b>第二段</b>"}

    assert author.get(reverse("publishing:write")).status_code == 200
    assert author.post(reverse("publishing:write"), given | {"title": " "}).status_code == 422
    made = author.post(reverse("publishing:write"), given)
    found = Announcement.objects.get()
    page, shown = reverse("publishing:announcement", args=[found.id]), reverse("portal:announcement", args=[found.id])
    assert made["Location"] == page
    changed = author.post(reverse("publishing:change", args=[found.id]), given | {"title": "年度集中登记"})
    assert (changed["Location"], author.get(reverse("publishing:change", args=[found.id])).status_code) == (page, 200)
    assert public.get(shown).status_code == 404

    act = reverse("publishing:publish", args=[found.id])
    assert author.post(act, {"publish_on": today()}).status_code == 404
    assert approver.post(act, {"publish_on": today() - timedelta(days=1)}).status_code == 422
    assert approver.post(act, {"publish_on": today()})["Location"] == page
    assert approver.post(act, {"publish_on": today()}).status_code == 409
    read = text(public.get(shown))
    assert ("年度集中登记" in read, '<a href="https://example.cn"' in read, "<b>第二段" in read) == (True, True, False)
    assert "年度集中登记" in text(public.get(reverse("portal:home")))
    assert "年度集中登记" in text(public.get(reverse("portal:search"), {"q": "集中 登记"}))
    assert author.post(reverse("publishing:change", args=[found.id]), given).status_code == 409

    down = reverse("publishing:take_down", args=[found.id])
    assert approver.post(down, {"reason": " "}).status_code == 422
    assert approver.post(down, {"reason": "日期有误"})["Location"] == page
    assert public.get(shown).status_code == 404
    assert "年度集中登记" not in text(public.get(reverse("portal:home")))
    assert "日期有误" in text(author.get(page))
    commands = LedgerEntry.objects.filter(subject_id=found.id).order_by("id").values_list("command", flat=True)
    assert [name.removeprefix("applications.") for name in commands] == [
        "write_announcement", "change_announcement", "publish_announcement", "take_down_announcement",
    ]  # fmt: skip


def test_a_publish_day_to_come_is_not_shown_before_it(writer: User, publisher: User, public: Client) -> None:
    later = publish(write(writer, "明日公告"), publisher, on=today() + timedelta(days=1))
    publish(write(writer, "今日公告"), publisher)

    page = text(public.get(reverse("portal:announcements")))

    assert ("今日公告" in page, "明日公告" in page) == (True, False)
    assert public.get(reverse("portal:announcement", args=[later.id])).status_code == 404


def test_home_shows_open_calls_with_their_days_left(
    writer: User, publisher: User, public: Client, time_machine: object
) -> None:
    far = make_call(writer, publisher, "转化需求征集", days=30)
    near = make_call(writer, publisher, "第四季度登记", days=5, code="achievement-registration")

    home = public.get(reverse("portal:home"))
    detail = text(public.get(reverse("portal:announcement", args=[near.id])))

    calls = [(call.announcement, call.state, call.words) for call in home.context["calls"]]
    assert calls == [(near, "due_soon", "还剩 5 天"), (far, "in_time", "还剩 30 天")]
    assert reverse("portal:guide", args=["achievement-registration"]) in detail
    Announcement.objects.filter(pk=near.pk).update(closes_on=today() - timedelta(days=1))
    assert [call.announcement for call in public.get(reverse("portal:home")).context["calls"]] == [far]
    assert "已截止" in text(public.get(reverse("portal:announcement", args=[near.id])))


def test_the_list_is_by_kind_and_by_pages(writer: User, publisher: User, public: Client) -> None:
    for serial in range(21):
        publish(write(writer, f"公告{serial:02}"), publisher)
    publish(write(writer, "一份政策", kind="policy"), publisher)
    url = reverse("portal:announcements")

    first = public.get(url, {"kind": "notice"}).context["page"]
    second = public.get(url, {"kind": "notice", "after": first.next_cursor}).context["page"]
    policies = public.get(url, {"kind": "policy"}).context["page"]

    assert [each.title for each in first.rows] == [f"公告{serial:02}" for serial in range(20, 0, -1)]
    assert ([each.title for each in second.rows], second.next_cursor) == (["公告00"], "")
    assert [each.title for each in policies.rows] == ["一份政策"]


def test_nobody_else_writes_or_reads_drafts(writer: User, as_user: Sign, town: Town) -> None:
    draft = write(writer, "内部草稿")

    for user in (make_staff(RoleKey.BUSINESS_OFFICE), make_staff(RoleKey.SYSTEM_ADMINISTRATOR), town.leader):
        client = as_user(user)
        pages = [reverse("publishing:announcements"), reverse("publishing:write")]
        pages += [reverse(f"publishing:{name}", args=[draft.id]) for name in ("announcement", "change")]
        assert [client.get(page).status_code for page in pages] == [404] * 4
        assert (
            client.post(reverse("publishing:write"), {"kind": "notice", "title": "x", "body": "x"}).status_code == 404
        )
    assert Announcement.objects.count() == 1


def test_another_citys_announcements_are_its_own(
    writer: User, publisher: User, public: Client, as_user: Sign, city_b: Jurisdiction
) -> None:
    with tenant_context(city_b):
        open_bureau(city_b)
        theirs = make_call(make_staff(RoleKey.CONFIGURATOR), make_staff(RoleKey.CONFIGURATION_APPROVER), "乙市专有")

    pages = [reverse("portal:home"), reverse("portal:announcements"), f"{reverse('portal:search')}?q=乙市专有"]
    assert ["乙市专有</a>" in text(public.get(page)) for page in pages] == [False] * 3
    assert public.get(reverse("portal:announcement", args=[theirs.id])).status_code == 404
    client = as_user(publisher)
    assert client.get(reverse("publishing:announcement", args=[theirs.id])).status_code == 404
    assert client.post(reverse("publishing:take_down", args=[theirs.id]), {"reason": "x"}).status_code == 404
    with tenant_context(city_b):
        theirs.refresh_from_db()
    assert theirs.state == "published"


@pytest.mark.parametrize("name", ["portal:announcements", "portal:home", "publishing:announcements"])
def test_lists_cost_the_same_at_one_and_three_rows(writer: User, publisher: User, as_user: Sign, name: str) -> None:
    client, counts = as_user(writer), []
    client.get(reverse(name))

    for more in (1, 2):
        for _ in range(more):
            make_call(writer, publisher)
            publish(write(writer), publisher)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        counts.append(len([query for query in queries if "set_config" not in query["sql"]]))

    assert counts[0] == counts[1] <= 12
