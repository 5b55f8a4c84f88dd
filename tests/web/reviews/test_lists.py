"""Lists of the workbench. Of the counted queries one selects the tenant's role and one is the layout's unread count."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.services.ownership import rename_organisation
from reviews.models import StepTask
from tests.factories.registrations import Office, approve, bring_to, send_back, submit_registration

Clients = Callable[..., Client]


def titles(response: object) -> list[str]:
    return [row.application.title for row in response.context["page"].rows]  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_lists_what_waits_with_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        bring_to(office, "registration_point", title=f"成果 {number}")
    client = client_for(city_a, office.point)
    client.get(reverse("workbench:inbox"))

    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        response = client.get(reverse("workbench:inbox"))
    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        found = client.get(reverse("workbench:inbox"), {"q": "成果"})

    assert response.status_code == 200
    assert titles(response) == titles(found) == [f"成果 {number}" for number in range(count)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_all_has_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        submit_registration(office, title=f"成果 {number}")
    client = client_for(city_a, office.supervising)
    client.get(reverse("workbench:all"))

    with django_assert_num_queries(8):  # type: ignore[attr-defined]
        response = client.get(reverse("workbench:all"))

    assert titles(response) == [f"成果 {number}" for number in reversed(range(count))]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_i_did_has_a_fixed_number_of_queries(
    office: Office, city_a: object, client_for: Clients, django_assert_num_queries: Callable[..., object], count: int
) -> None:
    for number in range(count):
        approve(submit_registration(office, title=f"成果 {number}"), office.unit)
    client = client_for(city_a, office.unit)
    client.get(reverse("workbench:done"))

    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        response = client.get(reverse("workbench:done"))

    assert titles(response) == [f"成果 {number}" for number in reversed(range(count))]


def test_pages_follow_each_other_without_gap_or_repeat(office: Office, city_a: object, client_for: Clients) -> None:
    for number in range(23):
        submit_registration(office, title=f"成果 {number:02}")
    client = client_for(city_a, office.unit)

    first = client.get(reverse("workbench:inbox"))
    second = client.get(reverse("workbench:inbox"), {"after": first.context["page"].next_cursor})

    assert titles(first) + titles(second) == [f"成果 {number:02}" for number in range(23)]
    assert second.context["page"].next_cursor == ""


def test_somebody_with_two_ways_to_a_task_sees_it_once(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    from reviews.models import TaskCandidate

    task = StepTask.objects.get(application=application, state="open")
    TaskCandidate.objects.create(task=task, principal=f"u:{office.point.id}", opened_at=task.opened_at)

    response = client_for(city_a, office.point).get(reverse("workbench:inbox"))

    assert titles(response) == [application.title]
    assert response.context["chips"][0]["count"] == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "热处理"}, ["钢的热处理"]),
        ({"q": "没有这样的"}, []),
        ({"step": "receive_paper"}, ["待收材料"]),
        ({"step": "registration_point"}, ["钢的热处理"]),
        ({"overdue": "1"}, ["待收材料"]),
        ({"procedure": "not-an-id"}, ["钢的热处理", "待收材料"]),
    ],
)
def test_the_inbox_is_narrowed(
    office: Office, city_a: object, client_for: Clients, query: dict[str, str], expected: list[str]
) -> None:
    bring_to(office, "registration_point", title="钢的热处理")
    late = bring_to(office, "receive_paper", title="待收材料")
    StepTask.objects.filter(application=late, state="open").update(due_on="2020-01-02")

    response = client_for(city_a, office.point).get(reverse("workbench:inbox"), query)

    assert titles(response) == expected


def test_an_answer_to_htmx_is_the_list_alone(office: Office, city_a: object, client_for: Clients) -> None:
    submit_registration(office, title="只有列表")

    response = client_for(city_a, office.unit).get(
        reverse("workbench:inbox"), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list"
    )

    assert "只有列表" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_nobody_sees_what_is_not_theirs(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "decide", title="机密候选成果")
    for name in ("inbox", "done", "all"):
        body = client_for(city_a, office.other_point).get(reverse(f"workbench:{name}")).content.decode()
        assert "机密候选成果" not in body
        assert application.number not in body


def test_the_lists_need_a_signed_in_person(office: Office, city_a: object, client_for: Clients) -> None:
    for name in ("inbox", "done", "all", "receive_papers"):
        assert client_for(city_a).get(reverse(f"workbench:{name}")).status_code == 302


def test_empty_lists_say_what_would_be_here(office: Office, city_a: object, client_for: Clients) -> None:
    client = client_for(city_a, office.point)

    assert "没有待办" in client.get(reverse("workbench:inbox")).content.decode()
    assert "还没有办过" in client.get(reverse("workbench:done")).content.decode()
    assert "没有符合条件的办件" in client.get(reverse("workbench:all"), {"status": "denied"}).content.decode()


def test_a_returned_application_leaves_the_inbox(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    send_back(application, office.point)

    assert titles(client_for(city_a, office.second_point).get(reverse("workbench:inbox"))) == []


@pytest.mark.parametrize("name", ["先进材料", "新材料", "材料科学", "没有这家"])
def test_a_unit_is_found_by_every_name_it_had(office: Office, city_a: object, client_for: Clients, name: str) -> None:
    rename_organisation(office.organisation.id, name="甲市先进材料研究院", actor_id=office.unit.id)
    early = submit_registration(office, title="改名前的成果")
    for new in ("甲市新材料研究院", "甲市材料科学研究院"):
        rename_organisation(office.organisation.id, name=new, actor_id=office.unit.id)
    bring_to(office, "registration_point", title="改名后的成果")

    found = titles(client_for(city_a, office.supervising).get(reverse("workbench:all"), {"q": name}))
    page = (
        client_for(city_a, office.supervising).get(reverse("workbench:application", args=[early.id])).content.decode()
    )

    assert found == ([] if name == "没有这家" else ["改名后的成果", "改名前的成果"])
    assert page.count("现名 甲市材料科学研究院") == 1


def test_a_unit_that_kept_its_name_has_no_other(office: Office, city_a: object, client_for: Clients) -> None:
    application = bring_to(office, "registration_point")
    address = reverse("workbench:application", args=[application.id])

    assert "现名" not in client_for(city_a, office.supervising).get(address).content.decode()
