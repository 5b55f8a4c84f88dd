from __future__ import annotations

import pytest
from django.db import connection

from accounts.domain.roles import RoleKey
from accounts.models import Department, Invitation, User
from accounts.services.people import create_staff, create_user, deactivate_staff, reactivate_staff
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.records.models import LedgerEntry, OutboxMessage
from tests.factories.accounts import PASSWORD, fresh_actor, make_applicant, make_staff, open_bureau


def problems(refused: pytest.ExceptionInfo[ValidationFailed]) -> list[Problem]:
    return list(refused.value.problems)


def test_personal_values_are_not_readable_at_rest(bureau: Department) -> None:
    user = create_user(
        name="赵铁柱", mobile="13700001111", email="zhao@example.cn", kind="applicant", password=PASSWORD
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM accounts_user t WHERE id = %s", [user.id])
        row = cursor.fetchone()[0]
    for value in ("赵铁柱", "13700001111", "zhao@example.cn", PASSWORD):
        assert value.encode().hex() not in row
        assert value not in row
    assert User.objects.get(id=user.id).name == "赵铁柱"


def test_the_ledger_holds_no_personal_value(bureau: Department) -> None:
    create_user(name="赵铁柱", mobile="13700001111", kind="applicant")

    entry = LedgerEntry.objects.get(command="accounts.create_user")
    assert "赵铁柱" not in f"{entry.subject_title}{entry.data}"
    assert "13700001111" not in f"{entry.subject_title}{entry.data}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": " ", "mobile": "13700001111"}, [Problem("name", "person_name_missing")]),
        ({"name": "甲", "mobile": "123"}, [Problem("mobile", "mobile_malformed")]),
        ({"name": "甲", "email": "a"}, [Problem("email", "email_malformed")]),
        ({"name": "甲"}, [Problem("mobile", "login_name_missing")]),
    ],
)
def test_what_an_account_needs(bureau: Department, given: dict[str, str], expected: list[Problem]) -> None:
    with pytest.raises(ValidationFailed) as refused:
        create_user(kind="applicant", **given)

    assert problems(refused) == expected


@pytest.mark.parametrize("field", ["mobile", "email"])
def test_a_login_name_is_one_persons(bureau: Department, field: str) -> None:
    value = {"mobile": "13700001111", "email": "zhao@example.cn"}[field]
    create_user(name="甲", kind="applicant", **{field: value})

    with pytest.raises(ValidationFailed) as refused:
        create_user(name="乙", kind="applicant", **{field: f" {value} "})

    assert problems(refused) == [Problem(field, f"{field}_taken")]


def test_the_same_number_is_somebody_else_in_another_city(bureau: Department, city_b) -> None:
    here = create_user(name="甲", mobile="13700001111", kind="applicant")
    with tenant_context(city_b):
        there = create_user(name="乙", mobile="13700001111", kind="applicant")

    assert here.mobile_index != there.mobile_index


def test_staff_are_made_by_the_system_administrator_and_invited(bureau: Department) -> None:
    actor = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))

    user = create_staff(actor, name="钱科员", mobile="13700002222", department=bureau, post="科员")

    assert user.must_set_password
    assert not user.has_usable_password()
    assert Invitation.objects.filter(user=user).count() == 1
    message = OutboxMessage.objects.get(handler="notifications.send_account_message")
    assert set(message.payload) == {"kind", "reference"}


@pytest.mark.parametrize("role", [RoleKey.SECURITY_ADMINISTRATOR, RoleKey.AUDIT_ADMINISTRATOR, RoleKey.BUSINESS_OFFICE])
def test_others_make_no_staff(bureau: Department, role: RoleKey) -> None:
    actor = fresh_actor(make_staff(role))

    with pytest.raises(NotAuthorised):
        create_staff(actor, name="钱科员", mobile="13700002222", department=bureau)

    assert User.objects.filter(post="科员").count() == 0


def test_ending_an_account_ends_its_sessions(bureau: Department) -> None:
    actor = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    user = make_staff()
    before = user.get_session_auth_hash()

    deactivate_staff(actor, user_id=user.id)

    user.refresh_from_db()
    assert user.is_active is False
    assert user.get_session_auth_hash() != before
    reactivate_staff(actor, user_id=user.id)
    user.refresh_from_db()
    assert user.is_active is True


def test_an_account_with_roles_is_not_ended(bureau: Department) -> None:
    actor = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    user = make_staff(RoleKey.BUSINESS_OFFICE)

    with pytest.raises(IllegalTransition, match="person_holds_grants"):
        deactivate_staff(actor, user_id=user.id)


def test_nobody_ends_his_own_account(bureau: Department) -> None:
    administrator = make_staff(RoleKey.SYSTEM_ADMINISTRATOR)

    with pytest.raises(IllegalTransition, match="not_own_account"):
        deactivate_staff(fresh_actor(administrator), user_id=administrator.id)


def test_an_unknown_person_is_like_a_forbidden_one(bureau: Department, city_b) -> None:
    actor = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    with tenant_context(city_b):
        open_bureau(city_b)
        foreign = make_applicant()

    with pytest.raises(NotAuthorised):
        deactivate_staff(actor, user_id=foreign.id)
