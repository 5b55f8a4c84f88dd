"""Which places each kind of person has, which one is marked, and where signing in leads."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.domain.principals import MembershipRole
from accounts.domain.roles import RoleKey, RoleKind
from accounts.models import OrganisationDepartment, User
from accounts.services.grants import create_role
from accounts.services.organisations import add_member
from config.menus import first_place_of, menu_of
from tenants.context import tenant_context
from tenants.models import Jurisdiction
from tests.factories.accounts import make_applicant, make_member, make_organisation, make_staff, open_bureau

OFFICE = ["待办", "已办", "全部申报", "消息", "账号"]
SUPERVISING = ["待办", "已办", "全部申报", "督办", "消息", "账号"]
MENUS = {
    RoleKey.SYSTEM_ADMINISTRATOR: ["人员", "部门", "对接系统", "短信用量", "消息", "账号"],
    RoleKey.SECURITY_ADMINISTRATOR: ["授权", "消息", "账号"],
    RoleKey.AUDIT_ADMINISTRATOR: ["操作留痕", "消息", "账号"],
    RoleKey.CONFIGURATOR: ["信息发布", "工作日历", "消息", "账号"],
    RoleKey.CONFIGURATION_APPROVER: ["信息发布", "工作日历", "消息", "账号"],
    RoleKey.REGISTRATION_POINT: [
        *["待办", "已办", "全部申报", "代录申请", "批次办理", "公示", "证书", "单位审核"],
        *["消息", "账号"],
    ],
    RoleKey.SUPERVISING_DEPARTMENT: SUPERVISING,
    RoleKey.BUSINESS_OFFICE: OFFICE,
    RoleKey.DEPARTMENT_HEAD: SUPERVISING,
}
LANDINGS = {
    RoleKey.SYSTEM_ADMINISTRATOR: "accounts:people",
    RoleKey.SECURITY_ADMINISTRATOR: "accounts:grants",
    RoleKey.AUDIT_ADMINISTRATOR: "accounts:ledger",
    RoleKey.CONFIGURATOR: "publishing:announcements",
    RoleKey.CONFIGURATION_APPROVER: "publishing:announcements",
    RoleKey.REGISTRATION_POINT: "workbench:inbox",
    RoleKey.SUPERVISING_DEPARTMENT: "workbench:inbox",
    RoleKey.BUSINESS_OFFICE: "workbench:inbox",
    RoleKey.DEPARTMENT_HEAD: "workbench:inbox",
}


@pytest.fixture(autouse=True)
def _bureau(city_a: Jurisdiction) -> None:
    open_bureau(city_a)


def labels(user: User, path: str = "/nowhere/") -> list[str]:
    return [str(item.label) for item in menu_of(User.objects.get(pk=user.pk), path)]


def marked(user: User, path: str) -> list[str]:
    return [str(item.label) for item in menu_of(User.objects.get(pk=user.pk), path) if item.active]


@pytest.mark.parametrize("role", MENUS)
def test_each_role_has_its_menu(role: RoleKey) -> None:
    assert labels(make_staff(role)) == MENUS[role]


@pytest.mark.parametrize("role", LANDINGS)
def test_signing_in_leads_to_ones_work(city_a: Jurisdiction, client_for, role: RoleKey) -> None:
    client = client_for(city_a, make_staff(role))

    response = client.get(reverse("landing"))

    assert (response.status_code, response["Location"]) == (302, reverse(LANDINGS[role]))
    assert client.get(response["Location"]).status_code == 200


def test_staff_without_a_role_have_their_account() -> None:
    assert labels(make_staff()) == ["账号"]


def test_a_role_of_the_jurisdictions_own_is_work_in_the_office() -> None:
    create_role(key="plan_signer", name="会签人", kind=RoleKind.BUSINESS)

    assert labels(make_staff("plan_signer")) == [*OFFICE[:-2], "批次办理", "公示", *OFFICE[-2:]]


def test_a_province_brings_on_board_and_sets_its_days() -> None:
    with tenant_context("t_province_p"):
        open_bureau(Jurisdiction.objects.get(code="province_p"))
        user = make_staff(RoleKey.PROVINCE_ADMINISTRATOR)

        assert labels(user) == ["辖区", "事项库", "工作日历"]


def test_two_roles_are_one_menu_in_one_order() -> None:
    user = make_staff(RoleKey.BUSINESS_OFFICE, RoleKey.CONFIGURATOR)

    assert labels(user) == [*OFFICE[:-2], "信息发布", "工作日历", *OFFICE[-2:]]


def test_an_applicant(city_a: Jurisdiction, client_for) -> None:
    user = make_applicant()

    assert labels(user) == ["我的申报", "单位与成员", "消息", "账号", "我的材料库", "单位认领"]
    assert client_for(city_a, user).get(reverse("landing"))["Location"] == reverse("applications:mine")


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (MembershipRole.LEADER, ["我的申报", "单位与成员", "消息", "账号", "我的材料库", "单位认领"]),
        (
            MembershipRole.DEPARTMENT_EXAMINER,
            ["我的申报", "待我审核", "单位与成员", "消息", "账号", "我的材料库", "单位认领"],
        ),
        (
            MembershipRole.ADMINISTRATOR,
            ["我的申报", "待我审核", "本单位申报", "单位与成员", "消息", "账号", "我的材料库", "单位认领"],
        ),
    ],
)
def test_members_of_a_unit(role: MembershipRole, expected: list[str]) -> None:
    unit = make_organisation()
    department = OrganisationDepartment.objects.create(organisation=unit, name="材料研究所")
    extra = {"department": department} if role is MembershipRole.DEPARTMENT_EXAMINER else {}

    assert labels(make_member(unit, role, **extra)) == expected


def test_an_office_worker_who_examines_for_a_unit_has_one_inbox() -> None:
    user = make_staff(RoleKey.BUSINESS_OFFICE)
    add_member(organisation=make_organisation(), user=user, role=MembershipRole.ADMINISTRATOR)

    assert labels(user) == ["待我审核", "本单位申报", "已办", "全部申报", "消息", "账号"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/workbench/", ["待办"]),
        ("/workbench/done/", ["已办"]),
        ("/workbench/all/", ["全部申报"]),
        ("/account/profile/", ["账号"]),
        ("/nowhere/", []),
    ],
)
def test_the_longest_matching_entry_is_the_present_one(path: str, expected: list[str]) -> None:
    assert marked(make_staff(RoleKey.BUSINESS_OFFICE), path) == expected


def test_a_menu_costs_two_queries(django_assert_num_queries) -> None:
    user = User.objects.get(pk=make_staff(RoleKey.BUSINESS_OFFICE).pk)

    with django_assert_num_queries(2):
        menu_of(user, "/")
        first_place_of(user)


def test_nobody_is_asked_to_sign_in(city_a: Jurisdiction, client_for) -> None:
    response = client_for(city_a).get(reverse("landing"))

    assert (response.status_code, response["Location"]) == (302, f"{reverse('accounts:sign_in')}?next=/home/")


def test_a_stranger_gets_no_menu(city_a: Jurisdiction, client_for) -> None:
    response = client_for(city_a).get("/")

    assert "nav" not in response.context
    assert response.status_code == 200


def test_a_page_without_a_menu_asks_for_none(city_a: Jurisdiction, client_for) -> None:
    response = client_for(city_a, make_staff(RoleKey.BUSINESS_OFFICE)).get(reverse("workbench:inbox"))

    assert [str(item.label) for item in response.context["nav"]] == OFFICE
    assert response.context["unread_messages"] == 0
