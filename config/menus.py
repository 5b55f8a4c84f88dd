"""Which places a person has, by roles and memberships: the menu, and where signing in leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.principals import PrincipalKind
from accounts.domain.roles import RoleKey
from accounts.models import User
from accounts.queries.people import principals_of, role_keys_of, stand_ins_of
from config.navigation import NavItem

OFFICE = frozenset(
    {
        RoleKey.REGISTRATION_POINT,
        RoleKey.SUPERVISING_DEPARTMENT,
        RoleKey.BUSINESS_OFFICE,
        RoleKey.DEPARTMENT_HEAD,
    }
)
POINT = frozenset({RoleKey.REGISTRATION_POINT})
PROVINCE = frozenset({RoleKey.PROVINCE_ADMINISTRATOR})
SUPERVISING = frozenset({RoleKey.SUPERVISING_DEPARTMENT, RoleKey.DEPARTMENT_HEAD})
PUBLISHERS = frozenset({RoleKey.CONFIGURATOR, RoleKey.CONFIGURATION_APPROVER})
ADMINISTRATION = frozenset({RoleKey.SYSTEM_ADMINISTRATOR, RoleKey.SECURITY_ADMINISTRATOR, RoleKey.AUDIT_ADMINISTRATOR})

EVERYBODY = OFFICE | ADMINISTRATION | PUBLISHERS


@dataclass(frozen=True, slots=True)
class Place:
    """One entry and whom it is for. `roles` are role keys, `kinds` first letters of principals."""

    label: str | Promise
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    for_applicants: bool = False
    #: Also for whoever stands in for somebody of the office.
    for_substitutes: bool = False
    #: Also for roles that the jurisdiction made itself, which stand in chains of its procedures.
    for_own_roles: bool = False


_ADMINISTERING = frozenset({PrincipalKind.ORGANISATION_ADMINISTRATORS})
_EXAMINING = frozenset({PrincipalKind.ORGANISATION_ADMINISTRATORS, PrincipalKind.ORGANISATION_DEPARTMENT})
PLACES = (
    Place(_("我的申报"), "applications:mine", "file-text", for_applicants=True),
    Place(_("待我审核"), "workbench:inbox", "clipboard-check", kinds=_EXAMINING),
    Place(_("本单位申报"), "applications:unit", "building", kinds=_ADMINISTERING),
    Place(_("单位与成员"), "accounts:organisations", "users", for_applicants=True),
    Place(_("待办"), "workbench:inbox", "inbox", roles=OFFICE, for_substitutes=True),
    Place(_("已办"), "workbench:done", "clipboard-check", roles=OFFICE, for_substitutes=True),
    Place(_("全部申报"), "workbench:all", "list", roles=OFFICE),
    Place(_("督办"), "workbench:supervision", "flag", roles=SUPERVISING),
    Place(_("代录申请"), "counter:home", "pencil", roles=POINT),
    Place(_("批次办理"), "workbench:batches", "files", roles=POINT, for_own_roles=True),
    Place(_("公示"), "workbench:notices", "speakerphone", roles=POINT, for_own_roles=True),
    Place(_("证书"), "workbench:certificates", "certificate", roles=POINT),
    Place(_("单位审核"), "ownership:examine", "user-check", roles=POINT),
    Place(_("辖区"), "console:cities", "building-bank", roles=PROVINCE),
    Place(_("事项库"), "console:library", "book", roles=PROVINCE),
    Place(_("信息发布"), "publishing:announcements", "send", roles=PUBLISHERS),
    Place(_("工作日历"), "workbench:calendar", "calendar", roles=PUBLISHERS | PROVINCE),
    Place(_("人员"), "accounts:people", "users", roles=frozenset({RoleKey.SYSTEM_ADMINISTRATOR})),
    Place(_("部门"), "accounts:departments", "building-bank", roles=frozenset({RoleKey.SYSTEM_ADMINISTRATOR})),
    Place(_("对接系统"), "accounts:integrators", "link", roles=frozenset({RoleKey.SYSTEM_ADMINISTRATOR})),
    Place(_("短信用量"), "notifications:texts", "message-2", roles=frozenset({RoleKey.SYSTEM_ADMINISTRATOR})),
    Place(_("授权"), "accounts:grants", "key", roles=frozenset({RoleKey.SECURITY_ADMINISTRATOR})),
    Place(_("操作留痕"), "accounts:ledger", "history", roles=frozenset({RoleKey.AUDIT_ADMINISTRATOR})),
    Place(_("消息"), "notifications:messages", "bell", for_applicants=True, roles=EVERYBODY, for_substitutes=True),
    Place(_("账号"), "accounts:profile", "user", for_applicants=True, roles=EVERYBODY, for_substitutes=True),
    Place(_("我的材料库"), "materials:library", "folder", for_applicants=True),
    Place(_("单位认领"), "ownership:mine", "building-community", for_applicants=True),
)


def places_of(user: User) -> list[Place]:
    """Entries for one person, in the order of the menu, each address once; at least the account itself.

    A role that the jurisdiction made itself stands in chains of its procedures: whoever holds one works in the office.
    """
    roles = role_keys_of(user)
    has_own_roles = bool(roles - set(RoleKey))
    if has_own_roles:
        roles |= {RoleKey.BUSINESS_OFFICE}
    kinds = {principal.partition(":")[0] for principal in principals_of(user)}
    found: dict[str, Place] = {}
    stands_in = bool(stand_ins_of(user))
    for place in PLACES:
        is_lent = (place.for_substitutes and stands_in) or (place.for_own_roles and has_own_roles)
        if place.roles & roles or place.kinds & kinds or is_lent or (place.for_applicants and not user.is_staff_member):
            found.setdefault(place.url_name, place)
    return list(found.values()) or [place for place in PLACES if place.url_name == "accounts:profile"]


def menu_of(user: User, path: str) -> list[NavItem]:
    """The menu as the layouts draw it; the entry with the longest matching address is the present one."""
    entries = [(place, reverse(place.url_name)) for place in places_of(user)]
    present = max((url for _place, url in entries if path.startswith(url)), key=len, default="")
    return [NavItem(place.label, url, place.icon, active=url == present) for place, url in entries]


def first_place_of(user: User) -> str:
    """Where a person's work is: the first entry of the menu."""
    return reverse(places_of(user)[0].url_name)
