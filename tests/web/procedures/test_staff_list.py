"""Departments and people by list: the system administrator's alone, previewed, each line for itself."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, expect

from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.roles import RoleKey
from accounts.models import Department, Invitation, RoleGrant, User
from tenants.context import tenant_context
from tenants.hosts import forget_hosts
from tests.factories.accounts import make_applicant, make_staff, open_bureau
from tests.web.browsing import browsing, looked_at

Clients = Callable[..., Client]
HEAD = ["部门代码", "部门名称", "部门类型", "上级部门代码", "姓名", "手机号码", "职务", "角色"]
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


def test_a_county_with_what_is_below_it(bureau: Department, city_a, client_for: Clients) -> None:
    client = client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    rows = [
        ["gui_county", "癸县科技局", "县区", None, None, None, None],
        ["gui_point", "癸县登记点", "登记点", "gui_county", None, None, None],
        ["gui_point", None, None, None, "周名单", "13912340011", "登记员"],
    ]

    preview = client.post(reverse(PAGE), {"file": listed(*rows)})
    done = client.post(reverse(PAGE), {"lines": preview.context["lines"]})

    assert done.context["good"] == 3
    point = Department.objects.get(code="gui_point")
    assert (point.path, User.objects.get(department=point).post) == (f"{bureau.path}gui_county/gui_point/", "登记员")


ROLES = "staff_list:roles"
PEOPLE = [
    ["gui_office", "癸科", "科室", None, None, None, None, None],
    ["gui_office", None, None, None, "周名单", "13912340011", "科长", "成果登记点、业务处室"],
    ["gui_office", None, None, None, "吴名单", "13912340012", "科员", None],
    ["gui_office", None, None, None, "郑名单", "13912340013", "科员", "审计管理员，业务处室"],
    ["gui_office", None, None, None, "冯名单", "13912340014", "科员", "没有的角色"],
]


def names_of(user: User) -> list[str]:
    return sorted(RoleGrant.objects.filter(user=user, revoked_at=None).values_list("role__name", flat=True))


def test_roles_of_a_list_are_the_security_administrators_to_give(
    bureau: Department, city_a, city_b, client_for: Clients
) -> None:
    system, security = (
        client_for(city_a, make_staff(role)) for role in (RoleKey.SYSTEM_ADMINISTRATOR, RoleKey.SECURITY_ADMINISTRATOR)
    )
    with tenant_context(city_b):
        open_bureau(city_b)
        make_staff(RoleKey.BUSINESS_OFFICE)
        foreign = RoleGrant.objects.count()
    before = RoleGrant.objects.count()

    preview = system.post(reverse(PAGE), {"file": listed(*PEOPLE)})
    imported = system.post(reverse(PAGE), {"lines": preview.context["lines"]})
    between = RoleGrant.objects.count()
    roles = security.post(reverse(ROLES), {"file": listed(*PEOPLE)})
    given = security.post(reverse(ROLES), {"lines": roles.context["lines"]})
    again = security.post(reverse(ROLES), {"lines": roles.context["lines"]})

    assert (preview.context["good"], preview.context["bad"], imported.context["good"]) == (4, 1, 4)
    assert ("请安全管理员" in imported.content.decode(), between) == (True, before)
    assert [(row["line"], row["is_good"]) for row in roles.context["rows"]] == [(3, True), (5, False), (6, False)]
    assert (given.context["good"], again.context["good"], RoleGrant.objects.count()) == (1, 1, before + 2)
    person = User.objects.find_by_login(LoginName(LoginKind.MOBILE, "13912340011"))
    assert person is not None
    assert names_of(person) == ["业务处室", "成果登记点"]
    with tenant_context(city_b):
        assert RoleGrant.objects.count() == foreign


def test_roles_by_list_are_refused_for_oneself_strangers_and_others(
    bureau: Department, city_a, client_for: Clients
) -> None:
    me, office = make_staff(RoleKey.SECURITY_ADMINISTRATOR), make_staff(RoleKey.REGISTRATION_POINT)
    applicant = make_applicant()
    client = client_for(city_a, me)
    rows = [
        [bureau.code, None, None, None, "我", me.mobile, None, "业务处室"],
        [bureau.code, None, None, None, "申请人", applicant.mobile, None, "业务处室"],
        ["nowhere", None, None, None, "同事", office.mobile, None, "业务处室"],
    ]

    preview = client.post(reverse(ROLES), {"file": listed(*rows)})
    nobody = client.post(reverse(ROLES), {"file": listed(rows[0][:7])})
    others = [client_for(city_a, each).get(reverse(ROLES)).status_code for each in (office, applicant)]

    assert [row["is_good"] for row in preview.context["rows"]] == [False] * 3
    assert (nobody.status_code, "名单中没有填写角色的人员。" in nobody.content.decode()) == (422, True)
    assert (others, client.get(reverse(ROLES)).status_code) == ([404, 404], 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_previews_cost_the_same(
    bureau: Department, city_a, client_for: Clients, django_assert_num_queries, rows: int
) -> None:
    people = [make_staff() for _ in range(rows)]
    lines = [[bureau.code, None, None, None, "新人", f"1391234010{at}", None, "业务处室"] for at in range(rows)]
    held = [[bureau.code, None, None, None, "旧人", each.mobile, None, "业务处室"] for each in people]
    system, security = (
        client_for(city_a, make_staff(role)) for role in (RoleKey.SYSTEM_ADMINISTRATOR, RoleKey.SECURITY_ADMINISTRATOR)
    )

    forget_hosts()
    system.get(reverse(PAGE))
    # role, user, memberships, grants, departments, roles, unread count
    with django_assert_num_queries(7):
        system.post(reverse(PAGE), {"file": listed(*lines)})
    forget_hosts()
    security.get(reverse(ROLES))
    # role, user, memberships, grants, departments, roles, people, their grants, unread count
    with django_assert_num_queries(9):
        security.post(reverse(ROLES), {"file": listed(*held)})


@pytest.mark.browser
def test_a_security_administrator_gives_roles_by_list(
    bureau: Department, city_a, client_for: Clients, chromium: Browser
) -> None:
    person = make_staff()
    row = [bureau.code, None, None, None, "同事", person.mobile, None, "业务处室、成果登记点"]

    with browsing(chromium, client_for(city_a, make_staff(RoleKey.SECURITY_ADMINISTRATOR)), "city-a.localhost") as page:
        page.goto(reverse("accounts:grants"))
        page.get_by_role("link", name="按名单授予").click()
        page.set_input_files("#list-file", {"name": "名单.xlsx", "mimeType": "x/y", "buffer": listed(row).read()})
        page.get_by_role("button", name="预览").click()
        expect(page.locator("#list-title")).to_have_text("预览：可授予 1 行，有问题 0 行")
        wrong = looked_at(page)
        page.get_by_role("button", name="授予这 1 行的角色").click()
        expect(page.locator("#list-title")).to_have_text("授予 1 行，未授予 0 行")

    assert (wrong, names_of(person)) == ([], ["业务处室", "成果登记点"])
