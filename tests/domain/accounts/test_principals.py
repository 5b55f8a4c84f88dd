from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.principals import (
    Belonging,
    Granted,
    MembershipRole,
    Principal,
    PrincipalKind,
    administrators_principal,
    counter_person_principal,
    department_examiners_principal,
    gather_principals,
    members_principal,
    parse_principal,
    role_principal,
    user_principal,
)

USER, UNIT, PART, OFFICE = (UUID(int=number) for number in range(1, 5))


@given(
    kind=st.sampled_from(PrincipalKind),
    target=st.uuids(),
    role_key=st.from_regex(r"[a-z0-9_]{1,40}", fullmatch=True),
)
def test_text_and_back(kind: PrincipalKind, target: UUID, role_key: str) -> None:
    principal = Principal(kind, target, role_key if kind is PrincipalKind.ROLE else "")

    assert parse_principal(str(principal)) == principal


@pytest.mark.parametrize("text", ["", "u", f"x:{USER}", "u:not-an-id", f"r:{USER}", f"r::{USER}", "r:office:"])
def test_what_is_no_principal(text: str) -> None:
    with pytest.raises(ValueError):
        parse_principal(text)


def test_a_person_alone() -> None:
    assert gather_principals(USER, [], []) == {user_principal(USER)}


@pytest.mark.parametrize(
    ("role", "department", "further"),
    [
        (MembershipRole.LEADER, None, set()),
        (MembershipRole.LEADER, PART, set()),
        (MembershipRole.ADMINISTRATOR, None, {administrators_principal(UNIT)}),
        (MembershipRole.DEPARTMENT_EXAMINER, PART, {department_examiners_principal(PART)}),
        (MembershipRole.DEPARTMENT_EXAMINER, None, set()),
    ],
)
def test_what_a_membership_adds(role: MembershipRole, department: UUID | None, further: set[str]) -> None:
    principals = gather_principals(USER, [Belonging(UNIT, department, role)], [])

    assert principals == {user_principal(USER), members_principal(UNIT)} | further


def test_what_grants_add() -> None:
    principals = gather_principals(USER, [], [Granted("business_office", OFFICE), Granted("configurator", UNIT)])

    assert principals == {
        user_principal(USER),
        role_principal("business_office", OFFICE),
        role_principal("configurator", UNIT),
    }


def test_whoever_came_to_the_counter_is_known_by_number_and_organisation() -> None:
    belonging = Belonging(UNIT, None, MembershipRole.LEADER, uscc="9144")
    came = counter_person_principal("9144", "index")

    assert came in gather_principals(USER, [belonging], [], mobile_index="index")
    assert came not in gather_principals(USER, [belonging], [], mobile_index="other")
    assert came not in gather_principals(USER, [belonging], [])
    assert came not in gather_principals(USER, [], [], mobile_index="index")
    assert counter_person_principal("9145", "index") != came
    assert str(parse_principal(came)) == came
