"""What a new jurisdiction starts with: the roles, the root department, its first administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.domain.login_names import LoginKind, LoginName, normalise_email, normalise_mobile
from accounts.domain.roles import KINDS, RoleKey, RoleKind
from accounts.models import Department, DepartmentKind, SignInPolicy, User, UserKind
from accounts.queries.people import grants_in_force
from accounts.services.departments import create_department
from accounts.services.grants import create_role, grant_role
from accounts.services.invitations import invite
from accounts.services.people import create_user
from tenants.models import Jurisdiction, Level
from tenants.provisioning import ProvisioningStep

ROLE_NAMES: Mapping[RoleKey, str] = {
    RoleKey.SYSTEM_ADMINISTRATOR: "系统管理员",
    RoleKey.SECURITY_ADMINISTRATOR: "安全管理员",
    RoleKey.AUDIT_ADMINISTRATOR: "审计管理员",
    RoleKey.CONFIGURATOR: "事项配置员",
    RoleKey.CONFIGURATION_APPROVER: "配置审批员",
    RoleKey.REGISTRATION_POINT: "成果登记点",
    RoleKey.SUPERVISING_DEPARTMENT: "主管部门",
    RoleKey.BUSINESS_OFFICE: "业务处室",
    RoleKey.DEPARTMENT_HEAD: "部门负责人",
    RoleKey.PROVINCE_ADMINISTRATOR: "省级管理员",
    RoleKey.PLATFORM_OPERATOR: "平台运维",
}


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Somebody the request for a jurisdiction names: `prefix` + name, mobile, email in its wishes."""

    role: RoleKey
    prefix: str


#: The contact is the system administrator; the others may be named too, and are appointed later otherwise.
FIRST_PEOPLE = (
    FirstPerson(RoleKey.SYSTEM_ADMINISTRATOR, "contact_"),
    FirstPerson(RoleKey.SECURITY_ADMINISTRATOR, "contact_security_"),
    FirstPerson(RoleKey.AUDIT_ADMINISTRATOR, "contact_audit_"),
    FirstPerson(RoleKey.CONFIGURATOR, "contact_configurator_"),
    FirstPerson(RoleKey.CONFIGURATION_APPROVER, "contact_approver_"),
    FirstPerson(RoleKey.PROVINCE_ADMINISTRATOR, "contact_province_"),
)


def create_base_roles(jurisdiction: Jurisdiction, _wishes: Mapping[str, object]) -> None:
    """Roles that fit the level, the root department, the sign-in policy. Idempotent."""
    for key, name in ROLE_NAMES.items():
        if _belongs(KINDS[key], jurisdiction):
            create_role(key=key, name=name, kind=KINDS[key])
    SignInPolicy.objects.get_or_create(id=1)
    if not Department.objects.filter(parent=None).exists():
        create_department(name=jurisdiction.name, code="bureau", kind=DepartmentKind.BUREAU)


def invite_first_people(jurisdiction: Jurisdiction, wishes: Mapping[str, object]) -> None:
    """Accounts, grants and invitations for those the request names. Idempotent: nobody is invited twice."""
    root = Department.objects.get(parent=None)
    for person in FIRST_PEOPLE:
        if not _belongs(KINDS[person.role], jurisdiction):
            continue
        name, mobile, email = (str(wishes.get(f"{person.prefix}{part}") or "") for part in ("name", "mobile", "email"))
        if name and (mobile or email):
            _invite_first(person.role, name=name, mobile=mobile, email=email, root=root)


def _belongs(kind: RoleKind, jurisdiction: Jurisdiction) -> bool:
    if kind is RoleKind.PROVINCE:
        return jurisdiction.level == Level.PROVINCE
    return kind is not RoleKind.PLATFORM


def _invite_first(role: RoleKey, *, name: str, mobile: str, email: str, root: Department) -> None:
    user = _known(mobile, email)
    if user is None:
        user = create_user(name=name, mobile=mobile, email=email, kind=UserKind.STAFF, department=root)
    if not grants_in_force().filter(user=user, role__key=role).exists():
        grant_role(actor_id=None, user=user, role_key=role, department=root)
    if not user.invitations.exists():
        invite(user, invited_by=None)


def _known(mobile: str, email: str) -> User | None:
    plain_mobile, plain_email = normalise_mobile(mobile), normalise_email(email)
    if plain_mobile:
        return User.objects.find_by_login(LoginName(LoginKind.MOBILE, plain_mobile))
    if plain_email:
        return User.objects.find_by_login(LoginName(LoginKind.EMAIL, plain_email))
    return None


BASE_STEP = ProvisioningStep("accounts.base", _("建立角色与部门"), create_base_roles)
PEOPLE_STEP = ProvisioningStep("accounts.first_people", _("邀请首批管理员"), invite_first_people)
