"""Principals: whom a task, an access row or a message is addressed to, as short strings that can be indexed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5


class PrincipalKind(StrEnum):
    USER = "u"
    ORGANISATION_MEMBERS = "om"
    ORGANISATION_ADMINISTRATORS = "oa"
    ORGANISATION_DEPARTMENT = "od"
    ROLE = "r"
    COUNTER_PERSON = "cp"


class MembershipRole(StrEnum):
    """What somebody does in an organisation."""

    ADMINISTRATOR = "administrator"
    DEPARTMENT_EXAMINER = "department_examiner"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Principal:
    """A parsed principal: `target` is the user, organisation, organisation department or bureau department."""

    kind: PrincipalKind
    target: UUID
    role_key: str = ""

    def __str__(self) -> str:
        if self.kind is PrincipalKind.ROLE:
            return f"{self.kind}:{self.role_key}:{self.target}"
        return f"{self.kind}:{self.target}"


@dataclass(frozen=True, slots=True)
class Belonging:
    """An active membership, as far as principals need it."""

    organisation_id: UUID
    department_id: UUID | None
    role: MembershipRole
    uscc: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """A grant in force."""

    role_key: str
    department_id: UUID


def user_principal(user_id: UUID) -> str:
    return str(Principal(PrincipalKind.USER, user_id))


def members_principal(organisation_id: UUID) -> str:
    return str(Principal(PrincipalKind.ORGANISATION_MEMBERS, organisation_id))


def administrators_principal(organisation_id: UUID) -> str:
    return str(Principal(PrincipalKind.ORGANISATION_ADMINISTRATORS, organisation_id))


def department_examiners_principal(organisation_department_id: UUID) -> str:
    return str(Principal(PrincipalKind.ORGANISATION_DEPARTMENT, organisation_department_id))


def role_principal(role_key: str, department_id: UUID) -> str:
    return str(Principal(PrincipalKind.ROLE, department_id, role_key))


def counter_person_principal(uscc: str, mobile_index: str) -> str:
    """Whoever has this mobile number and belongs to this organisation, whether either is on board by now or later."""
    return str(Principal(PrincipalKind.COUNTER_PERSON, uuid5(NAMESPACE_URL, f"{uscc}:{mobile_index}")))


def parse_principal(text: str) -> Principal:
    """The inverse of `str(principal)`; ValueError for anything else."""
    kind, _, rest = text.partition(":")
    if kind == PrincipalKind.ROLE:
        role_key, separator, target = rest.rpartition(":")
        if not separator or not role_key:
            raise ValueError(f"not a principal: {text!r}")
        return Principal(PrincipalKind.ROLE, UUID(target), role_key)
    return Principal(PrincipalKind(kind), UUID(rest))


def gather_principals(
    user_id: UUID, belongings: Iterable[Belonging], grants: Iterable[Granted], *, mobile_index: str = ""
) -> frozenset[str]:
    """Everything a person answers to. Without a mobile number nobody is known as the one who came to the counter."""
    names = {user_principal(user_id)}
    for belonging in belongings:
        names.add(members_principal(belonging.organisation_id))
        if belonging.role is MembershipRole.ADMINISTRATOR:
            names.add(administrators_principal(belonging.organisation_id))
        if belonging.role is MembershipRole.DEPARTMENT_EXAMINER and belonging.department_id is not None:
            names.add(department_examiners_principal(belonging.department_id))
        if mobile_index and belonging.uscc:
            names.add(counter_person_principal(belonging.uscc, mobile_index))
    names.update(role_principal(grant.role_key, grant.department_id) for grant in grants)
    return frozenset(names)
