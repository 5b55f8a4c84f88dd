from __future__ import annotations

import itertools

import pytest

from accounts.domain.roles import KINDS, HeldRole, RoleKey, RoleKind, conflicting_roles, is_separated

ADMINISTRATORS = [key for key, kind in KINDS.items() if kind is RoleKind.ADMINISTRATION]


def held(key: RoleKey) -> HeldRole:
    return HeldRole(key, KINDS[key])


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(ADMINISTRATORS, 2)))
def test_the_three_administrators_exclude_each_other(one: RoleKey, other: RoleKey) -> None:
    assert conflicting_roles([held(one)], held(other)) == (one,)


@pytest.mark.parametrize("administrator", ADMINISTRATORS)
@pytest.mark.parametrize("other", [key for key in RoleKey if key not in ADMINISTRATORS])
def test_an_administrator_does_nothing_else(administrator: RoleKey, other: RoleKey) -> None:
    assert conflicting_roles([held(administrator)], held(other)) == (administrator,)
    assert conflicting_roles([held(other)], held(administrator)) == (other,)


def test_configurator_and_approver_are_two_people() -> None:
    configurator, approver = held(RoleKey.CONFIGURATOR), held(RoleKey.CONFIGURATION_APPROVER)

    assert conflicting_roles([configurator], approver) == ("configurator",)
    assert conflicting_roles([approver], configurator) == ("configuration_approver",)


def test_business_roles_go_together_and_with_configuring() -> None:
    roles = [held(RoleKey.BUSINESS_OFFICE), held(RoleKey.CONFIGURATOR)]

    assert conflicting_roles(roles, held(RoleKey.REGISTRATION_POINT)) == ()


def test_the_same_role_in_another_department_is_no_conflict() -> None:
    role = held(RoleKey.AUDIT_ADMINISTRATOR)

    assert conflicting_roles([role, role], role) == ()


def test_every_role_has_a_kind() -> None:
    assert set(KINDS) == set(RoleKey)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (RoleKind.ADMINISTRATION, True),
        (RoleKind.CONFIGURATION, True),
        (RoleKind.BUSINESS, False),
        (RoleKind.PROVINCE, False),
        (RoleKind.PLATFORM, False),
    ],
)
def test_separated_kinds(kind: RoleKind, *, expected: bool) -> None:
    assert is_separated(kind) is expected
