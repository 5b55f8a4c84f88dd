"""Who reaches the console: the province's administrator, in his own province, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.services.grants import create_role, grant_role
from procedures.web.urls_console import urlpatterns
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.models import Jurisdiction
from tenants.records.models import Job, OutboxMessage
from tenants.records.services.jobs import create_job
from tests.factories.accounts import make_applicant, make_staff, open_bureau
from tests.factories.platform import jurisdiction_rows

NAMES = [str(pattern.name) for pattern in urlpatterns]
OF_A_JOB = ("job", "retry")
OF_A_BATCH = ("batch",)
OF_A_CITY = ("city", "check", "suspend", "resume", "texts")
POSTED = ("retry", "check", "suspend", "resume", "texts")
PLACES = [name for name in NAMES if name not in (*OF_A_JOB, *OF_A_CITY, *OF_A_BATCH)]


def test_these_are_all_places() -> None:
    assert sorted(NAMES) == sorted(
        ["cities", "onboard", "library", "city_list", "city_list_template", *OF_A_JOB, *OF_A_CITY, *OF_A_BATCH]
    )


def ask(client: Client, name: str, job: object, city: object) -> HttpResponse:
    argument = {
        **dict.fromkeys(OF_A_JOB, job),
        **dict.fromkeys(OF_A_CITY, city),
        **dict.fromkeys(OF_A_BATCH, job),
    }.get(name)
    place = reverse(f"console:{name}", args=[argument] if argument else [], urlconf="config.urls_tenant")
    return client.post(place, {"reason": "x"}) if name in POSTED else client.get(place)


def failed_job(title: str = "丁市") -> Job:
    job = create_job(
        "tenants.onboarding", title=title, actor_id=None, payload={"code": "x"}, steps=[("record", "登记")]
    )
    # Its batch bears its own id, so that both are asked for alike.
    Job.objects.filter(pk=job.pk).update(state="failed", payload={"code": "x", "batch": str(job.pk)})
    return job


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "role", [None, RoleKey.SYSTEM_ADMINISTRATOR, RoleKey.SECURITY_ADMINISTRATOR, RoleKey.BUSINESS_OFFICE]
)
def test_another_role_of_the_province_finds_nothing(
    province: Jurisdiction, city: Jurisdiction, client_for: Callable[..., Client], role: RoleKey | None, name: str
) -> None:
    client = client_for(province, make_staff(*[role] if role else []))

    assert ask(client, name, failed_job().pk, city.pk).status_code == 404
    assert OutboxMessage.objects.filter(handler__startswith="tenants.").count() == 0


@pytest.mark.parametrize("name", NAMES)
def test_applicants_find_nothing(
    province: Jurisdiction, city: Jurisdiction, client_for: Callable[..., Client], name: str
) -> None:
    assert ask(client_for(province, make_applicant()), name, failed_job().pk, city.pk).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_asked_to_sign_in(
    province: Jurisdiction, city: Jurisdiction, client_for: Callable[..., Client], name: str
) -> None:
    response = ask(client_for(province), name, failed_job().pk, city.pk)

    assert response.status_code == 302
    assert response["Location"].startswith(f"{reverse('accounts:sign_in')}?next=/console/")


@pytest.mark.parametrize("name", PLACES)
def test_in_a_city_there_is_no_console(city_a: Jurisdiction, client_for: Callable[..., Client], name: str) -> None:
    open_bureau(city_a)

    assert ask(client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR)), name, None, None).status_code == 404


@pytest.mark.parametrize("name", [*OF_A_JOB, *OF_A_CITY, *OF_A_BATCH])
def test_a_foreign_and_an_unknown_id_look_alike(console: Client, city: Jurisdiction, name: str) -> None:
    """The city of another province, the job in another tenant: with its own it works, so the ids are what is refused."""
    with tenant_context("t_city_b"):
        foreign_job = failed_job("别省的市")
    with (
        jurisdiction_rows(None, {"province_q": "丁省"}, division="9800"),
        jurisdiction_rows("province_q", {"city_q": "别省的市"}, division="9801") as foreign,
    ):
        other = ask(console, name, foreign_job.pk, foreign["city_q"])
        unknown = ask(console, name, new_id(), new_id())

    assert (other.status_code, unknown.status_code) == (404, 404)
    assert "别省的市" not in other.content.decode()
    assert OutboxMessage.objects.filter(handler__startswith="tenants.").count() == 0
    expected = 409 if name == "resume" else 302 if name in POSTED else 200
    assert ask(console, name, failed_job().pk, city.pk).status_code == expected


def test_another_provinces_cities_and_jobs_are_not_listed(console: Client) -> None:
    with tenant_context("t_city_b"):
        failed_job("别省的市")
    with (
        jurisdiction_rows(None, {"province_q": "丁省"}, division="9800"),
        jurisdiction_rows("province_q", {"city_q": "别省的市"}, division="9801"),
    ):
        page = ask(console, "cities", None, None).content.decode()

    assert ("甲市" in page, "别省的市" in page, "丁省" in page) == (True, False, False)


def test_the_province_itself_is_not_one_of_its_cities(console: Client, province: Jurisdiction) -> None:
    assert [ask(console, name, None, province.pk).status_code for name in OF_A_CITY] == [404] * 5


def test_an_administrator_elsewhere_has_no_say_here(
    city_b: Jurisdiction, city: Jurisdiction, client_for: Callable[..., Client]
) -> None:
    """Even a tenant that gave itself the role looks after its own children only, and a city has none."""
    with tenant_context(city_b):
        root = open_bureau(city_b)
        create_role(key=RoleKey.PROVINCE_ADMINISTRATOR, name="自封的", kind="business")
        user = make_staff()
        grant_role(actor_id=None, user=user, role_key=RoleKey.PROVINCE_ADMINISTRATOR, department=root)
        client = client_for(city_b, user)

        assert ask(client, "cities", None, None).context["rows"] == []
        assert [ask(client, name, UUID(int=1), city.pk).status_code for name in (*OF_A_CITY, *OF_A_JOB)] == [404] * 7
