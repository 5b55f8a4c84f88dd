"""The roles every jurisdiction starts with, and which of them one person may not hold together.

Separation of duties: 三员 (GB/T 22239-2019 8.1.5: system, security and audit administrator are separate people
without business), and whoever configures a procedure does not approve it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class RoleKind(StrEnum):
    """What a role is for; the kind decides what it can be combined with."""

    ADMINISTRATION = "administration"
    CONFIGURATION = "configuration"
    BUSINESS = "business"
    PROVINCE = "province"
    PLATFORM = "platform"


class RoleKey(StrEnum):
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    CONFIGURATOR = "configurator"
    CONFIGURATION_APPROVER = "configuration_approver"
    REGISTRATION_POINT = "registration_point"
    SUPERVISING_DEPARTMENT = "supervising_department"
    BUSINESS_OFFICE = "business_office"
    DEPARTMENT_HEAD = "department_head"
    PROVINCE_ADMINISTRATOR = "province_administrator"
    PLATFORM_OPERATOR = "platform_operator"


KINDS: Mapping[RoleKey, RoleKind] = {
    RoleKey.SYSTEM_ADMINISTRATOR: RoleKind.ADMINISTRATION,
    RoleKey.SECURITY_ADMINISTRATOR: RoleKind.ADMINISTRATION,
    RoleKey.AUDIT_ADMINISTRATOR: RoleKind.ADMINISTRATION,
    RoleKey.CONFIGURATOR: RoleKind.CONFIGURATION,
    RoleKey.CONFIGURATION_APPROVER: RoleKind.CONFIGURATION,
    RoleKey.REGISTRATION_POINT: RoleKind.BUSINESS,
    RoleKey.SUPERVISING_DEPARTMENT: RoleKind.BUSINESS,
    RoleKey.BUSINESS_OFFICE: RoleKind.BUSINESS,
    RoleKey.DEPARTMENT_HEAD: RoleKind.BUSINESS,
    RoleKey.PROVINCE_ADMINISTRATOR: RoleKind.PROVINCE,
    RoleKey.PLATFORM_OPERATOR: RoleKind.PLATFORM,
}

#: A person holds at most one role of these kinds (the database holds it too, see RoleGrant).
SEPARATED_KINDS = frozenset({RoleKind.ADMINISTRATION, RoleKind.CONFIGURATION})


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role as the rules see it; tenants may add roles of their own, so the key is plain text."""

    key: str
    kind: RoleKind


def is_separated(kind: RoleKind) -> bool:
    return kind in SEPARATED_KINDS


def conflicting_roles(held: Iterable[HeldRole], wanted: HeldRole) -> tuple[str, ...]:
    """Keys of held roles that forbid `wanted`, sorted; empty when the grant is allowed."""
    return tuple(sorted({role.key for role in held if role.key != wanted.key and _exclude(role.kind, wanted.kind)}))


def _exclude(one: RoleKind, other: RoleKind) -> bool:
    """Administrators do nothing else; of the configuring two a person is only one."""
    if RoleKind.ADMINISTRATION in (one, other):
        return True
    return one is other is RoleKind.CONFIGURATION
