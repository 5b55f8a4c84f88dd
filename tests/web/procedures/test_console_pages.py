"""省级管理台: the list, the onboarding form, the job."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tenants.models import Jurisdiction
from tenants.queries.jurisdictions import readiness_of
from tenants.records.models import Job, JobState, LedgerEntry, OutboxMessage
from tenants.records.services.jobs import fail_job, finish_job, finish_step, start_job
from tenants.services.readiness import refresh_readiness
from tests.factories.platform import jurisdiction_rows, library_package

WISH = {
    "name": "丁市科学技术局",
    "short_name": "丁市",
    "level": "city",
    "division_code": "990400",
    "code": "dingshi",
    "domain": "Dingshi.localhost ",
    "contact_name": "陈管理",
    "contact_mobile": "13800138000",
    "contact_email": "chen@example.cn",
    "contact_phone": "0760-88331234",
    "contact_address": "",
}


def url(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=args, urlconf="config.urls_tenant")


def text(response: HttpResponse) -> str:
    return response.content.decode()


def onboard(console: Client, **change: object) -> Job:
    response = console.post(url("onboard"), WISH | change)
    job = Job.objects.get(kind="tenants.onboarding")
    assert (response.status_code, response["Location"]) == (302, url("job", job.pk))
    return job


@pytest.mark.parametrize("further", [0, 3])
def test_the_list_costs_the_same_for_two_and_for_five_cities(
    console: Client, city: Jurisdiction, django_assert_num_queries: Callable[..., object], further: int
) -> None:
    codes = {f"row_{number}": f"行{number}市" for number in range(further)}
    with jurisdiction_rows("province_p", codes, division="9905"):
        refresh_readiness(city.pk)
        onboard(console)
        console.get(url("cities"))

        # role, user, memberships, grants, cities, domains, checklists, jobs, their steps, unread count
        with django_assert_num_queries(10):  # type: ignore[attr-defined]
            response = console.get(url("cities"))

    assert response.status_code == 200
    assert text(response).count("data-row") == 2 + further


def test_a_row_tells_how_far_a_city_is(console: Client, city: Jurisdiction) -> None:
    refresh_readiness(city.pk)
    ready, checks = readiness_of(city).filter(is_ready=True).count(), readiness_of(city).count()

    response = console.get(url("cities"))

    assert [(row.city.name, row.host, row.ready, row.checks) for row in response.context["rows"]] == [
        ("甲市", "city-a.localhost", ready, checks),
        ("乙市", "city-b.localhost", 0, 0),
    ]
    assert f"{ready} / {checks}" in text(response)
    assert text(response).count("尚未检查") == 1


def test_an_empty_list_says_what_to_do(console: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenants.queries.jurisdictions.children", Jurisdiction.objects.none)

    page = text(console.get(url("cities")))

    assert "还没有接入辖区" in page
    assert page.count(url("onboard")) == 2


def test_the_last_ten_onboardings_are_listed(console: Client) -> None:
    for number in range(11):
        console.post(
            url("onboard"),
            WISH | {"code": f"city{number:02}", "domain": f"c{number}.localhost", "name": f"第{number:02}市"},
        )

    response = console.get(url("cities"))

    assert [job.title for job in response.context["jobs"]] == [f"第{number:02}市" for number in range(10, 0, -1)]


def test_the_form_offers_what_province_and_platform_offer(console: Client) -> None:
    with (
        library_package(name="科技成果登记") as own,
        library_package(offered_by="province_q", name="别省事项", version="2"),
    ):
        response = console.get(url("onboard"))

        assert response.status_code == 200
        assert response.context["form"].fields["packages"].choices == [(str(own), "科技成果登记（1）")]
        assert "别省事项" not in text(response)


def test_a_wish_becomes_a_job(console: Client, administrator: User) -> None:
    with library_package() as package_id:
        job = onboard(console, packages=[str(package_id)])

    assert (job.title, job.state, job.actor_id) == ("丁市科学技术局", JobState.QUEUED, administrator.pk)
    assert job.payload == {
        "code": "dingshi",
        "name": "丁市科学技术局",
        "short_name": "丁市",
        "division_code": "990400",
        "level": "city",
        "domain": "dingshi.localhost",
        "packages": [str(package_id)],
        "parameters": {"contact_phone": "0760-88331234"},
    }
    entry = LedgerEntry.objects.get(command="tenants.request_onboarding")
    assert (entry.actor_id, entry.subject_id) == (administrator.pk, job.pk)
    assert OutboxMessage.objects.get(handler="tenants.provision").payload == {"job_id": str(job.pk)}


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"name": ""}, "name", None),
        ({"code": "Ding-Shi"}, "code", "租户代码只能由小写字母、数字和下划线组成，最长 40 个字符。"),
        ({"code": "city_a"}, "code", "租户代码已被使用。"),
        ({"domain": "city-b.localhost"}, "domain", "域名已被使用。"),
        ({"domain": "ding shi"}, "domain", "域名只能由小写字母、数字、点和连字符组成。"),
        ({"division_code": "440100"}, "division_code", "行政区划代码不属于本辖区。"),
        ({"division_code": "990000"}, "division_code", "行政区划代码不属于本辖区。"),
        ({"level": "province"}, "level", None),
        ({"contact_mobile": ""}, "contact_mobile", None),
        ({"contact_email": "x"}, "contact_email", None),
        ({"packages": ["00000000-0000-0000-0000-000000000005"]}, "packages", None),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    console: Client, change: dict[str, object], field: str, message: str | None
) -> None:
    response = console.post(url("onboard"), WISH | change)

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert message is None or list(form.errors[field]) == [message]
    assert str(form.errors[field][0]) in text(response)
    assert 'value="13800138000"' in text(response) or field == "contact_mobile"
    assert 'value="0760-88331234"' in text(response)
    assert Job.objects.count() == 0


def test_several_mistakes_are_all_told(console: Client) -> None:
    response = console.post(url("onboard"), WISH | {"code": "city_a", "domain": "city-b.localhost"})

    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["code", "domain"])


@pytest.mark.parametrize("domain", ["localhost", "dingshi.example.cn"])
def test_a_host_that_would_never_lead_to_the_city_is_refused(console: Client, domain: str) -> None:
    """The platform's own host, and one that this deployment does not answer to (ALLOWED_HOSTS)."""
    response = console.post(url("onboard"), WISH | {"domain": domain})

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["domain"])
    assert Job.objects.count() == 0


def test_the_job_page_asks_again_until_the_job_ends(console: Client) -> None:
    job = onboard(console)
    place = url("job", job.pk)

    running = text(console.get(place))
    start_job(job.pk)
    step = job.steps.all()[0]
    finish_step(step)
    partial = console.get(place, headers={"HX-Request": "true"})

    total = job.steps.count()
    assert ("<html" in running, f'hx-get="{place}"' in running, f"0 / {total}" in running) == (True, True, True)
    assert ("<html" in text(partial), f'hx-get="{place}"' in text(partial)) == (False, True)
    assert f"1 / {total}" in text(partial)
    finish_job(Job.objects.get(pk=job.pk))
    done = text(console.get(place, headers={"HX-Request": "true"}))
    assert ("hx-get" in done, "接入完成" in done, url("cities") in done) == (False, True, True)


def test_the_job_page_costs_a_fixed_number_of_queries(
    console: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    job = onboard(console)
    console.get(url("job", job.pk))

    # role, user, memberships, grants, job, steps, unread count
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        console.get(url("job", job.pk))
    # the part asks for no layout
    with django_assert_num_queries(6):  # type: ignore[attr-defined]
        console.get(url("job", job.pk), headers={"HX-Request": "true"})


def test_a_failed_job_tells_why_and_is_tried_again(console: Client) -> None:
    job = onboard(console)
    job = start_job(job.pk)
    step = job.steps.all()[1]
    fail_job(job, step=step, error="磁盘已满", is_final=True)

    failed = text(console.get(url("job", job.pk)))
    response = console.post(url("retry", job.pk))
    again = text(console.get(url("job", job.pk)))

    assert ("磁盘已满" in failed, "从失败的步骤继续" in failed, "hx-trigger" in failed) == (True, True, False)
    assert (response.status_code, response["Location"]) == (302, url("job", job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    assert OutboxMessage.objects.filter(handler="tenants.provision").count() == 2
    assert ("从失败的步骤继续" in again, "hx-trigger" in again) == (False, True)


def test_a_job_that_has_not_failed_is_not_tried_again(console: Client) -> None:
    job = onboard(console)

    response = console.post(url("retry", job.pk))

    assert response.status_code == 409
    assert "只有失败的任务可以重试。" in text(response)
    assert OutboxMessage.objects.filter(handler="tenants.provision").count() == 1
