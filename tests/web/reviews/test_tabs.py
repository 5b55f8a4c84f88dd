"""工作台: its tabs, the filters that stay in the address, and the next file in each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.models import Application, ApplicationAccess
from reviews.domain.actions import Action
from reviews.models import StepTask
from reviews.queries.copied import copied_to
from reviews.queries.inbox import ListFilter
from reviews.services.copying import copy_application
from reviews.services.steering import Given, steer
from tenants.clock import today
from tenants.context import tenant_context
from tests.factories.accounts import fresh_actor, make_staff
from tests.factories.registrations import (
    Office,
    acting,
    approve,
    bring_to,
    key,
    open_registration,
    open_task,
    submit_registration,
    version_of,
)

Clients = Callable[..., Client]
INBOX = reverse("workbench:inbox")
COPIED = reverse("workbench:copied")


def titles(response: object) -> list[str]:
    return [row.application.title for row in response.context["page"].rows]  # type: ignore[attr-defined]


def claim(application: Application, user: User) -> None:
    steer(
        acting(user),
        task_id=open_task(application).id,
        version=version_of(application),
        action=Action.CLAIM,
        given=Given(""),
        idempotency_key=key(),
    )


def copy(application: Application, by: User, reader: User) -> None:
    copy_application(acting(by), application_id=application.id, people=[reader.id], note="", idempotency_key=key())


def late(application: Application) -> Application:
    StepTask.objects.filter(application=application, state="open").update(due_on=today() - timedelta(days=3))
    return application


def address_of(response: object, title: str) -> str:
    """Where the row of a list leads."""
    html = response.content.decode()  # type: ignore[attr-defined]
    before = html[: html.index(f">{title}</a>")]
    return before[before.rindex('href="') + 6 :].rstrip('"').replace("&amp;", "&")


def test_each_tab_shows_its_own_and_says_how_much_waits(office: Office, city_a: object, client_for: Clients) -> None:
    bring_to(office, "registration_point", title="待办的")
    late(bring_to(office, "registration_point", title="超期的"))
    claim(bring_to(office, "registration_point", title="签收的"), office.point)
    client = client_for(city_a, office.point)

    inbox = client.get(INBOX)
    claimed = client.get(INBOX, {"claimed": "1"})
    overdue = client.get(INBOX, {"overdue": "1"})

    assert titles(inbox) == ["待办的", "超期的", "签收的"]
    assert (titles(claimed), titles(overdue)) == (["签收的"], ["超期的"])
    tabs = [(str(tab["label"]), tab["count"]) for tab in inbox.context["tabs"]]
    assert tabs == [
        ("待办", 3),
        ("我签收的", 1),
        ("已超期", 1),
        ("抄送我的", None),
        ("已办", None),
        ("全部", None),
    ]
    assert [str(tab["label"]) for tab in claimed.context["tabs"] if tab["active"]] == ["我签收的"]
    assert claimed.context["matching"] == 1


def test_what_a_colleague_claimed_is_not_mine(office: Office, city_a: object, client_for: Clients) -> None:
    claim(bring_to(office, "registration_point", title="同事签收的"), office.second_point)

    response = client_for(city_a, office.point).get(INBOX, {"claimed": "1"})

    assert titles(response) == []
    assert "没有签收的办件" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_copied_is_listed_with_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    reader = make_staff(department=office.department, name="顾知会")
    for number in range(count):
        copy(bring_to(office, "registration_point", title=f"成果 {number}"), office.point, reader)
    bring_to(office, "registration_point", title="没有抄送的")
    client = client_for(city_a, reader)
    client.get(COPIED)

    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        response = client.get(COPIED)

    assert titles(response) == [f"成果 {number}" for number in reversed(range(count))]


def test_copies_are_narrowed_paged_and_gone_with_the_right_to_read(office: Office) -> None:
    reader = make_staff(department=office.department, name="顾知会")
    made = [bring_to(office, "registration_point", title=f"成果 {number}") for number in range(3)]
    for application in made:
        copy(application, office.point, reader)
    ApplicationAccess.objects.filter(application=made[0], grantee=f"u:{reader.id}").delete()
    actor = fresh_actor(reader)

    first = copied_to(actor, ListFilter(), size=1)
    second = copied_to(actor, ListFilter(), after=first.next_cursor, size=1)
    found = copied_to(actor, ListFilter(text="成果 1"))

    assert [row.application.title for row in first.rows + second.rows] == ["成果 2", "成果 1"]
    assert second.next_cursor == ""
    assert [row.application.title for row in found.rows] == ["成果 1"]


def test_copies_of_another_city_are_nobodys_here(office: Office, city_b: object) -> None:
    reader = make_staff(department=office.department, name="顾知会")
    copy(bring_to(office, "registration_point"), office.point, reader)

    with tenant_context(city_b):  # type: ignore[arg-type]
        theirs = open_registration(city_b)  # type: ignore[arg-type]
        copy(bring_to(theirs, "registration_point", title="乙市的成果"), theirs.point, theirs.supervising)
        there = copied_to(fresh_actor(theirs.supervising), ListFilter())
        foreign = copied_to(fresh_actor(reader), ListFilter()) if User.objects.filter(pk=reader.pk).exists() else None
    here = copied_to(fresh_actor(reader), ListFilter())

    assert [row.application.title for row in there.rows] == ["乙市的成果"]
    assert [row.application.title for row in here.rows] == ["高强韧钢的热处理工艺"]
    assert foreign is None


def test_the_next_file_stays_in_the_tab_and_under_its_filters(
    office: Office, city_a: object, client_for: Clients
) -> None:
    for title in ("钢 一", "铝 二", "钢 三"):
        late(bring_to(office, "registration_point", title=title))
    bring_to(office, "registration_point", title="钢 未超期")
    client = client_for(city_a, office.point)

    first = client.get(address_of(client.get(INBOX, {"overdue": "1", "q": "钢"}), "钢 一"))
    second = client.get(first.context["next_url"], follow=True)
    over = client.get(second.context["next_url"], follow=True)

    assert [each.context["application"].title for each in (first, second)] == ["钢 一", "钢 三"]
    assert parse_qs(urlsplit(second.context["list_url"]).query) == {"overdue": ["1"], "q": ["钢"]}
    assert (over.request["PATH_INFO"], titles(over)) == (INBOX, ["钢 一", "钢 三"])
    assert "后面没有了" in over.content.decode()


def test_after_an_act_the_next_file_is_of_the_same_tab(office: Office, city_a: object, client_for: Clients) -> None:
    for title in ("签收一", "没有签收", "签收二"):
        application = bring_to(office, "registration_point", title=title)
        if title != "没有签收":
            claim(application, office.point)
    client = client_for(city_a, office.point)
    page = client.get(address_of(client.get(INBOX, {"claimed": "1"}), "签收一"))
    act = page.context["panel"].quick

    response = client.post(
        f"{act.url}?{page.context['filter_query']}",
        {"idempotency_key": key(), "version": page.context["application"].version, "opinion": "同意"},
        follow=True,
    )

    assert response.context["application"].title == "签收二"
    assert response.context["list_url"] == f"{INBOX}?claimed=1"


@pytest.mark.parametrize("tab", ["done", "copied", "all"])
def test_what_one_only_reads_is_read_on_file_by_file(
    office: Office, city_a: object, client_for: Clients, tab: str
) -> None:
    for title in ("先", "后"):
        application = submit_registration(office, title=title)
        approve(application, office.unit)
        approve(application, office.point)
        copy(application, office.point, office.supervising)
    client = client_for(city_a, office.supervising if tab == "copied" else office.point)
    listed = reverse(f"workbench:{tab}")

    first = client.get(address_of(client.get(listed), "后"))
    second = client.get(first.context["next_url"], follow=True)
    over = client.get(second.context["next_url"])

    assert [each.context["application"].title for each in (first, second)] == ["后", "先"]
    assert (over.status_code, over["Location"]) == (302, listed)
    assert second.context["list_url"] == listed


def test_steps_are_chosen_within_a_tab_and_other_filters_stay(
    office: Office, city_a: object, client_for: Clients
) -> None:
    late(bring_to(office, "registration_point", title="钢 审核"))
    late(bring_to(office, "receive_paper", title="钢 收件"))

    response = client_for(city_a, office.point).get(INBOX, {"overdue": "1", "q": "钢"})

    chips = {str(chip["label"]): chip for chip in response.context["chips"]}
    assert {label: chip["count"] for label, chip in chips.items()} == {
        "全部环节": 2,
        "成果登记点审核": 1,
        "接收纸质材料": 1,
    }
    assert parse_qs(urlsplit(str(chips["接收纸质材料"]["url"])).query) == {
        "overdue": ["1"],
        "q": ["钢"],
        "step": ["receive_paper"],
    }
