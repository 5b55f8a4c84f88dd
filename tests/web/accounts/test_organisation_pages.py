from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department, Membership, Organisation, User
from accounts.services.ownership import rename_organisation
from tests.factories.accounts import make_applicant, make_member, make_organisation, next_mobile


def url(name: str, *args: object) -> str:
    return reverse(f"accounts:{name}", args=args, urlconf="config.urls_tenant")


@pytest.fixture
def organisation(bureau: Department) -> Organisation:
    return make_organisation()


@pytest.fixture
def administrator(organisation: Organisation) -> User:
    return make_member(organisation, "administrator")


def test_the_page_of_an_administrator(organisation: Organisation, administrator: User, city_a, client_for) -> None:
    client = client_for(city_a, administrator)
    page = url("organisation", organisation.id)

    assert organisation.name in client.get(url("organisations")).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(url("add_department", organisation.id), {"department-name": ""}).status_code == 422
    assert client.post(url("add_department", organisation.id), {"department-name": "材料所"})["Location"] == page
    form = {"name": "孙所长", "login": next_mobile(), "role": "department_examiner", "department": ""}
    assert client.post(url("invite_member", organisation.id), form).status_code == 422
    part = organisation.departments.get()
    assert client.post(url("invite_member", organisation.id), form | {"department": str(part.id)})["Location"] == page
    invited = Membership.objects.get(role="department_examiner")
    text = client.get(page).content.decode()
    assert "孙所长" not in text
    assert "孙**" in text
    assert client.post(url("end_membership", organisation.id, invited.id))["Location"] == page
    invited.refresh_from_db()
    assert invited.state == "left"


def test_a_member_sees_no_other_members(organisation: Organisation, administrator: User, city_a, client_for) -> None:
    client = client_for(city_a, make_member(organisation, "leader"))

    page = client.get(url("organisation", organisation.id)).content.decode()

    assert organisation.uscc in page
    assert administrator.masked_mobile not in page
    assert (
        client.post(
            url("invite_member", organisation.id), {"name": "x", "login": next_mobile(), "role": "leader"}
        ).status_code
        == 404
    )


def test_strangers_and_unknown_ids_are_alike(
    organisation: Organisation, administrator: User, city_a, client_for
) -> None:
    client = client_for(city_a, make_member(make_organisation("乙公司"), "administrator"))
    membership = Membership.objects.get(user=administrator)

    for unit in (organisation.id, membership.id):
        assert client.get(url("organisation", unit)).status_code == 404
        assert client.post(url("add_department", unit), {"department-name": "x"}).status_code == 404
        assert client.post(url("end_membership", unit, membership.id)).status_code == 404
    assert organisation.departments.count() == 0


def test_the_last_administrator_is_told_why(
    organisation: Organisation, administrator: User, city_a, client_for
) -> None:
    client = client_for(city_a, administrator)
    own = Membership.objects.get(user=administrator)

    assert client.post(url("end_membership", organisation.id, own.id)).status_code == 409
    make_member(organisation, "administrator")
    assert client.post(url("end_membership", organisation.id, own.id))["Location"] == url("organisations")


def test_no_organisation_is_a_designed_page(bureau: Department, city_a, client_for) -> None:
    assert "您还没有加入单位" in client_for(city_a, make_applicant()).get(url("organisations")).content.decode()


def test_members_cost_the_same_at_one_and_three_rows(
    organisation: Organisation, administrator: User, city_a, client_for
) -> None:
    client = client_for(city_a, administrator)
    page = url("organisation", organisation.id)
    client.get(page)

    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        counts.append(len([query for query in queries if "set_config" not in query["sql"]]))
        make_member(organisation, "leader")
        make_member(organisation, "leader")

    assert counts[0] == counts[1] <= 12


def test_the_contact_is_changed_unseen(organisation: Organisation, administrator: User, city_a, client_for) -> None:
    client = client_for(city_a, administrator)
    page = url("organisation_contact", organisation.id)
    given = {"address": "科技路 8 号", "postal_code": "528400", "contact_email": "keyan@example.cn"}

    assert client.get(page).status_code == 200
    wrong = client.post(page, given | {"postal_code": "5284", "contact_phone": "无", "contact_email": "keyan"})
    assert (wrong.status_code, wrong.content.decode().count("tb-field-wrong")) == (422, 3)
    back = url("organisation", organisation.id)
    assert client.post(page, given | {"contact_phone": "0760-88331234"})["Location"] == back
    assert client.post(page, {"address": "科技路 9 号"})["Location"] == back

    organisation.refresh_from_db()
    assert (organisation.address, organisation.contact_email) == ("科技路 9 号", "keyan@example.cn")
    assert organisation.contact_phone == "0760-88331234"
    shown = client.get(back).content.decode()
    assert "k***@example.cn" in shown
    assert "keyan@example.cn" not in shown + client.get(page).content.decode()


def test_only_administrators_of_the_unit_change_its_contact(organisation: Organisation, city_a, client_for) -> None:
    page = url("organisation_contact", organisation.id)

    for user in (make_member(organisation, "leader"), make_member(make_organisation("乙公司"), "administrator")):
        client = client_for(city_a, user)
        assert client.get(page).status_code == 404
        assert client.post(page, {"address": "别处"}).status_code == 404
    organisation.refresh_from_db()
    assert organisation.address != "别处"


def test_members_see_what_their_unit_was_called(
    organisation: Organisation, administrator: User, city_a, client_for
) -> None:
    for name in ("甲市新材料研究院", "甲市材料科学研究院"):
        rename_organisation(organisation.id, name=name, actor_id=None)  # type: ignore[arg-type]
    stranger = make_member(make_organisation("别的单位"), "leader")

    page = client_for(city_a, make_member(organisation, "leader")).get(url("organisation", organisation.id))
    foreign = client_for(city_a, stranger).get(url("organisation", organisation.id))

    assert "甲市先进材料研究院、甲市新材料研究院" in page.content.decode()
    assert foreign.status_code == 404
