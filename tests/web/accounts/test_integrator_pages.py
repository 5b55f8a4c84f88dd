"""Keys of other systems: made and ended by the system administrator alone, shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.domain.request_signing import Scope
from accounts.domain.roles import RoleKey
from accounts.models import Integrator
from accounts.queries.integrators import active_integrator
from tenants.context import tenant_context
from tenants.records.models import LedgerEntry
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


def test_a_key_that_answers_steps_names_its_systems(system: Client) -> None:
    typed = {"name": "档案系统", "scopes": ["external_steps"]}

    refused = [
        system.post(PAGE, {**typed, "systems": words})
        for words in ("", "Archive", "a " * 3, " ".join(f"s{n}" for n in range(21)))
    ]
    system.post(PAGE, {**typed, "systems": "archive，seals"})

    assert [page.status_code for page in refused] == [422, 422, 200, 422]
    assert [list(page.context["form"].errors) for page in refused[:2]] == [["systems"]] * 2
    assert {tuple(row.systems) for row in Integrator.objects.all()} == {("a",), ("archive", "seals")}


def test_the_systems_of_a_key_are_named_later_and_recorded(system: Client) -> None:
    made = make_integrator().integrator
    Integrator.objects.update(systems=None)
    url = reverse("accounts:integrator_systems", args=[made.id])
    listed = system.get(PAGE).content.decode()

    shown = system.get(url)
    wrong = system.post(url, {"systems": "档案"})
    kept = system.post(url, {"systems": "archive"})
    gone = system.post(url, {"systems": ""})

    assert "还没有指定，不能答复" in listed
    assert [page.status_code for page in (shown, wrong, kept, gone)] == [200, 422, 302, 302]
    assert 'value="档案"' in wrong.content.decode()
    rows = LedgerEntry.objects.filter(command="accounts.set_integrator_systems").order_by("id")
    assert [row.data["systems"] for row in rows] == [["archive"], []]
    made.refresh_from_db()
    assert made.answers_for == frozenset()


def test_keys_without_the_scope_ended_ones_and_strangers_have_no_systems(
    system: Client, city_a: object, city_b: object, client_for: Make
) -> None:
    narrow = make_integrator(scopes=frozenset({Scope.PLAN_PROJECTS}), systems=()).integrator
    ended, live = make_integrator().integrator, make_integrator().integrator
    system.post(reverse("accounts:end_integrator", args=[ended.id]))
    with tenant_context(city_b):  # type: ignore[arg-type]
        foreign = make_integrator().integrator
    security = client_for(city_a, make_staff(RoleKey.SECURITY_ADMINISTRATOR))

    answers = [
        client.post(reverse("accounts:integrator_systems", args=[each.id]), {"systems": "archive2"}).status_code
        for client, each in ((system, narrow), (system, ended), (system, foreign), (security, live))
    ]

    assert answers == [404] * 4
    live.refresh_from_db()
    assert live.systems == ["archive_check"]


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
