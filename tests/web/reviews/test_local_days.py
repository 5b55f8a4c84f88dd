"""工作日历: a local day is previewed, set, taken back; limits follow in a task; walls and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application
from reviews.queries.local_days import local_days
from reviews.services.clock_calendar import recompute_clocks
from tenants import hints
from tenants.clock import clock_set_to, now
from tenants.context import tenant_context
from tenants.hints import Hint
from tenants.models import Jurisdiction
from tenants.records.models import CalendarOverlay, Job, LedgerEntry
from tenants.records.services.relay import relay_messages
from tenants.services.days_from_above import KIND, run_days_from_above
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.clocks import at, suspend
from tests.factories.registrations import Office, approve, open_registration, submit_registration

Clients = Callable[..., Client]
TYPHOON = {"day": "2026-07-20", "kind": "off", "reason": "台风停工", "basis": "防汛指挥部第3号通告"}


@pytest.fixture
def setting(office: Office) -> User:
    with clock_set_to(at("2026-01-05")):
        return make_staff(RoleKey.CONFIGURATOR, department=office.department, name="配置员")


@pytest.fixture
def desk(city_a: Jurisdiction, client_for: Clients, setting: User) -> Client:
    return client_for(city_a, setting)


def submitted(office: Office, day: str) -> Application:
    with clock_set_to(at(day)):
        return submit_registration(office)


def post(client: Client, **fields: str) -> Any:
    return client.post(reverse("workbench:calendar"), {**TYPHOON, **fields})


def test_the_preview_says_what_moves_and_the_confirmation_moves_it(
    office: Office, desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """Promised in five working days, by law in twenty: 17 July to 23 July and 13 August, each a day later."""
    moved, stopped, over = (submitted(office, day) for day in ("2026-07-16", "2026-07-16", "2026-07-09"))
    with clock_set_to(at("2026-07-17")):
        suspend(stopped, office.point, basis="《某条例》第十条")
        hints.take_due(now().replace(year=2200), Hint.DUE_WORK)

        preview = post(desk, step="preview").content.decode()
        before = CalendarOverlay.objects.count()
        with django_capture_on_commit_callbacks(execute=True):
            done = post(desk, step="confirm")
        woken = hints.take_due(now(), Hint.DUE_WORK)
        recompute_clocks()

    # Of the one submitted on the 9th the promise ended on the 16th: only its statutory limit moves.
    assert "2 件办件的 3 个正在计时的期限将改变" in preview
    assert ("3 个推后" in preview, "提前" in preview, "防汛指挥部第3号通告" in preview) == (True, False, True)
    assert before == 0
    assert done.status_code == 302
    assert woken == ["t_city_a"]
    for each, due in ((moved, "2026-07-24"), (stopped, None), (over, "2026-07-16")):
        each.refresh_from_db()
        assert (str(each.promised_due) if each.promised_due else None) == due
    told = LedgerEntry.objects.get(command="reviews.set_local_day")
    assert told.data == {"day": "2026-07-20", "is_working": False}


def test_a_worked_saturday_makes_limits_end_earlier_and_taking_it_back_later(office: Office, desk: Client) -> None:
    application = submitted(office, "2026-07-16")
    worked = {"day": "2026-07-18", "kind": "worked", "reason": "调休"}
    with clock_set_to(at("2026-07-17")):
        preview = post(desk, **worked, step="preview").content.decode()
        post(desk, **worked, step="confirm")
        recompute_clocks()
        application.refresh_from_db()
        earlier = application.promised_due
        row = CalendarOverlay.objects.get()
        address = reverse("workbench:calendar_day", args=[row.id])
        removal = desk.get(address).content.decode()
        gone = desk.post(address)
        recompute_clocks()
        again = desk.post(address)

    application.refresh_from_db()
    assert ("2 个提前" in preview, "2 个推后" in removal) == (True, True)
    assert (str(earlier), str(application.promised_due)) == ("2026-07-22", "2026-07-23")
    assert (gone.status_code, again.status_code) == (302, 404)
    assert not CalendarOverlay.objects.exists()
    assert LedgerEntry.objects.filter(command="reviews.remove_local_day").count() == 1


def test_what_becomes_overdue_is_said(office: Office, desk: Client) -> None:
    """By 5 working days from Friday 10 July due on the 17th; with Saturday the 11th worked, on the 16th."""
    submitted(office, "2026-07-10")

    with clock_set_to(at("2026-07-17")):
        preview = post(desk, day="2026-07-11", kind="worked", step="preview").content.decode()

    assert "1 个因此成为已超期" in preview


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": ""}, "请填写日期。"),
        ({"reason": ""}, "请写明事由。"),
        ({"basis": " "}, "请写明依据。"),
        ({"kind": "worked"}, "2026年7月20日本来就上班，不必设置。"),
        ({"day": "2030-01-01"}, "日期须在 2025年1月1日 至 2027年12月31日 之间。"),
    ],
)
@pytest.mark.parametrize("step", ["preview", "confirm"])
def test_what_is_wrong_stays_typed(desk: Client, wrong: dict[str, str], words: str, step: str) -> None:
    with clock_set_to(at("2026-07-17")):
        answer = post(desk, **wrong, step=step)

    assert answer.status_code == 422
    body = answer.content.decode()
    assert words in body
    assert 'value="防汛指挥部第3号通告"' in body or "basis" in wrong
    assert not CalendarOverlay.objects.exists()


def test_back_to_the_form_keeps_what_was_typed(desk: Client) -> None:
    with clock_set_to(at("2026-07-17")):
        answer = post(desk, step="edit")

    assert answer.status_code == 200
    assert 'value="台风停工"' in answer.content.decode()
    assert not CalendarOverlay.objects.exists()


def test_the_same_day_is_set_once(desk: Client) -> None:
    with clock_set_to(at("2026-07-17")):
        post(desk, step="confirm")
        again = post(desk, step="confirm")

    assert again.status_code == 422
    assert "2026年7月20日已有本地安排" in again.content.decode()
    assert CalendarOverlay.objects.count() == 1


def test_the_approver_reads_and_nobody_else_comes_near(
    city_a: Jurisdiction, client_for: Clients, office: Office
) -> None:
    row = CalendarOverlay.objects.create(day="2026-07-20", is_working=False, reason="台风停工", basis="通告")
    approver = client_for(city_a, make_staff(RoleKey.CONFIGURATION_APPROVER, department=office.department))
    addresses = [reverse("workbench:calendar"), reverse("workbench:calendar_day", args=[row.id])]

    read = approver.get(addresses[0])
    refused = [approver.post(addresses[0], TYPHOON), approver.get(addresses[1]), approver.post(addresses[1])]
    for user in (office.point, office.supervising, office.leader, office.system):
        client = client_for(city_a, user)
        refused += [client.get(addresses[0]), client.post(addresses[0], TYPHOON), client.post(addresses[1])]

    assert ("台风停工" in read.content.decode(), "设置一天" in read.content.decode()) == (True, False)
    assert {each.status_code for each in refused} == {404}
    assert CalendarOverlay.objects.count() == 1


def test_another_city_has_its_own_days(city_b: Jurisdiction, client_for: Clients, office: Office, desk: Client) -> None:
    mine = submitted(office, "2026-07-16")
    with clock_set_to(at("2026-01-05")), tenant_context(city_b):
        theirs = make_staff(RoleKey.CONFIGURATOR, department=open_bureau(city_b))
        row = CalendarOverlay.objects.create(day="2026-07-20", is_working=False, reason="乙市台风", basis="乙市通告")
    other = client_for(city_b, theirs)
    with clock_set_to(at("2026-07-17")):
        recompute_clocks()
        listed = desk.get(reverse("workbench:calendar")).content.decode()
        foreign = reverse("workbench:calendar_day", args=[row.id])
        answers = [desk.get(foreign), desk.post(foreign)]
        preview = other.post(reverse("workbench:calendar"), {**TYPHOON, "day": "2026-07-21"}).content.decode()

    mine.refresh_from_db()
    assert str(mine.promised_due) == "2026-07-23"
    assert "乙市" not in listed
    assert [each.status_code for each in answers] == [404, 404]
    assert "没有正在计时的期限因此改变" in preview
    with tenant_context(city_b):
        assert CalendarOverlay.objects.count() == 1


@pytest.fixture
def above(office: Office) -> User:
    """Who sets the days of the province."""
    with clock_set_to(at("2026-01-05")), tenant_context("t_province_p"):
        bureau = open_bureau(Jurisdiction.objects.get(code="province_p"))
        return make_staff(RoleKey.PROVINCE_ADMINISTRATOR, department=bureau, name="省级管理员")


def carry_down() -> None:
    """What the province's relay and the provisioner do."""
    with tenant_context("t_province_p"):
        relay_messages()
        for job in Job.objects.filter(kind=KIND):
            run_days_from_above(job.id)


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_day_of_the_province_counts_in_its_cities(
    office: Office, desk: Client, city_b: Jurisdiction, client_for: Clients, above: User
) -> None:
    """Promised on 23 July. The province closes two days, of which the first city works one."""
    mine = submitted(office, "2026-07-16")
    with clock_set_to(at("2026-01-05")), tenant_context(city_b):
        other = open_registration(city_b)
    with tenant_context(city_b):
        theirs = submitted(other, "2026-07-16")
    province = client_for(Jurisdiction.objects.get(code="province_p"), above)
    with clock_set_to(at("2026-07-17")):
        preview = post(province, step="preview").content.decode()
        post(province, step="confirm")
        waiting = province.get(reverse("workbench:calendar")).content.decode()
        carry_down()
        reached = province.get(reverse("workbench:calendar")).content.decode()
        post(province, step="confirm", day="2026-07-21")
        carry_down()
        listed = desk.get(reverse("workbench:calendar")).content.decode()
        begun = desk.get(reverse("workbench:calendar"), {"day": "2026-07-21", "kind": "worked"}).content.decode()
        own = {"day": "2026-07-21", "kind": "worked", "reason": "照常上班", "basis": "市政府通告"}
        post(desk, **own, step="confirm")
        after = desk.get(reverse("workbench:calendar")).content.decode()
        recompute_clocks()
        with tenant_context(city_b):
            recompute_clocks()
            theirs.refresh_from_db()
        row = CalendarOverlay.objects.get(day="2026-07-21", from_above=True)
        foreign = desk.post(reverse("workbench:calendar_day", args=[row.id]))

    assert ("下辖的 2 个辖区也按此计算" in preview, "没有正在计时的期限因此改变" in preview) == (True, True)
    assert ("正在更新：甲市、乙市。" in waiting, "目前已全部更新" in reached) == (True, True)
    assert (listed.count("data-item"), listed.count("丙省"), listed.count("另作安排")) == (2, 2, 4)
    assert 'value="2026-07-21"' in begun
    assert ("本级当天另有安排，不适用" in after, after.count("data-item")) == (True, 3)
    mine.refresh_from_db()
    assert (str(mine.promised_due), str(theirs.promised_due)) == ("2026-07-24", "2026-07-27")
    assert (foreign.status_code, CalendarOverlay.objects.filter(from_above=True).count()) == (404, 2)


def test_a_page_of_days_tears_no_day_apart(db: None, city_a: Jurisdiction) -> None:
    for number in range(1, 4):
        for from_above in (False, True):
            CalendarOverlay.objects.create(
                day=f"2026-08-0{number}", is_working=False, reason="台风", from_above=from_above
            )

    first = local_days(None, size=3)
    second = local_days(first.before, size=3)
    third = local_days(second.before, size=3)

    shown = [[(each.day.day.day, each.counts) for each in page.rows] for page in (first, second, third)]
    assert shown == [[(3, True), (3, False)], [(2, True), (2, False)], [(1, True), (1, False)]]
    assert third.before is None


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_pages_cost_the_same_however_much_there_is(
    office: Office, desk: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    for number in range(item_count):
        CalendarOverlay.objects.create(day=f"2026-08-{number + 3:02}", is_working=False, reason="台风", basis="通告")
        approve(submitted(office, "2026-07-16"), office.unit)
    desk.get(reverse("workbench:calendar"))

    with clock_set_to(at("2026-07-17")):
        with django_assert_num_queries(8):
            listed = desk.get(reverse("workbench:calendar")).content.decode()
        with django_assert_num_queries(14):
            preview = post(desk, step="preview").content.decode()

    assert listed.count("data-item") == item_count
    assert f"{item_count} 件办件的" in preview
