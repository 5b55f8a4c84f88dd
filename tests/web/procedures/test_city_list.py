"""Cities by list: previewed at every cell, queued as one batch, each a job that can be tried again."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, expect

from tenants.context import tenant_context
from tenants.hosts import forget_hosts
from tenants.models import Jurisdiction
from tenants.records.models import Job, JobState, OutboxMessage
from tenants.records.services.jobs import fail_job, finish_job, finish_step, personal_values
from tests.factories.platform import library_package
from tests.web.browsing import browsing, looked_at

HEAD = [
    "单位名称",
    "简称",
    "层级",
    "行政区划代码",
    "租户代码",
    "访问域名",
    "首任系统管理员姓名",
    "手机号码",
    "电子邮箱",
    "对外咨询电话",
    "办理地址",
    "领用的事项",
]
GOOD = ["丁市科学技术局", "丁市", "市级", 990400, "dingshi", "Dingshi.localhost", "陈管理", 13800138000, *[None] * 4]
COUNTY = ["戊县科技局", "戊县", "县级", "990421", "wuxian", "wuxian.localhost", "王管理", "13800138001"]
COUNTY += ["w@example.cn", "0760-1", "一路1号", "科技成果登记"]


def url(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=args, urlconf="config.urls_tenant")


def listed(*rows: list[object], head: list[str] = HEAD) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    for row in (head, *rows):
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("名单.xlsx", target.getvalue())


def changed(**cells: object) -> list[object]:
    row = dict(zip(HEAD, GOOD, strict=True)) | cells
    return [row[title] for title in HEAD]


def confirm(console: Client, preview: HttpResponse) -> HttpResponse:
    given = {"lines": preview.context["lines"], "batch": str(preview.context["batch_id"])}
    return console.post(url("city_list"), given)


def jobs() -> list[Job]:
    return list(Job.objects.filter(kind="tenants.onboarding").order_by("id"))


def told(preview: HttpResponse) -> dict[str, list[str]]:
    """What is said at the cells of the first line, by column."""
    cells = preview.context["rows"][0]["cells"]
    return {title: words for title, (_text, words) in zip(HEAD, cells, strict=True) if words}


def test_a_list_becomes_a_batch_of_jobs(console: Client, province: Jurisdiction) -> None:
    with library_package() as package:
        preview = console.post(url("city_list"), {"file": listed(GOOD, COUNTY)})
        before = len(jobs())
        done = confirm(console, preview)
        again = confirm(console, preview)

    city, county = jobs()
    place = url("batch", preview.context["batch_id"])
    assert (preview.context["good"], preview.context["bad"], before) == (2, 0, 0)
    assert (done.status_code, done["Location"], again["Location"]) == (302, place, place)
    assert (city.title, city.payload["domain"], city.payload["level"]) == (
        "丁市科学技术局",
        "dingshi.localhost",
        "city",
    )
    assert county.payload == {
        "code": "wuxian",
        "name": "戊县科技局",
        "short_name": "戊县",
        "division_code": "990421",
        "level": "county",
        "domain": "wuxian.localhost",
        "packages": [str(package)],
        "parameters": {"contact_phone": "0760-1", "contact_address": "一路1号"},
        "batch": str(preview.context["batch_id"]),
    }
    assert personal_values(county) == {
        "contact_name": "王管理",
        "contact_mobile": "13800138001",
        "contact_email": "w@example.cn",
    }
    assert OutboxMessage.objects.filter(handler="tenants.provision").count() == 2


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"租户代码": "city_a"}, ["租户代码"]),
        ({"租户代码": "Ding Shi"}, ["租户代码"]),
        ({"访问域名": "city-b.localhost"}, ["访问域名"]),
        ({"访问域名": "elsewhere.example"}, ["访问域名"]),
        ({"行政区划代码": "110000"}, ["行政区划代码"]),
        ({"层级": "省级"}, ["层级"]),
        ({"单位名称": None, "首任系统管理员姓名": None}, ["单位名称", "首任系统管理员姓名"]),
        ({"手机号码": "1380013"}, ["手机号码"]),
        ({"手机号码": None}, ["手机号码"]),
        ({"电子邮箱": "nobody", "领用的事项": "没有的事项"}, ["电子邮箱", "领用的事项"]),
    ],
)
def test_what_is_wrong_stands_at_its_cell(console: Client, cells: dict[str, object], columns: list[str]) -> None:
    preview = console.post(url("city_list"), {"file": listed(changed(**cells))})

    assert (list(told(preview)), preview.context["good"]) == (columns, 0)


def test_lines_are_held_against_each_other_and_against_those_on_their_way(console: Client) -> None:
    twice = console.post(url("city_list"), {"file": listed(GOOD, changed(单位名称="另一个"))})
    confirm(console, console.post(url("city_list"), {"file": listed(GOOD)}))
    later = console.post(url("city_list"), {"file": listed(GOOD)})

    assert told(twice) == {"租户代码": ["租户代码在名单中出现多次。"], "访问域名": ["域名在名单中出现多次。"]}
    assert told(later) == {"租户代码": ["租户代码已被使用。"], "访问域名": ["域名已被使用。"]}


def test_what_went_wrong_since_the_preview_is_said_and_the_rest_begins(console: Client) -> None:
    with library_package():
        preview = console.post(url("city_list"), {"file": listed(GOOD, COUNTY)})
        confirm(console, console.post(url("city_list"), {"file": listed(GOOD)}))

        result = confirm(console, preview)

    assert (result.context["good"], result.context["bad"], result.context["is_done"]) == (1, 1, True)
    assert [job.payload["code"] for job in jobs()] == ["dingshi", "wuxian"]


def test_what_is_no_list(console: Client) -> None:
    answers = [
        console.post(url("city_list"), {}),
        console.post(url("city_list"), {"file": listed(GOOD[:3], head=HEAD[:3])}),
        console.post(url("city_list"), {"lines": "{}", "batch": str(uuid4())}),
        console.post(url("city_list"), {"lines": "[", "batch": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert "文件中没有这些列：行政区划代码" in answers[1].content.decode()
    assert jobs() == []


def test_the_template_is_what_is_read(console: Client) -> None:
    with library_package():
        sheets = load_workbook(io.BytesIO(console.get(url("city_list_template")).content)).worksheets

    assert [cell.value for cell in sheets[0][1]] == HEAD
    assert "科技成果登记" in "".join(str(row[0].value) for row in sheets[-1].rows)
    assert console.get(url("city_list")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_preview_and_progress_cost_the_same(console: Client, django_assert_num_queries, rows: int) -> None:
    lines = [changed(租户代码=f"ding{at}", 访问域名=f"ding{at}.localhost") for at in range(rows)]
    forget_hosts()
    console.get(url("city_list"))

    # role, user, memberships, grants, packages twice, jobs on their way, codes, hosts, unread count
    with django_assert_num_queries(10):
        preview = console.post(url("city_list"), {"file": listed(*lines)})
    confirm(console, preview)
    forget_hosts()
    console.get(url("city_list"))

    # role, user, memberships, grants, jobs, their steps, unread count
    with django_assert_num_queries(7):
        console.get(url("batch", preview.context["batch_id"]))


def test_a_failed_one_is_tried_again_from_the_page_of_the_batch(console: Client) -> None:
    with library_package():
        preview = console.post(url("city_list"), {"file": listed(GOOD, COUNTY)})
        confirm(console, preview)
    city, county = jobs()
    for step in county.steps.all():
        finish_step(step)
    finish_job(county)
    fail_job(city, step=city.steps.all()[0], error="数据库没有应答", is_final=True)

    page = console.get(url("batch", preview.context["batch_id"]))
    part = console.get(url("batch", preview.context["batch_id"]), headers={"hx-request": "true"})
    again = console.post(url("retry", city.pk))

    words = page.content.decode()
    assert (page.context["done"], page.context["failed"], page.context["is_running"]) == (1, 1, False)
    assert ("数据库没有应答" in words, words.count("再试一次："), "every 2s" in words) == (True, 1, False)
    assert ("<html" in part.content.decode(), again.status_code) == (False, 302)
    city.refresh_from_db()
    assert city.state == JobState.QUEUED


def test_a_batch_of_another_province_is_unknown(console: Client, city_b: Jurisdiction) -> None:
    batch = uuid4()
    with tenant_context(city_b):
        Job.objects.create(kind="tenants.onboarding", title="别省的市", payload={"code": "x", "batch": str(batch)})

    assert console.get(url("batch", batch)).status_code == 404
    taken = console.post(url("city_list"), {"file": listed(changed(租户代码="x"))})
    assert told(taken) == {}


@pytest.mark.browser
def test_a_province_brings_a_list_on_board(console: Client, chromium: Browser) -> None:
    bad = changed(租户代码="city_a", 访问域名="other.localhost")
    with browsing(chromium, console, "province-p.localhost") as page:
        page.goto(url("city_list"))
        wrong = looked_at(page)
        page.set_input_files("#list-file", {"name": "名单.xlsx", "mimeType": "x/y", "buffer": listed(GOOD, bad).read()})
        page.get_by_role("button", name="预览").click()
        expect(page.locator("#list-title")).to_have_text("预览：可接入 1 个，有问题 1 个")
        expect(page.locator("td.table-danger")).to_contain_text("租户代码已被使用")
        wrong += looked_at(page)
        page.get_by_role("button", name="接入这 1 个辖区").click()
        expect(page.locator("#batch-rows")).to_contain_text("丁市科学技术局")
        wrong += looked_at(page)

    assert wrong == []
