"""外出代办: who may name whom, for how long, and what the substitute answers to meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from accounts.access import Actor
from accounts.domain.principals import role_principal, user_principal
from accounts.domain.roles import RoleKey
from accounts.domain.substitution import Days
from accounts.models import Department, Substitution, User
from accounts.queries.substitutions import colleagues_of, people_headed_by, substitutions_by
from accounts.services.departments import create_department
from accounts.services.grants import grant_role
from accounts.services.substitutions import end_substitution, name_substitute
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.models import Jurisdiction
from tenants.records.models import LedgerEntry
from tests.factories.accounts import fresh_actor, make_applicant, make_staff, open_bureau


@pytest.fixture
def bureau(city_a: Jurisdiction) -> Department:
    return open_bureau(city_a)


@pytest.fixture
def office(bureau: Department) -> Department:
    return create_department(name="成果科", code="results", kind="office", parent=bureau)


@pytest.fixture
def absent(office: Department) -> User:
    return make_staff(RoleKey.REGISTRATION_POINT, department=office, name="程清和")


@pytest.fixture
def substitute(office: Department) -> User:
    return make_staff(department=office, name="林惠民")


def week(first: int = 0, last: int = 6) -> Days:
    return Days(today() + timedelta(days=first), today() + timedelta(days=last))


def name(actor: Actor, absent: User, substitute: User, days: Days | None = None, **more: object) -> Substitution:
    wish: dict[str, object] = {"reason": "出差", **more}
    return name_substitute(
        actor,
        absent_id=absent.id,
        substitute_id=substitute.id,
        days=days or week(),
        **wish,  # type: ignore[arg-type]
    )


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(ValidationFailed) as refusal:
        yield
    assert [problem.code for problem in refusal.value.problems] == [code]


def lent(user: User) -> list[str]:
    return [each.absent_name for each in fresh_actor(user).standing_in]


def test_the_substitute_answers_to_the_absent_persons_roles_and_keeps_his_own(absent: User, substitute: User) -> None:
    before = fresh_actor(substitute)

    name(fresh_actor(absent), absent, substitute)

    actor = fresh_actor(substitute)
    (stand,) = actor.standing_in
    assert (actor.principals, actor.role_keys) == (before.principals, before.role_keys)
    assert stand.principals == {role_principal("registration_point", absent.department_id), user_principal(absent.id)}
    assert actor.on_behalf_of(stand).name == "林惠民（代 程清和）"
    assert LedgerEntry.objects.filter(command="accounts.name_substitute", actor_id=absent.id).count() == 1


@pytest.mark.parametrize(("first", "last", "expected"), [(0, 0, ["程清和"]), (1, 3, []), (0, 3, ["程清和"])])
def test_it_counts_on_its_days_alone(
    absent: User, substitute: User, first: int, last: int, expected: list[str]
) -> None:
    name(fresh_actor(absent), absent, substitute, week(first, last))

    assert lent(substitute) == expected


def test_it_ends_by_itself(absent: User, substitute: User) -> None:
    row = name(fresh_actor(absent), absent, substitute)
    Substitution.objects.filter(pk=row.pk).update(
        starts_on=today() - timedelta(days=3), ends_on=today() - timedelta(days=1)
    )

    assert lent(substitute) == []
    with pytest.raises(IllegalTransition, match="substitution_over"):
        end_substitution(fresh_actor(absent), substitution_id=row.id)


def test_ended_early_it_ends_at_once_and_a_second_end_is_told(absent: User, substitute: User) -> None:
    row = name(fresh_actor(absent), absent, substitute)

    end_substitution(fresh_actor(absent), substitution_id=row.id)

    assert lent(substitute) == []
    assert substitutions_by(substitute.id) == []
    with pytest.raises(IllegalTransition, match="substitution_ended_already") as refused:
        end_substitution(fresh_actor(absent), substitution_id=row.id)
    assert refused.value.params["by"] == "程清和"
    assert name(fresh_actor(absent), absent, substitute).ended_at is None


def test_what_was_lent_is_not_lent_on(absent: User, substitute: User, office: Department) -> None:
    """甲 → 乙 → 丙: 丙 acts for 乙, not for 甲; and 乙 who is away is nobody's substitute from then on."""
    third = make_staff(department=office, name="第三人")
    grant_role(actor_id=None, user=substitute, role_key=RoleKey.BUSINESS_OFFICE, department=office)
    name(fresh_actor(absent), absent, substitute)

    name(fresh_actor(substitute), substitute, third)

    (stand,) = fresh_actor(third).standing_in
    assert stand.principals == {role_principal("business_office", office.id), user_principal(substitute.id)}
    fourth = make_staff(RoleKey.BUSINESS_OFFICE, department=office, name="第四人")
    with refused("substitute_is_away"):
        name(fresh_actor(fourth), fourth, substitute)


def test_two_stretches_of_one_person_never_overlap(absent: User, substitute: User, office: Department) -> None:
    name(fresh_actor(absent), absent, substitute)

    with refused("absence_overlaps"):
        name(fresh_actor(absent), absent, make_staff(department=office), week(6, 8))

    assert name(fresh_actor(absent), absent, substitute, week(7, 8)).pk is not None


def test_administrators_stand_in_for_nobody_even_when_they_become_it_later(
    absent: User, substitute: User, bureau: Department
) -> None:
    with refused("substitute_is_administrator"):
        name(fresh_actor(absent), absent, make_staff(RoleKey.AUDIT_ADMINISTRATOR))

    name(fresh_actor(absent), absent, substitute)
    grant_role(actor_id=None, user=substitute, role_key=RoleKey.SECURITY_ADMINISTRATOR, department=bureau)

    assert lent(substitute) == []


def test_an_administrators_own_powers_are_not_lent(bureau: Department, substitute: User) -> None:
    system = make_staff(RoleKey.SYSTEM_ADMINISTRATOR)

    with refused("nothing_to_stand_in_for"):
        name(fresh_actor(system), system, substitute)


def test_a_role_that_is_taken_away_is_lent_no_longer(absent: User, substitute: User) -> None:
    name(fresh_actor(absent), absent, substitute)
    absent.grants.update(revoked_at="2026-01-01T00:00Z")

    assert lent(substitute) == []


def test_the_head_of_the_department_and_the_system_administrator_name_for_others(
    absent: User, substitute: User, office: Department, bureau: Department
) -> None:
    head = make_staff(RoleKey.DEPARTMENT_HEAD, department=office, name="科长")
    system = make_staff(RoleKey.SYSTEM_ADMINISTRATOR)

    assert name(fresh_actor(head), absent, substitute).set_by_id == head.id
    assert name(fresh_actor(system), absent, substitute, week(7, 8)).set_by_id == system.id
    assert people_headed_by(fresh_actor(head)) == [absent, substitute]
    assert colleagues_of(absent) == [substitute, head]


def test_nobody_else_names_or_ends(absent: User, substitute: User, office: Department, bureau: Department) -> None:
    county = create_department(name="某县", code="county", kind="county", parent=bureau)
    row = name(fresh_actor(absent), absent, substitute)
    others = [
        substitute,
        make_staff(RoleKey.DEPARTMENT_HEAD, department=county),
        make_staff(RoleKey.BUSINESS_OFFICE, department=office),
        make_staff(RoleKey.SECURITY_ADMINISTRATOR),
        make_applicant(),
    ]

    for other in others:
        for act in (
            lambda actor: name(actor, absent, substitute, week(7, 8)),
            lambda actor: end_substitution(actor, substitution_id=row.id),
        ):
            with pytest.raises(NotAuthorised):
                act(fresh_actor(other))
    assert Substitution.objects.get().ended_at is None


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_asked_for(absent: User, substitute: User, reason: str) -> None:
    with refused("absence_reason_missing"):
        name(fresh_actor(absent), absent, substitute, reason=reason)


def test_an_applicant_is_no_substitute(absent: User) -> None:
    with refused("substitute_unknown"):
        name(fresh_actor(absent), absent, make_applicant())


def test_the_past_is_refused(absent: User, substitute: User) -> None:
    with refused("absence_past"):
        name(fresh_actor(absent), absent, substitute, Days(date(2020, 1, 1), date(2020, 1, 2)))
