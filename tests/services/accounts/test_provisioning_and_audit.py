from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from accounts.domain.roles import RoleKey
from accounts.ledger_words import COMMANDS, command_words
from accounts.models import Department, Invitation, Role, RoleGrant, User
from accounts.queries.administration import (
    access_staff,
    departments_administered_by,
    departments_for_grants,
    ledger_visible_to,
    roles_visible_to,
    staff_for_grants,
    staff_visible_to,
)
from accounts.services.audit import check_ledger, export_proof
from accounts.services.personal import reveal, reveal_person
from accounts.services.provisioning import create_base_roles, invite_first_people
from accounts.subjects import user_subject
from tenants.domain.errors import NotAuthorised
from tenants.provisioning import registered_steps
from tenants.records.models import LedgerEntry
from tenants.records.services.sealing import seal_ledger
from tests.factories.accounts import fresh_actor, make_applicant, make_staff, next_mobile

PEOPLE = {
    "contact_": RoleKey.SYSTEM_ADMINISTRATOR,
    "contact_security_": RoleKey.SECURITY_ADMINISTRATOR,
    "contact_audit_": RoleKey.AUDIT_ADMINISTRATOR,
    "contact_configurator_": RoleKey.CONFIGURATOR,
    "contact_approver_": RoleKey.CONFIGURATION_APPROVER,
}


def test_the_steps_are_registered_in_order() -> None:
    keys = [step.key for step in registered_steps()]

    assert keys.index("accounts.first_people") == keys.index("accounts.base") + 1


def test_first_people_once(city_a) -> None:
    wishes = {
        f"{prefix}{part}": value for prefix in PEOPLE for part, value in (("name", "甲"), ("mobile", next_mobile()))
    }

    for _ in range(2):
        create_base_roles(city_a, wishes)
        invite_first_people(city_a, wishes)

    assert User.objects.count() == len(PEOPLE)
    assert sorted(RoleGrant.objects.values_list("role__key", flat=True)) == sorted(PEOPLE.values())
    assert Invitation.objects.count() == len(PEOPLE)
    assert Department.objects.get().name == city_a.name


def test_a_city_has_no_provincial_role_and_no_operator(city_a) -> None:
    create_base_roles(city_a, {})
    invite_first_people(city_a, {"contact_province_name": "甲", "contact_province_mobile": next_mobile()})

    assert Role.objects.filter(key__in=["province_administrator", "platform_operator"]).count() == 0
    assert User.objects.count() == 0


def test_a_contact_with_a_mail_address_only(city_a) -> None:
    wishes = {"contact_name": "甲", "contact_email": "jia@example.cn"}
    create_base_roles(city_a, wishes)

    for _ in range(2):
        invite_first_people(city_a, wishes)

    assert User.objects.get().email == "jia@example.cn"


def test_each_administrator_sees_his_own_things_only(bureau: Department) -> None:
    system, security, audit = (
        fresh_actor(make_staff(role))
        for role in (RoleKey.SYSTEM_ADMINISTRATOR, RoleKey.SECURITY_ADMINISTRATOR, RoleKey.AUDIT_ADMINISTRATOR)
    )
    looks = {
        staff_visible_to: {system},
        staff_for_grants: {security},
        departments_administered_by: {system},
        departments_for_grants: {security},
        roles_visible_to: {security},
        ledger_visible_to: {audit},
    }

    for look, allowed in looks.items():
        for actor in (system, security, audit):
            if actor in allowed:
                assert look(actor).exists()
            else:
                with pytest.raises(NotAuthorised):
                    look(actor)


def test_applicants_are_not_staff(bureau: Department) -> None:
    system = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    applicant = make_applicant()

    assert list(staff_visible_to(system, login=applicant.mobile)) == []
    with pytest.raises(NotAuthorised):
        access_staff(system, applicant.id)


def test_people_are_found_by_their_exact_login_name(bureau: Department) -> None:
    system = fresh_actor(make_staff(RoleKey.SYSTEM_ADMINISTRATOR))
    somebody = make_staff()

    assert list(staff_visible_to(system, login=f"+86 {somebody.mobile}")) == [somebody]
    assert list(staff_visible_to(system, login=somebody.mobile[:-1])) == []
    assert staff_visible_to(system, department=bureau.id).count() == 2


def test_looking_is_recorded_without_the_value(bureau: Department) -> None:
    viewer, somebody = make_staff(), make_staff(name="郑保密")

    values = [
        reveal_person(actor_id=viewer.id, user=somebody, field=field, reason="核对身份")
        for field in ("name", "mobile", "email")
    ]

    assert values == ["郑保密", somebody.mobile, ""]
    entries = LedgerEntry.objects.filter(command="accounts.reveal_personal").order_by("id")
    assert [entry.data for entry in entries] == [
        {"fields": [field], "reason": "核对身份"} for field in ("name", "mobile", "email")
    ]
    assert {entry.actor_id for entry in entries} == {viewer.id}
    with pytest.raises(NotAuthorised):
        reveal_person(actor_id=viewer.id, user=somebody, field="password")


def test_several_fields_of_anything(bureau: Department) -> None:
    user = make_applicant()

    reveal(actor_id=user.id, subject=user_subject(user), fields=["b", "a"])

    assert LedgerEntry.objects.get(command="accounts.reveal_personal").data == {"fields": ["a", "b"], "reason": ""}


def test_the_proof_holds_every_sealed_entry(bureau: Department) -> None:
    audit = fresh_actor(make_staff(RoleKey.AUDIT_ADMINISTRATOR))
    seal_ledger()
    sealed = LedgerEntry.objects.count()

    lines = [json.loads(line) for line in export_proof(audit).splitlines()]

    assert [line["position"] for line in lines] == list(range(1, sealed + 1))
    assert [line["previous"] for line in lines[1:]] == [line["digest"] for line in lines[:-1]]
    assert {line["entry"]["id"] for line in lines} == {line["entry_id"] for line in lines}
    assert export_proof(audit, after=sealed) == ""
    assert check_ledger(audit) is None


def test_the_proof_is_the_auditors(bureau: Department) -> None:
    for role in (RoleKey.SYSTEM_ADMINISTRATOR, RoleKey.SECURITY_ADMINISTRATOR, RoleKey.BUSINESS_OFFICE):
        actor = fresh_actor(make_staff(role))
        with pytest.raises(NotAuthorised):
            export_proof(actor)
        with pytest.raises(NotAuthorised):
            check_ledger(actor)


def test_every_command_of_ours_has_words() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in Path("accounts/services").glob("*.py"))
    commands = set(re.findall(r'(?:write_ledger|_record)\(\s*(?:actor, )?"(accounts\.[a-z_]+)"', sources))
    commands |= set(re.findall(r'command="(accounts\.[a-z_]+)"', sources))

    assert sorted(command for command in commands if command_words(command) == command) == []
    assert len(commands) == len(COMMANDS)
    assert command_words("nobody.knows") == "nobody.knows"
