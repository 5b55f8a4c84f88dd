"""Lists that are too long to be waited for: written by a worker, for whoever asked, for a day."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from accounts.models import User
from documents.models import StoredFile
from documents.services.object_store import current_store
from notifications.models import Delivery, Message
from reviews.queries.inbox import ListFilter
from reviews.services import list_export, list_exports
from reviews.services.list_columns import ListWish
from reviews.services.list_exports import request_export
from tenants.clock import now
from tenants.context import tenant_context
from tenants.domain.errors import ValidationFailed
from tenants.records.models import Job, LedgerEntry
from tenants.records.services.relay import relay_messages
from tests.factories.registrations import Office, acting, bring_to, open_registration
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]


@pytest.fixture(autouse=True)
def _two_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    current_store().make_bucket()
    monkeypatch.setattr(list_export, "AT_ONCE", 2)
    monkeypatch.setattr(list_export, "PAGE", 2)


def ask(client: Client, which: str = "inbox", query: str = "", **more: object) -> HttpResponse:
    return client.post(reverse("workbench:export", args=[which]) + query, {"column": ["number", "title"], **more})


def exports() -> list[Job]:
    return list(Job.objects.filter(kind="reviews.list_export").order_by("id"))


def sheet_of(export: Job) -> list[list[object]]:
    content = b"".join(current_store().read(StoredFile.objects.get(pk=export.pk).key))
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()]


def test_a_long_list_is_written_by_a_worker(office: Office, city_a: object, client_for: Clients) -> None:
    applications = [bring_to(office, "registration_point", title=f"成果 {at}") for at in range(5)]
    client = client_for(city_a, office.point)

    asked = ask(client)
    (export,) = exports()
    place = reverse("workbench:list_export", args=[export.id])
    early = (client.get(place), client.get(reverse("workbench:list_export_file", args=[export.id])))
    relay_messages()
    page = client.get(place, headers={"hx-request": "true"})
    file = client.get(reverse("workbench:list_export_file", args=[export.id]))

    assert (asked.status_code, asked["Location"]) == (302, place)
    assert ("正在生成" in early[0].content.decode(), early[1].status_code) == (True, 404)
    assert sheet_of(export) == [["受理编号", "名称"], *([each.number, each.title] for each in applications)]
    assert ("共 5 行" in page.content.decode(), "hx-get" in page.content.decode(), file.status_code) == (
        True,
        False,
        302,
    )
    told = Message.objects.get(event="list_export_ready")
    assert (told.recipient, told.url_path, told.title) == (office.point, place, "“待办”的导出文件已生成")
    assert Delivery.objects.filter(message=told).count() == 0
    entries = LedgerEntry.objects.filter(command__contains="list").order_by("id")
    assert [(entry.command, entry.actor_id, entry.data.get("rows")) for entry in entries] == [
        ("reviews.request_list_export", office.point.id, None),
        ("reviews.export_list", office.point.id, 5),
    ]


def test_a_short_list_still_comes_at_once(office: Office, city_a: object, client_for: Clients) -> None:
    bring_to(office, "registration_point")

    assert ask(client_for(city_a, office.point)).status_code == 200
    assert exports() == []


def test_the_filter_goes_along_and_rights_are_those_of_the_day(
    office: Office, city_a: object, client_for: Clients
) -> None:
    for at in range(3):
        bring_to(office, "registration_point", title=f"水稻 {at}")
        bring_to(office, "registration_point", title=f"钢材 {at}")
    client = client_for(city_a, office.point)

    ask(client, query="?q=水稻", fill="1")
    (filtered,) = exports()
    relay_messages()
    ask(client, "all")
    gone = exports()[1]
    User.objects.filter(pk=office.point.pk).update(is_active=False)
    relay_messages()

    gone.refresh_from_db()
    rows = sheet_of(filtered)
    assert [row[1] for row in rows[1:]] == ["水稻 0", "水稻 1", "水稻 2"]
    assert rows[0][2:] == ["办理结果", "办理意见", "登记号", "校验码（勿改）"]
    assert (gone.state, StoredFile.objects.filter(pk=gone.pk).count()) == ("failed", 0)


def test_one_is_asked_for_once_and_not_too_many(office: Office) -> None:
    actor = acting(office.point)
    wishes = [ListWish("all", ListFilter(text=f"成果 {at}"), ("number",)) for at in range(4)]

    same = {request_export(actor, wishes[0]) for _ in range(2)}
    for wish in wishes[1:3]:
        request_export(actor, wish)
    with pytest.raises(ValidationFailed) as refused:
        request_export(actor, wishes[3])

    assert (len(same), refused.value.problems[0].code) == (1, "exports_too_many")
    theirs = request_export(acting(office.second_point), wishes[3])
    assert Job.objects.get(pk=theirs).actor_id == office.second_point.id
    assert [("成果" in str(job.payload), job.payload["rows"]) for job in exports()] == [(False, 0)] * 4


def test_it_is_gone_after_a_day(office: Office, city_a: object, client_for: Clients, time_machine) -> None:
    for _ in range(3):
        bring_to(office, "registration_point")
    client = client_for(city_a, office.point)
    ask(client)
    relay_messages()
    (export,) = exports()

    time_machine.move_to(now() + timedelta(days=1, minutes=1), tick=False)
    relay_messages()

    assert (exports(), StoredFile.objects.filter(pk=export.id).count()) == ([], 0)
    assert client_for(city_a, office.point).get(reverse("workbench:list_export", args=[export.id])).status_code == 404


def test_it_is_its_owners_alone(office: Office, city_a: object, city_b: object, client_for: Clients) -> None:
    for _ in range(3):
        bring_to(office, "registration_point")
    ask(client_for(city_a, office.point))
    relay_messages()
    (export,) = exports()
    with tenant_context(city_b):  # type: ignore[arg-type]
        neighbour = open_registration(city_b).point  # type: ignore[arg-type]
    names = ("list_export", "list_export_file")

    answers = [
        client_for(city, who).get(reverse(f"workbench:{name}", args=[which])).status_code
        for city, who, which in [
            (city_a, office.second_point, export.id),
            (city_a, office.leader, export.id),
            (city_b, neighbour, export.id),
            (city_a, office.point, uuid4()),
        ]
        for name in names
    ]

    assert answers == [404] * 8


def test_one_that_no_sheet_can_hold_says_so(
    office: Office, city_a: object, client_for: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_exports, "MOST_ROWS", 3)
    for _ in range(5):
        bring_to(office, "registration_point")
    client = client_for(city_a, office.point)
    ask(client)
    relay_messages()

    page = client.get(reverse("workbench:list_export", args=[exports()[0].id]))

    assert "没有生成" in page.content.decode()
    assert StoredFile.objects.filter(purpose="list_export").count() == 0


@pytest.mark.browser
def test_a_long_list_is_watched_and_taken(
    office: Office, city_a: object, client_for: Clients, chromium: Browser
) -> None:
    for _ in range(3):
        bring_to(office, "registration_point")

    with browsing(chromium, client_for(city_a, office.point), "city-a.localhost") as page:
        page.goto(reverse("workbench:export", args=["inbox"]))
        page.get_by_role("button", name="导出").click()
        expect(page.locator("#export-state")).to_contain_text("正在生成")
        wrong = looked_at(page)
        relay_messages()
        expect(page.get_by_role("link", name="下载 Excel")).to_be_visible(timeout=15_000)
        wrong += looked_at(page)

    assert wrong == []
