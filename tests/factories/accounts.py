"""People with roles, organisations with members: made through the services, in the schema that is selected."""

from __future__ import annotations

import secrets
from itertools import count

from accounts.access import Actor, actor_of
from accounts.domain.roles import RoleKey
from accounts.domain.uscc import check_character
from accounts.models import Department, Organisation, User, UserKind
from accounts.services.grants import grant_role
from accounts.services.organisations import add_member, create_organisation
from accounts.services.people import create_user
from accounts.services.provisioning import create_base_roles
from tenants.models import Jurisdiction

PASSWORD = "Qingfeng-7351-mingyue"
#: Workers share one cache, in which attempts are counted by number: each run starts somewhere else.
_numbers = count(secrets.randbelow(90_000_000))


def open_bureau(jurisdiction: Jurisdiction) -> Department:
    """The roles and the root department every tenant starts with."""
    create_base_roles(jurisdiction, {})
    return Department.objects.get(parent=None)


def make_staff(
    *roles: RoleKey | str, department: Department | None = None, password: str | None = PASSWORD, name: str = "李干事"
) -> User:
    root = department or Department.objects.get(parent=None)
    user = create_user(name=name, mobile=next_mobile(), kind=UserKind.STAFF, department=root, password=password)
    for role in roles:
        grant_role(actor_id=None, user=user, role_key=role, department=root)
    return user


def make_applicant(*, password: str | None = PASSWORD, name: str = "王申请", email: str = "") -> User:
    return create_user(name=name, mobile=next_mobile(), email=email, kind=UserKind.APPLICANT, password=password)


def make_organisation(name: str = "甲市先进材料研究院") -> Organisation:
    return create_organisation(name=name, uscc=next_uscc(), kind="institution")


def make_member(organisation: Organisation, role: str, **member: object) -> User:
    user = make_applicant()
    add_member(organisation=organisation, user=user, role=role, **member)  # type: ignore[arg-type]
    return user


def fresh_actor(user: User) -> Actor:
    """The actor as a new request would see him: nothing remembered from before."""
    return actor_of(User.objects.get(id=user.id))


def next_mobile() -> str:
    return f"139{next(_numbers):08d}"


def next_uscc() -> str:
    body = f"91990100MA{next(_numbers) % 10_000_000:07d}"
    return body + check_character(body)
