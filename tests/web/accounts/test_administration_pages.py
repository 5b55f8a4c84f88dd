"""The pages of the three administrators: who reaches them, what they show, what they cost."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import Department, Invitation, RoleGrant, SignInPolicy, User
from accounts.queries.keyset import PAGE_SIZE, keyset_page
from accounts.services.departments import create_department
from tenants.context import tenant_context
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.records.models import LedgerEntry
from tenants.records.services.ledger import write_ledger
from tenants.records.services.sealing import seal_ledger
from tests.factories.accounts import make_applicant, make_staff, next_mobile, open_bureau


def url(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args, urlconf="config.urls_tenant")


@pytest.fixture
def system(bureau: Department, city_a, client_for):
    return client_for(city_a, make_staff(RoleKey.SYSTEM_ADMINISTRATOR, name="系统员"))


@pytest.fixture
def security(bureau: Department, city_a, client_for):
    return client_for(city_a, make_staff(RoleKey.SECURITY_ADMINISTRATOR, name="安全员"))


@pytest.fixture
def audit(bureau: Department, city_a, client_for):
    return client_for(city_a, make_staff(RoleKey.AUDIT_ADMINISTRATOR, name="审计员"))


PAGES = {
    "people": RoleKey.SYSTEM_ADMINISTRATOR,
    "person_new": RoleKey.SYSTEM_ADMINISTRATOR,
    "departments": RoleKey.SYSTEM_ADMINISTRATOR,
    "grants": RoleKey.SECURITY_ADMINISTRATOR,
    "ledger": RoleKey.AUDIT_ADMINISTRATOR,
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [*RoleKey][:-2])
def test_each_page_is_one_administrators(bureau: Department, city_a, client_for, page: str, role: RoleKey) -> None:
    client = client_for(city_a, make_staff(role))

    assert client.get(url(page)).status_code == (200 if PAGES[page] is role else 404)


@pytest.mark.parametrize("page", PAGES)
def test_applicants_and_nobody_reach_none(bureau: Department, city_a, client_for, page: str) -> None:
    assert client_for(city_a, make_applicant()).get(url(page)).status_code == 404
    assert client_for(city_a).get(url(page))["Location"].startswith(url("sign_in"))
    inside = client_for(city_a).get(url(page), headers={"HX-Request": "true"})
    assert (inside.status_code, inside["HX-Redirect"]) == (204, url("sign_in"))


def query_count(client, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len([query for query in queries if "set_config" not in query["sql"]])


@pytest.mark.parametrize("page", ["people", "grants", "departments", "ledger"])
def test_lists_cost_the_same_at_one_and_three_rows(bureau: Department, city_a, client_for, page: str) -> None:
    client = client_for(city_a, make_staff(PAGES[page]))
    client.get(url(page))
    one = query_count(client, url(page))

    for number in range(2):
        make_staff(
            RoleKey.BUSINESS_OFFICE,
            department=create_department(name="科", code=f"c{number}", kind="office", parent=bureau),
        )

    assert query_count(client, url(page)) == one <= 12


def test_personal_values_are_masked_until_asked_for(system, bureau: Department) -> None:
    somebody = make_staff(name="郑保密")

    pages = [system.get(url("people")), system.get(url("person", somebody.id))]

    for page in pages:
        assert "郑保密" not in page.content.decode()
        assert somebody.mobile not in page.content.decode()
    asked = system.post(url("person_reveal", somebody.id, "mobile"))
    assert (asked.status_code, somebody.mobile in asked.content.decode()) == (200, False)
    assert system.post(url("person_reveal", somebody.id, "mobile"), {"reason": " "}).status_code == 422
    shown = system.post(url("person_reveal", somebody.id, "mobile"), {"reason": "电话核对"})
    assert somebody.mobile in shown.content.decode()
    entry = LedgerEntry.objects.get(command="accounts.reveal_personal")
    assert (entry.subject_id, entry.data) == (somebody.id, {"fields": ["mobile"], "reason": "电话核对"})
    assert system.post(url("person_reveal", somebody.id, "password"), {"reason": "x"}).status_code == 404


def test_one_sees_ones_own_values_recorded(bureau: Department, city_a, client_for) -> None:
    user = make_applicant(email="wang@example.cn")
    client = client_for(city_a, user)

    profile = client.get(url("profile")).content.decode()
    shown = client.post(url("reveal_own", "mobile")).content.decode()

    assert user.mobile not in profile
    assert "wang@example.cn" not in profile
    assert user.mobile in shown
    assert LedgerEntry.objects.get(command="accounts.reveal_personal").actor_id == user.id
    assert client.post(url("reveal_own", "totp_secret")).status_code == 404


def test_the_life_of_a_staff_account(system, bureau: Department) -> None:
    form = {"name": "钱科员", "mobile": next_mobile(), "email": "", "department": str(bureau.id), "post": "科员"}

    assert system.get(url("person_new")).status_code == 200
    assert system.post(url("person_new"), form | {"mobile": "1"}).status_code == 422
    created = system.post(url("person_new"), form)
    user = User.objects.get(post="科员")
    assert created["Location"] == url("person", user.id)
    assert system.post(url("person_invite", user.id)).status_code == 302
    assert Invitation.objects.filter(user=user, withdrawn_at=None).count() == 1
    assert Invitation.objects.filter(user=user).count() == 2
    assert system.post(url("person_deactivate", user.id)).status_code == 302
    assert User.objects.get(id=user.id).is_active is False
    assert system.post(url("person_reactivate", user.id)).status_code == 302
    assert User.objects.get(id=user.id).is_active is True


def test_the_first_security_administrator(system, bureau: Department) -> None:
    first, second = make_staff(), make_staff()

    assert "任命为安全管理员" in system.get(url("person", first.id)).content.decode()
    assert system.post(url("person_appoint", first.id)).status_code == 302
    assert system.post(url("person_appoint", second.id)).status_code == 404
    assert "任命为安全管理员" not in system.get(url("person", second.id)).content.decode()

    assert RoleGrant.objects.get(role__key="security_administrator").user == first


def test_an_appointment_that_conflicts_says_why(system, bureau: Department) -> None:
    page = system.post(url("person_appoint", make_staff(RoleKey.BUSINESS_OFFICE).id), follow=True)

    assert "业务处室" in page.content.decode()
    assert RoleGrant.objects.filter(role__key="security_administrator").count() == 0


def test_the_tree(system, bureau: Department) -> None:
    form = {"parent": str(bureau.id), "name": "计划科", "code": "plan", "kind": "office"}

    assert system.get(url("departments")).status_code == 200
    assert system.post(url("departments"), form).status_code == 302
    assert system.post(url("departments"), form).status_code == 422
    office = Department.objects.get(code="plan")
    assert system.get(url("department", office.id)).status_code == 200
    assert system.post(url("department", office.id), {"name": ""}).status_code == 422
    assert system.post(url("department", office.id), {"name": "规划科"}).status_code == 302
    assert system.post(url("department_close", office.id)).status_code == 302
    office.refresh_from_db()
    assert (office.name, office.is_active) == ("规划科", False)
    assert system.post(url("department_close", bureau.id)).status_code == 409


def test_granting_and_revoking(security, bureau: Department) -> None:
    somebody = make_staff()
    form = {"role": "configurator", "department": str(bureau.id), "valid_until": ""}
    page = url("grants_of_person", somebody.id)

    assert security.get(page).status_code == 200
    assert security.post(page, form).status_code == 302
    refused = security.post(page, form | {"role": "configuration_approver"})
    assert refused.status_code == 422
    assert "事项配置员" in refused.content.decode()
    grant = RoleGrant.objects.get(user=somebody)
    assert security.post(url("revoke_grant", somebody.id, grant.id)).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_a_grant_is_revoked_under_its_own_person_only(security, bureau: Department) -> None:
    holder, other = make_staff(RoleKey.BUSINESS_OFFICE), make_staff()
    grant = RoleGrant.objects.get(user=holder)

    security.post(url("revoke_grant", other.id, grant.id))

    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_the_rule_for_signing_in(security, bureau: Department) -> None:
    assert security.post(url("sign_in_policy_change"), {"required": "on"}).status_code == 302

    assert SignInPolicy.objects.get().staff_second_factor_required is True


def test_another_citys_people_are_unknown(system, security, bureau: Department, city_b) -> None:
    with tenant_context(city_b):
        open_bureau(city_b)
        foreign = make_staff(RoleKey.BUSINESS_OFFICE)

    answers = [
        system.get(url("person", foreign.id)),
        system.post(url("person_deactivate", foreign.id)),
        system.get(url("department", foreign.department_id)),
        security.get(url("grants_of_person", foreign.id)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    with tenant_context(city_b):
        assert User.objects.get(id=foreign.id).is_active is True


def test_the_ledger_is_read_filtered_checked_and_exported(audit, bureau: Department) -> None:
    somebody = make_applicant(name="郑保密")
    seal_ledger()

    page = audit.get(url("ledger"), {"command": "accounts.create_user", "subject": str(somebody.id)}).content.decode()
    assert page.count("<code>accounts.create_user</code>") == 1
    assert "建立账号" in page
    assert "郑保密" not in page
    assert audit.get(url("ledger"), {"actor": str(somebody.id)}).content.decode().count("<code>accounts") == 0
    malformed = audit.get(url("ledger"), {"actor": "x"}).content.decode()
    assert malformed.count("<code>accounts") == 0
    assert "全部相符" in audit.post(url("ledger_check")).content.decode()
    proof = audit.post(url("ledger_export"), {"after": "0"})
    assert proof["Content-Disposition"] == 'attachment; filename="ledger-city_a-1.ndjson"'
    assert [json.loads(line)["position"] for line in proof.content.splitlines()][:2] == [1, 2]
    assert audit.post(url("ledger_export"), {"after": "x"}).status_code == 200


def test_the_ledger_shows_details_whatever_their_keys_are(audit, bureau: Department) -> None:
    with transaction.atomic():
        write_ledger("x.y", actor_id=None, subject=SubjectRef("x", new_id(), ""), data={"items": 2, "keys": "a"})

    page = audit.get(url("ledger"), {"command": "x.y"}).content.decode()

    assert "items=2" in page
    assert "keys=a" in page


def test_pages_hang_together(bureau: Department) -> None:
    people = [make_applicant() for _ in range(5)]
    newest_first = [person.id for person in reversed(people)]

    first = keyset_page(User.objects.all(), None, size=2)
    second = keyset_page(User.objects.all(), str(first.next_after), size=2)
    third = keyset_page(User.objects.all(), str(second.next_after), size=2)

    assert [row.id for page in (first, second, third) for row in page.rows] == newest_first
    assert (first.is_first, second.is_first, third.next_after) == (True, False, None)
    assert keyset_page(User.objects.all(), "nonsense").is_first


def test_a_long_list_offers_the_next_page(system, bureau: Department) -> None:
    for _ in range(PAGE_SIZE):
        make_staff()

    page = system.get(url("people"))
    further = system.get(url("people"), {"before": str(page.context["page"].next_after)})

    assert len(page.context["page"].rows) == PAGE_SIZE
    assert len(further.context["page"].rows) == 1
