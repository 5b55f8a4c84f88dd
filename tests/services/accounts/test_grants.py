from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.principals import role_principal
from accounts.domain.roles import RoleKey
from accounts.models import Department, Role, RoleGrant
from accounts.queries.people import principals_of, role_principals, users_of_principal
from accounts.services.departments import add_department, close_department, create_department, rename_department
from accounts.services.grants import give_role, grant_role, require_second_factor, take_role
from accounts.services.sign_in import must_use_second_factor
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tests.factories.accounts import fresh_actor, make_applicant, make_staff


@pytest.fixture
def security(bureau: Department):
    return fresh_actor(make_staff(RoleKey.SECURITY_ADMINISTRATOR))


def test_a_grant_is_a_principal_and_a_group(bureau: Department, security) -> None:
    user = make_staff()

    give_role(security, user_id=user.id, role_key="business_office", department=bureau)

    principal = role_principal("business_office", bureau.id)
    assert principals_of(user) == {f"u:{user.id}", principal}
    assert users_of_principal(principal) == [user.id]
    assert role_principals("business_office") == (principal,)
    assert role_principals("business_office", bureau) == (principal,)
    assert [group.role.key for group in user.groups.all()] == ["business_office"]


def test_a_revoked_grant_leaves_nothing(bureau: Department, security) -> None:
    user = make_staff()
    grant = give_role(security, user_id=user.id, role_key="business_office", department=bureau)

    take_role(security, user_id=user.id, grant_id=grant.id)

    assert users_of_principal(role_principal("business_office", bureau.id)) == []
    assert list(user.groups.all()) == []
    assert RoleGrant.objects.get(id=grant.id).revoked_at is not None


def test_the_group_stays_while_another_department_grants_it(bureau: Department, security) -> None:
    office = create_department(name="计划科", code="plan", kind="office", parent=bureau)
    user = make_staff()
    first = give_role(security, user_id=user.id, role_key="business_office", department=bureau)
    give_role(security, user_id=user.id, role_key="business_office", department=office)

    take_role(security, user_id=user.id, grant_id=first.id)

    assert user.groups.count() == 1
    assert users_of_principal(role_principal("business_office", office.id)) == [user.id]


def test_a_grant_of_yesterday_counts_no_more(bureau: Department) -> None:
    user = make_staff()
    grant = grant_role(
        actor_id=None,
        user=user,
        role_key="configurator",
        department=bureau,
        valid_from=today() - timedelta(days=9),
        valid_until=today() - timedelta(days=1),
    )

    assert users_of_principal(role_principal("configurator", bureau.id)) == []
    grant_role(actor_id=None, user=user, role_key="configuration_approver", department=bureau)
    assert RoleGrant.objects.get(id=grant.id).revoked_at is not None


@pytest.mark.parametrize(
    ("held", "wanted", "name"),
    [
        (RoleKey.SYSTEM_ADMINISTRATOR, "security_administrator", "系统管理员"),
        (RoleKey.CONFIGURATOR, "configuration_approver", "事项配置员"),
        (RoleKey.BUSINESS_OFFICE, "audit_administrator", "业务处室"),
    ],
)
def test_duties_stay_apart(bureau: Department, security, held: RoleKey, wanted: str, name: str) -> None:
    user = make_staff(held)

    with pytest.raises(ValidationFailed) as refused:
        give_role(security, user_id=user.id, role_key=wanted, department=bureau)

    assert list(refused.value.problems) == [Problem("role", "roles_conflict", {"roles": name})]
    assert user.grants.filter(revoked_at=None).count() == 1


def test_the_database_refuses_two_separated_duties_itself(bureau: Department) -> None:
    user = make_staff(RoleKey.SYSTEM_ADMINISTRATOR)
    role = Role.objects.get(key="audit_administrator")

    with pytest.raises(IntegrityError, match="person_holds_one_separated_duty"), transaction.atomic():
        RoleGrant.objects.create(user=user, role=role, role_kind=role.kind, department=bureau, valid_from=today())


def test_a_role_is_given_once(bureau: Department, security) -> None:
    user = make_staff(RoleKey.BUSINESS_OFFICE)

    with pytest.raises(ValidationFailed) as refused:
        give_role(security, user_id=user.id, role_key="business_office", department=bureau)

    assert list(refused.value.problems) == [Problem("role", "grant_exists")]


def test_applicants_hold_no_role(bureau: Department) -> None:
    with pytest.raises(ValidationFailed) as refused:
        grant_role(actor_id=None, user=make_applicant(), role_key="business_office", department=bureau)

    assert list(refused.value.problems) == [Problem("role", "only_staff_hold_roles")]


def test_dates_the_right_way_round(bureau: Department, security) -> None:
    with pytest.raises(ValidationFailed) as refused:
        give_role(
            security,
            user_id=make_staff().id,
            role_key="business_office",
            department=bureau,
            valid_until=today() - timedelta(days=1),
        )

    assert list(refused.value.problems) == [Problem("valid_until", "grant_dates_reversed")]


def test_nobody_grants_himself_anything(bureau: Department) -> None:
    administrator = make_staff(RoleKey.SECURITY_ADMINISTRATOR)

    with pytest.raises(IllegalTransition, match="not_own_account"):
        give_role(fresh_actor(administrator), user_id=administrator.id, role_key="business_office", department=bureau)


def test_the_first_security_administrator_is_appointed_once(bureau: Department) -> None:
    system = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    first, second = make_staff(), make_staff()

    with pytest.raises(NotAuthorised):
        give_role(system, user_id=first.id, role_key="audit_administrator", department=bureau)
    give_role(system, user_id=first.id, role_key="security_administrator", department=bureau)
    with pytest.raises(NotAuthorised):
        give_role(system, user_id=second.id, role_key="security_administrator", department=bureau)

    assert users_of_principal(role_principal("security_administrator", bureau.id)) == [first.id]


def test_the_second_factor_can_be_demanded_of_staff(bureau: Department, security) -> None:
    staff, applicant = make_staff(), make_applicant()
    assert must_use_second_factor(staff) is False

    require_second_factor(security, required=True)

    assert must_use_second_factor(staff) is True
    assert must_use_second_factor(applicant) is False
    with pytest.raises(NotAuthorised):
        require_second_factor(fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR)), required=False)


def test_the_tree_of_departments(bureau: Department) -> None:
    system = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))

    county = add_department(system, name="东区", code="dong_qu", kind="county", parent=bureau)
    office = add_department(system, name="科技股", code="tech", kind="office", parent=county)

    assert office.path == "/bureau/dong_qu/tech/"
    assert office.depth == 2
    rename_department(system, department_id=office.id, name="科技工信股")
    with pytest.raises(IllegalTransition, match="department_in_use"):
        close_department(system, department_id=county.id)
    close_department(system, department_id=office.id)
    close_department(system, department_id=county.id)
    assert list(Department.objects.filter(is_active=True)) == [bureau]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"name": "甲", "code": "计划"}, Problem("code", "department_code_malformed")),
        ({"name": " ", "code": "plan"}, Problem("name", "name_missing")),
        ({"name": "甲", "code": "taken"}, Problem("code", "department_code_taken")),
    ],
)
def test_what_a_department_needs(bureau: Department, given: dict[str, str], problem: Problem) -> None:
    create_department(name="乙", code="taken", kind="office", parent=bureau)

    with pytest.raises(ValidationFailed) as refused:
        create_department(kind="office", parent=bureau, **given)

    assert list(refused.value.problems) == [problem]


def test_departments_are_the_system_administrators(bureau: Department, security) -> None:
    for command in (
        lambda: add_department(security, name="甲", code="a", kind="office", parent=bureau),
        lambda: rename_department(security, department_id=bureau.id, name="甲"),
        lambda: close_department(security, department_id=bureau.id),
    ):
        with pytest.raises(NotAuthorised):
            command()
    bureau.refresh_from_db()
    assert (bureau.name, bureau.is_active) == ("甲市", True)
