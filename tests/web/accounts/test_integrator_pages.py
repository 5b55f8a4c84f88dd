"""Keys of other systems: made and ended by the system administrator alone, shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.domain.roles import RoleKey
from accounts.models import Integrator
from accounts.queries.integrators import active_integrator
from tenants.context import tenant_context
from tests.factories.accounts import make_staff, open_bureau
from tests.factories.integrators import make_integrator

PAGE = "/account/administration/integrators/"
Make = Callable[..., Client]


@pytest.fixture
def system(city_a: object, client_for: Make) -> Client:
    open_bureau(city_a)  # type: ignore[arg-type]
    return client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR))


def test_a_key_is_shown_once(system: Client) -> None:
    empty = system.get(PAGE).content.decode()
    made = system.post(PAGE, {"name": "省平台", "scopes": ["plan_projects"]}).content.decode()
    again = system.get(PAGE).content.decode()

    row = Integrator.objects.get()
    assert "还没有对接系统" in empty
    assert (row.secret in made, row.key_id in made) == (True, True)
    assert (row.secret in again, row.key_id in again) == (False, True)


def test_what_is_missing_is_said_at_its_place(system: Client) -> None:
    page = system.post(PAGE, {"name": "  "})

    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["name", "scopes"]


def test_an_ended_key_lets_nobody_in(system: Client) -> None:
    made = make_integrator()
    url = reverse("accounts:end_integrator", args=[made.integrator.id])

    answers = [system.post(url).status_code, system.post(url).status_code]

    assert answers == [302, 302]
    assert active_integrator(made.integrator.key_id) is None


@pytest.mark.parametrize("role", [RoleKey.SECURITY_ADMINISTRATOR, RoleKey.AUDIT_ADMINISTRATOR, RoleKey.CONFIGURATOR])
def test_nobody_else_reaches_them(role: RoleKey, city_a: object, client_for: Make) -> None:
    open_bureau(city_a)  # type: ignore[arg-type]
    client, made = client_for(city_a, make_staff(role)), make_integrator()

    listed = client.get(PAGE)
    ended = client.post(reverse("accounts:end_integrator", args=[made.integrator.id]))

    assert (listed.status_code, ended.status_code) == (404, 404)
    assert active_integrator(made.integrator.key_id) is not None


def test_keys_of_another_city_are_unknown(system: Client, city_b: object) -> None:
    with tenant_context(city_b):  # type: ignore[arg-type]
        foreign = make_integrator().integrator

    page = system.get(PAGE).content.decode()
    ended = system.post(reverse("accounts:end_integrator", args=[foreign.id]))

    assert foreign.key_id not in page
    assert ended.status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same(rows: int, system: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(rows):
        make_integrator()
    system.get(PAGE)

    with django_assert_num_queries(6):
        system.get(PAGE)
