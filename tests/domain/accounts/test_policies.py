"""Every action against every role, explicit refusals included."""

from __future__ import annotations

import pytest

from accounts.domain.roles import RoleKey
from accounts.domain.verdict import ALLOWED, Verdict, may_not, not_now
from accounts.policies import (
    ORGANISATION,
    STAFF,
    OrganisationAction,
    OrganisationSituation,
    StaffAction,
    StaffSituation,
    may_in_organisation,
    may_staff,
)

HOLDER = {
    StaffAction.MANAGE_PEOPLE: RoleKey.SYSTEM_ADMINISTRATOR,
    StaffAction.DEACTIVATE_PERSON: RoleKey.SYSTEM_ADMINISTRATOR,
    StaffAction.MANAGE_DEPARTMENTS: RoleKey.SYSTEM_ADMINISTRATOR,
    StaffAction.SEE_GRANTS: RoleKey.SECURITY_ADMINISTRATOR,
    StaffAction.CHANGE_GRANTS: RoleKey.SECURITY_ADMINISTRATOR,
    StaffAction.CHANGE_SIGN_IN_POLICY: RoleKey.SECURITY_ADMINISTRATOR,
    StaffAction.READ_LEDGER: RoleKey.AUDIT_ADMINISTRATOR,
    StaffAction.MANAGE_INTEGRATORS: RoleKey.SYSTEM_ADMINISTRATOR,
}
SYSTEM, SECURITY = frozenset({RoleKey.SYSTEM_ADMINISTRATOR}), frozenset({RoleKey.SECURITY_ADMINISTRATOR})


def test_the_tables_know_every_action() -> None:
    assert set(STAFF) == set(StaffAction) == set(HOLDER)
    assert set(ORGANISATION) == set(OrganisationAction)


@pytest.mark.parametrize("action", StaffAction)
@pytest.mark.parametrize("role", RoleKey)
def test_one_role_holds_each_action(action: StaffAction, role: RoleKey) -> None:
    verdict = may_staff(action, StaffSituation(frozenset({role})))

    assert verdict.allowed is (HOLDER[action] is role)


@pytest.mark.parametrize("action", StaffAction)
def test_nobody_without_a_role(action: StaffAction) -> None:
    reason = f"not_{HOLDER[action]}"

    assert may_staff(action, StaffSituation(frozenset())) == may_not(reason)


@pytest.mark.parametrize(
    ("action", "situation", "expected"),
    [
        (StaffAction.DEACTIVATE_PERSON, StaffSituation(SYSTEM, about_self=True), not_now("not_own_account")),
        (
            StaffAction.DEACTIVATE_PERSON,
            StaffSituation(SYSTEM, person_holds_grants=True),
            not_now("person_holds_grants"),
        ),
        (StaffAction.CHANGE_GRANTS, StaffSituation(SECURITY, about_self=True), not_now("not_own_account")),
        (StaffAction.CHANGE_GRANTS, StaffSituation(SYSTEM, appoints_first_security_administrator=True), ALLOWED),
        (
            StaffAction.CHANGE_GRANTS,
            StaffSituation(SYSTEM, about_self=True, appoints_first_security_administrator=True),
            not_now("not_own_account"),
        ),
        (
            StaffAction.CHANGE_GRANTS,
            StaffSituation(frozenset(), appoints_first_security_administrator=True),
            may_not("not_security_administrator"),
        ),
    ],
)
def test_when_an_administrator_may_not(action: StaffAction, situation: StaffSituation, expected: Verdict) -> None:
    assert may_staff(action, situation) == expected


OUTSIDER = OrganisationSituation(is_member=False, is_administrator=False)
MEMBER = OrganisationSituation(is_member=True, is_administrator=False)
ADMINISTRATOR = OrganisationSituation(is_member=True, is_administrator=True)
LAST = OrganisationSituation(is_member=True, is_administrator=True, leaves_no_administrator=True)


@pytest.mark.parametrize(
    ("action", "situation", "expected"),
    [
        (OrganisationAction.SEE, OUTSIDER, may_not()),
        (OrganisationAction.SEE, MEMBER, ALLOWED),
        (OrganisationAction.SEE, ADMINISTRATOR, ALLOWED),
        (OrganisationAction.MANAGE, OUTSIDER, may_not("not_organisation_administrator")),
        (OrganisationAction.MANAGE, MEMBER, may_not("not_organisation_administrator")),
        (OrganisationAction.MANAGE, ADMINISTRATOR, ALLOWED),
        (OrganisationAction.END_MEMBERSHIP, MEMBER, may_not("not_organisation_administrator")),
        (OrganisationAction.END_MEMBERSHIP, ADMINISTRATOR, ALLOWED),
        (OrganisationAction.END_MEMBERSHIP, LAST, not_now("last_administrator")),
    ],
)
def test_what_members_may(action: OrganisationAction, situation: OrganisationSituation, expected: Verdict) -> None:
    assert may_in_organisation(action, situation) == expected
