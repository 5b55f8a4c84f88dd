"""省级管理台: the page of a city with its checklist, suspending and resuming; the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from tenants.hosts import forget_hosts
from tenants.models import Jurisdiction
from tenants.queries.jurisdictions import readiness_of
from tenants.records.models import Job, JobState, OutboxMessage
from tenants.records.services.jobs import fail_job
from tenants.services.readiness import refresh_readiness
from tests.factories.platform import as_owner, jurisdiction_rows, library_package
from tests.web.browsing import browsing, looked_at


def url(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=args, urlconf="config.urls_tenant")


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_page_of_a_city(
    console: Client, city: Jurisdiction, django_assert_num_queries: Callable[..., object]
) -> None:
    before = text(console.get(url("city", city.pk)))
    refresh_readiness(city.pk)
    console.get(url("city", city.pk))

    # role, user, memberships, grants, city, domains, checklist, texts, unread count
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        response = console.get(url("city", city.pk))

    assert ("还没有检查过" in before, "还没有检查过" in text(response)) == (True, False)
    assert (response.context["host"], response.context["city"]) == ("city-a.localhost", city)
    assert len(response.context["items"]) == readiness_of(city).count()
    for item in readiness_of(city):
        assert item.title in text(response)
        assert item.detail in text(response)


def test_a_new_look_is_queued(console: Client, city: Jurisdiction) -> None:
    response = console.post(url("check", city.pk))

    assert (response.status_code, response["Location"]) == (302, url("city", city.pk))
    assert OutboxMessage.objects.get().payload == {"jurisdiction_id": str(city.pk)}
    assert "正在重新检查" in text(console.get(url("city", city.pk)))


@pytest.fixture
def suspended(city: Jurisdiction) -> Iterator[Jurisdiction]:
    with as_owner() as owner:
        owner.execute("UPDATE tenants_jurisdiction SET state = 'suspended' WHERE id = %s", [city.pk])
        forget_hosts()
        yield city
        owner.execute("UPDATE tenants_jurisdiction SET state = 'active' WHERE id = %s", [city.pk])
    forget_hosts()


def state_wishes() -> list[tuple[str, str]]:
    jobs = Job.objects.filter(kind="tenants.state_change").order_by("id")
    return [(job.payload["state"], job.payload["reason"]) for job in jobs]


def test_suspending_asks_for_a_reason(console: Client, city: Jurisdiction) -> None:
    page = text(console.get(url("city", city.pk)))
    refused = console.post(url("suspend", city.pk), {"reason": "  "})
    done = console.post(url("suspend", city.pk), {"reason": "机构改革"})

    assert (url("suspend", city.pk) in page, url("resume", city.pk) in page) == (True, False)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert (done.status_code, done["Location"]) == (302, url("city", city.pk))
    assert state_wishes() == [("suspended", "机构改革")]


def test_a_suspension_that_failed_is_shown_and_tried_again(console: Client, city: Jurisdiction) -> None:
    console.post(url("suspend", city.pk), {"reason": "机构改革"})
    job = Job.objects.get(kind="tenants.state_change")
    waiting = text(console.get(url("city", city.pk)))
    fail_job(job, step=job.steps.get(), error="数据库没有应答", is_final=True)

    failed = text(console.get(url("city", city.pk)))
    again = console.post(url("retry", job.pk))

    assert (url("job", job.pk) in waiting, url("retry", job.pk) in waiting) == (True, False)
    assert ("数据库没有应答" in failed, url("retry", job.pk) in failed) == (True, True)
    assert again["Location"] == url("job", job.pk)
    assert f"<h1>{job.title}</h1>" in text(console.get(url("job", job.pk)))
    job.refresh_from_db()
    assert job.state == JobState.QUEUED


def test_resuming_asks_for_a_reason(console: Client, suspended: Jurisdiction) -> None:
    page = text(console.get(url("city", suspended.pk)))
    refused = console.post(url("resume", suspended.pk), {})
    done = console.post(url("resume", suspended.pk), {"reason": "改革完成"})

    assert (url("suspend", suspended.pk) in page, url("resume", suspended.pk) in page) == (False, True)
    assert (refused.status_code, done.status_code) == (422, 302)
    assert state_wishes() == [("active", "改革完成")]


def test_a_city_that_runs_is_not_resumed(console: Client, city: Jurisdiction) -> None:
    response = console.post(url("resume", city.pk), {"reason": "x"})

    assert response.status_code == 409
    assert "该辖区没有停用" in text(response)
    assert state_wishes() == []


def test_a_suspended_city_is_not_suspended_again(console: Client, suspended: Jurisdiction) -> None:
    response = console.post(url("suspend", suspended.pk), {"reason": "x"})

    assert response.status_code == 409
    assert "该辖区不在运行中" in text(response)
    assert state_wishes() == []


def test_a_city_that_is_being_made_offers_neither(console: Client) -> None:
    with jurisdiction_rows("province_p", {"row_new": "新市"}, division="9906") as ids:
        with as_owner() as owner:
            owner.execute("UPDATE tenants_jurisdiction SET state = 'onboarding' WHERE code = 'row_new'")
        place = url("city", ids["row_new"])

        page = console.get(place)

        assert page.status_code == 200
        assert ("停用这个辖区" in text(page), "恢复这个辖区" in text(page)) == (False, False)


def test_the_library(console: Client, django_assert_num_queries: Callable[..., object]) -> None:
    assert "事项库是空的" in text(console.get(url("library")))
    with (
        library_package(version="1"),
        library_package(version="2", name="科技成果登记（新）"),
        library_package(offered_by="province_q", name="别省事项"),
        # role, user, memberships, grants, packages, unread count
        django_assert_num_queries(6),  # type: ignore[attr-defined]
    ):
        response = console.get(url("library"))

    assert [(row.name, row.version) for row in response.context["packages"]] == [("科技成果登记（新）", "2")]
    assert ("平台" in text(response), "别省事项" in text(response)) == (True, False)


def test_texts_are_set_by_the_province(console: Client, city: Jurisdiction) -> None:
    wrong = console.post(url("texts", city.pk), {"signature": "【甲】", "daily_quota": "-3"})
    done = console.post(url("texts", city.pk), {"signature": "甲市科技局", "daily_quota": "500"})
    page = text(console.get(url("city", city.pk)))

    assert (wrong.status_code, sorted(wrong.context["texts_form"].errors)) == (422, ["daily_quota"])
    assert (done.status_code, done["Location"]) == (302, url("city", city.pk))
    job = Job.objects.get(kind="tenants.setting")
    assert job.payload["values"] == {"signature": "甲市科技局", "daily_quota": 500}
    assert ('value="甲市科技局"' in page, 'value="500"' in page, url("job", job.pk) in page) == (True, True, True)


def test_a_signature_that_cannot_be_is_said_at_its_field(console: Client, city: Jurisdiction) -> None:
    answer = console.post(url("texts", city.pk), {"signature": "【甲】", "daily_quota": ""})

    assert answer.context["texts_form"].errors["signature"] == ["短信签名为 2 至 20 个汉字、字母或数字，不带【】。"]


@pytest.mark.browser
def test_a_province_sets_the_texts_of_a_city(console: Client, city: Jurisdiction, chromium: Browser) -> None:
    with browsing(chromium, console, "province-p.localhost") as page:
        page.goto(url("city", city.pk))
        page.get_by_label("短信签名").fill("【甲】")
        page.get_by_label("每天条数").fill("500")
        page.get_by_role("button", name="保存短信设置").click()
        expect(page.locator("#field-signature")).to_contain_text("不带【】")
        page.get_by_label("短信签名").fill("甲市科技局")
        page.get_by_role("button", name="保存短信设置").click()
        expect(page.locator("section", has_text="短信设置").last).to_contain_text("排队中")
        wrong = looked_at(page)

    assert wrong == []
    assert Job.objects.get(kind="tenants.setting").payload["values"] == {"signature": "甲市科技局", "daily_quota": 500}
