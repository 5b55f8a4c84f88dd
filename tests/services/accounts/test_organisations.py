from __future__ import annotations

import pytest

from accounts.domain.principals import (
    administrators_principal,
    department_examiners_principal,
    members_principal,
)
from accounts.links import invitation_token, read_invitation_token
from accounts.models import Department, Invitation, Membership, Organisation, User
from accounts.queries.organisations import access_organisation, members_of, organisations_of
from accounts.queries.people import users_of_principal
from accounts.services.invitations import accept_invitation, usable_invitation
from accounts.services.organisations import (
    add_organisation_department,
    create_organisation,
    end_membership,
    invite_member,
)
from tenants.context import tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tests.factories.accounts import (
    PASSWORD,
    fresh_actor,
    make_applicant,
    make_member,
    make_organisation,
    next_mobile,
    open_bureau,
)


@pytest.fixture
def organisation(bureau: Department) -> Organisation:
    return make_organisation()


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    return make_member(organisation, "administrator")


def refusal(action) -> list[Problem]:
    with pytest.raises(ValidationFailed) as refused:
        action()
    return list(refused.value.problems)


def test_a_code_is_checked_and_unique(organisation: Organisation) -> None:
    def create(uscc: str, name: str = "乙公司") -> list[Problem]:
        return refusal(lambda: create_organisation(name=name, uscc=uscc, kind="enterprise"))

    assert create("91110000600037341A") == [Problem("uscc", "uscc_malformed")]
    assert create(organisation.uscc) == [Problem("uscc", "uscc_taken")]
    assert create(organisation.uscc, name=" ") == [Problem("organisation_name", "organisation_name_missing")]


def test_somebody_new_is_invited_and_joins(organisation: Organisation, administrator: User) -> None:
    actor = fresh_actor(administrator)
    part = add_organisation_department(actor, organisation_id=organisation.id, name="材料所")

    membership = invite_member(
        actor,
        organisation_id=organisation.id,
        name="孙所长",
        login=next_mobile(),
        role="department_examiner",
        department_id=part.id,
    )

    assert users_of_principal(members_principal(organisation.id)) == [administrator.id]
    token = invitation_token(Invitation.objects.get(membership=membership).id)
    user = accept_invitation(token, password=PASSWORD)
    assert users_of_principal(members_principal(organisation.id)) == [administrator.id, user.id]
    assert users_of_principal(department_examiners_principal(part.id)) == [user.id]
    assert users_of_principal(administrators_principal(organisation.id)) == [administrator.id]
    assert user.check_password(PASSWORD)


def test_an_invitation_works_once(organisation: Organisation, administrator: User) -> None:
    invite_member(
        fresh_actor(administrator), organisation_id=organisation.id, name="孙", login=next_mobile(), role="leader"
    )
    token = invitation_token(Invitation.objects.get().id)
    user = accept_invitation(token, password=PASSWORD)

    assert refusal(lambda: accept_invitation(token, password="Another-7351-word")) == [
        Problem("", "invitation_unusable")
    ]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_invitation_ends_after_seven_days(organisation: Organisation, administrator: User, time_machine) -> None:
    invite_member(
        fresh_actor(administrator), organisation_id=organisation.id, name="孙", login=next_mobile(), role="leader"
    )
    invitation = Invitation.objects.get()
    token = invitation_token(invitation.id)
    assert usable_invitation(token) == invitation

    time_machine.move_to(invitation.expires_at)

    assert refusal(lambda: usable_invitation(token)) == [Problem("", "invitation_unusable")]


def test_an_invitation_of_one_city_is_nothing_in_another(
    organisation: Organisation, administrator: User, city_b
) -> None:
    invite_member(
        fresh_actor(administrator), organisation_id=organisation.id, name="孙", login=next_mobile(), role="leader"
    )
    invitation = Invitation.objects.get()
    token = invitation_token(invitation.id)

    assert read_invitation_token(token) == invitation.id
    with tenant_context(city_b):
        assert read_invitation_token(token) is None
    for broken in (token[:-1], f"{token}x", str(invitation.id), ""):
        assert read_invitation_token(broken) is None


def test_somebody_known_keeps_his_password(organisation: Organisation, administrator: User) -> None:
    known = make_applicant()

    invite_member(
        fresh_actor(administrator), organisation_id=organisation.id, name="", login=known.mobile, role="leader"
    )
    accept_invitation(invitation_token(Invitation.objects.get().id))

    known.refresh_from_db()
    assert known.check_password(PASSWORD)
    assert [unit.id for unit in organisations_of(fresh_actor(known))] == [organisation.id]


def test_nobody_is_a_member_twice(organisation: Organisation, administrator: User) -> None:
    problems = refusal(
        lambda: invite_member(
            fresh_actor(administrator),
            organisation_id=organisation.id,
            name="自己",
            login=administrator.mobile,
            role="leader",
        )
    )

    assert problems == [Problem("login", "already_member")]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"login": "nobody", "role": "leader"}, Problem("login", "login_name_malformed")),
        ({"login": "13900000000", "role": "department_examiner"}, Problem("department", "department_required")),
    ],
)
def test_what_an_invitation_needs(
    organisation: Organisation, administrator: User, given: dict[str, str], problem: Problem
) -> None:
    actor = fresh_actor(administrator)

    assert refusal(lambda: invite_member(actor, organisation_id=organisation.id, name="孙", **given)) == [problem]


def test_a_department_of_another_organisation_is_not_taken(organisation: Organisation, administrator: User) -> None:
    other = make_organisation("乙公司")
    foreign = add_organisation_department(
        fresh_actor(make_member(other, "administrator")), organisation_id=other.id, name="外部"
    )

    problems = refusal(
        lambda: invite_member(
            fresh_actor(administrator),
            organisation_id=organisation.id,
            name="孙",
            login=next_mobile(),
            role="department_examiner",
            department_id=foreign.id,
        )
    )

    assert problems == [Problem("department", "department_required")]


def test_only_administrators_manage(organisation: Organisation, administrator: User) -> None:
    leader = fresh_actor(make_member(organisation, "leader"))
    outsider = fresh_actor(make_member(make_organisation("乙公司"), "administrator"))
    membership = Membership.objects.get(user=administrator)

    for actor in (leader, outsider):
        for command in (
            lambda who: invite_member(
                who, organisation_id=organisation.id, name="孙", login=next_mobile(), role="leader"
            ),
            lambda who: add_organisation_department(who, organisation_id=organisation.id, name="甲所"),
            lambda who: end_membership(who, organisation_id=organisation.id, membership_id=membership.id),
            lambda who: members_of(who, organisation.id),
        ):
            with pytest.raises(NotAuthorised):
                command(actor)
    assert access_organisation(leader, organisation.id) == organisation
    with pytest.raises(NotAuthorised):
        access_organisation(outsider, organisation.id)


def test_the_last_administrator_stays(organisation: Organisation, administrator: User) -> None:
    actor = fresh_actor(administrator)
    own = Membership.objects.get(user=administrator)

    with pytest.raises(IllegalTransition, match="last_administrator"):
        end_membership(actor, organisation_id=organisation.id, membership_id=own.id)
    make_member(organisation, "administrator")
    end_membership(actor, organisation_id=organisation.id, membership_id=own.id)

    assert administrator.id not in users_of_principal(members_principal(organisation.id))


def test_a_membership_of_another_organisation_is_not_ended(organisation: Organisation, administrator: User) -> None:
    foreign = Membership.objects.get(user=make_member(make_organisation("乙公司"), "leader"))

    with pytest.raises(NotAuthorised):
        end_membership(fresh_actor(administrator), organisation_id=organisation.id, membership_id=foreign.id)

    foreign.refresh_from_db()
    assert foreign.state == "active"


def test_an_organisation_of_another_city_is_unknown(administrator: User, city_b) -> None:
    with tenant_context(city_b):
        open_bureau(city_b)
        foreign = make_organisation("外市公司")

    with pytest.raises(NotAuthorised):
        add_organisation_department(fresh_actor(administrator), organisation_id=foreign.id, name="甲所")


def test_one_name_for_one_department(organisation: Organisation, administrator: User) -> None:
    actor = fresh_actor(administrator)
    add_organisation_department(actor, organisation_id=organisation.id, name="材料所")

    for name, code in ((" 材料所 ", "department_name_taken"), (" ", "name_missing")):
        problems = refusal(lambda: add_organisation_department(actor, organisation_id=organisation.id, name=name))  # noqa: B023
        assert problems == [Problem("name", code)]
