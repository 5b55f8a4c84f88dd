"""Departments and people by list: the system administrator's alone, previewed, each line for itself."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.domain.roles import RoleKey
from accounts.models import Department, Invitation, RoleGrant, User
from tests.factories.accounts import make_staff, open_bureau

Clients = Callable[..., Client]
HEAD = ["部门代码", "部门名称", "部门类型", "上级部门代码", "姓名", "手机号码", "职务"]
PAGE = "staff_list:page"
TEMPLATE = "staff_list:template"


@pytest.fixture
def bureau(city_a: object) -> Department:
    return open_bureau(city_a)  # type: ignore[arg-type]


def listed(*rows: list[object]) -> SimpleUploadedFile:
    book, target = Workbook(), io.BytesIO()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(target)
    return SimpleUploadedFile("名单.xlsx", target.getvalue())


def test_a_list_becomes_departments_and_invited_people(bureau: Department, city_a, client_for: Clients) -> None:
    client = client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    grants = RoleGrant.objects.count()
    rows = [
        ["plan_office", "计划科", "科室", None, None, None, None],
        ["plan_office", None, None, None, "陈名单", 13912340001, "科长"],
        ["plan_office", None, None, None, "王名单", "13912340001", None],
        ["nowhere", None, None, None, "李名单", "1391", None],
    ]

    preview = client.post(reverse(PAGE), {"file": listed(*rows)})
    before = Department.objects.filter(code="plan_office").count()
    done = client.post(reverse(PAGE), {"lines": preview.context["lines"]})
    again = client.post(reverse(PAGE), {"lines": preview.context["lines"]})

    assert (preview.context["good"], preview.context["bad"], before) == (2, 2, 0)
    assert [[bool(words) for _text, words in row["cells"]].count(True) for row in preview.context["rows"]] == [
        0,
        0,
        1,
        2,
    ]
    assert (done.context["good"], done.context["bad"], again.context["good"]) == (2, 0, 0)
    person = User.objects.get(department__code="plan_office")
    assert (person.name, person.mobile, person.post) == ("陈名单", "13912340001", "科长")
    assert Invitation.objects.filter(user=person).count() == 1
    assert RoleGrant.objects.count() == grants


@pytest.mark.parametrize("role", [RoleKey.SECURITY_ADMINISTRATOR, RoleKey.REGISTRATION_POINT])
def test_the_list_is_the_system_administrators(bureau: Department, city_a, client_for: Clients, role: RoleKey) -> None:
    client = client_for(city_a, make_staff(role))

    answers = [client.get(reverse(PAGE)), client.get(reverse(TEMPLATE)), client.post(reverse(PAGE), {})]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_the_template_and_what_is_no_list(bureau: Department, city_a, client_for: Clients) -> None:
    client = client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR))

    sheet = load_workbook(io.BytesIO(client.get(reverse(TEMPLATE)).content)).worksheets[0]
    answers = [client.get(reverse(PAGE)), client.post(reverse(PAGE), {}), client.post(reverse(PAGE), {"lines": "{}"})]

    assert [cell.value for cell in sheet[1]] == HEAD
    assert [answer.status_code for answer in answers] == [200, 422, 422]
