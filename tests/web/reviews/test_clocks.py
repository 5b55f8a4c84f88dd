"""The limits of an application in the workbench: what is shown, asking and answering, who sees none of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application
from reviews.models import ClockExtension
from tenants.context import tenant_context
from tests.factories.accounts import make_staff
from tests.factories.clocks import suspend, with_limits
from tests.factories.registrations import Office, approve, key, open_registration, submit_registration

Clients = Callable[..., Client]


@pytest.fixture
def extensible(office: Office) -> Office:
    limits = {"statutory_days": 0, "statutory": {"length": 3, "unit": "months"}, "promised_days": 500}
    return with_limits(office, **limits, extension={"most": {"length": 10}, "basis": "《某法》第四十二条"})


@pytest.fixture
def head(extensible: Office) -> User:
    return make_staff(RoleKey.DEPARTMENT_HEAD, department=extensible.department, name="科长")


@pytest.fixture
def examined(extensible: Office, head: User) -> Application:
    application = submit_registration(extensible)
    approve(application, extensible.unit)
    return application


def address(name: str, target: object) -> str:
    return reverse(f"workbench:{name}", args=[target.id])  # type: ignore[attr-defined]


def typed(**values: str) -> dict[str, str]:
    return {"length": "10", "reason": "需要实地核查", "idempotency_key": key(), **values}


@pytest.mark.parametrize("part", [True, False])
def test_both_limits_beside_each_other_and_the_ledger(
    extensible: Office, examined: Application, city_a: object, client_for: Clients, part: bool
) -> None:
    suspend(examined, extensible.point, basis="《某条例》第十条")

    headers = {"HX-Request": "true"} if part else {}
    response = client_for(city_a, extensible.point).get(address("clocks", examined), headers=headers)

    shown = response.context["clocks"]
    assert [(clock.label, clock.limit, clock.state) for clock in shown] == [
        ("法定时限", "3 个月", "paused"),
        ("承诺时限", "500 个工作日", "paused"),
        ("成果登记点审核", "3 个工作日", "paused"),
    ]
    assert next((line.what, line.why) for line in response.context["ledger"]) == (
        "暂停计时",
        "中止办理期间；《某条例》第十条",
    )
    assert ("<html" in response.content.decode()) is not part


def test_a_date_in_a_year_without_arrangement_says_that_it_is_provisional(
    extensible: Office, examined: Application, city_a: object, client_for: Clients
) -> None:
    response = client_for(city_a, extensible.point).get(address("clocks", examined))

    assert [clock.provisional for clock in response.context["clocks"] if clock.label == "承诺时限"] == [True]
    assert "暂定" in response.content.decode()


def test_asked_on_the_page_and_granted_on_the_page(
    extensible: Office, examined: Application, head: User, city_a: object, client_for: Clients
) -> None:
    asked = client_for(city_a, extensible.point).post(address("ask_extension", examined), typed())
    extension = ClockExtension.objects.get()
    client = client_for(city_a, head)
    page = client.get(address("clocks", examined))
    granted = client.post(address("settle_extension", extension), {"answer": "grant", "opinion": "同意"})

    extension.refresh_from_db()
    assert (asked.status_code, granted.status_code, extension.state) == (302, 302, "granted")
    assert (page.context["may_settle"], page.context["may_ask"]) == (True, False)


def test_what_was_typed_stays_with_its_mistake(
    extensible: Office, examined: Application, head: User, city_a: object, client_for: Clients
) -> None:
    client = client_for(city_a, extensible.point)
    wrong = client.post(address("ask_extension", examined), typed(length="99"))
    client.post(address("ask_extension", examined), typed())
    refusal = client_for(city_a, head).post(
        address("settle_extension", ClockExtension.objects.get()), {"answer": "refuse", "opinion": ""}
    )

    assert (wrong.status_code, refusal.status_code) == (422, 422)
    assert (wrong.context["form"].length, wrong.context["form"].reason) == ("99", "需要实地核查")
    assert wrong.context["problems"] == [("#clock-length", "请填写 1 至 10 的整数。")]
    assert refusal.context["problems"] == [("#clock-opinion", "不批准时请写明意见。")]


@pytest.mark.parametrize("who", ["leader", "other_point"])
def test_unknown_and_forbidden_look_alike(
    extensible: Office, examined: Application, city_a: object, client_for: Clients, who: str
) -> None:
    client_for(city_a, extensible.point).post(address("ask_extension", examined), typed())
    client = client_for(city_a, getattr(extensible, who))

    answers = [
        client.get(address("clocks", examined)),
        client.post(address("ask_extension", examined), typed()),
        client.post(address("settle_extension", ClockExtension.objects.get()), {"answer": "grant"}),
        client.post(reverse("workbench:settle_extension", args=[examined.id]), {"answer": "grant"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_nothing_of_another_city(
    extensible: Office, examined: Application, city_b: object, client_for: Clients
) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        neighbour = open_registration(city_b)  # type: ignore[arg-type]
        client = client_for(city_b, neighbour.point)

        answers = [
            client.get(address("clocks", examined)),
            client.post(address("ask_extension", examined), typed()),
            client.post(reverse("workbench:settle_extension", args=[examined.id]), {"answer": "grant"}),
        ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_the_panel_costs_a_fixed_number_of_queries(
    extensible: Office,
    examined: Application,
    city_a: object,
    client_for: Clients,
    django_assert_num_queries: Callable[..., object],
) -> None:
    client = client_for(city_a, extensible.point)
    client.get(address("clocks", examined))

    with django_assert_num_queries(13):  # type: ignore[attr-defined]
        client.get(address("clocks", examined), headers={"HX-Request": "true"})
