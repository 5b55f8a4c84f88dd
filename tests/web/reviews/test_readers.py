"""Roles that only read (主管部门, 业务处室, the unit): list, state, result and number, and nothing to act with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.roles import RoleKey
from accounts.models import User
from applications.models import Application
from tests.factories.accounts import make_staff
from tests.factories.registrations import Office, bring_to, decide, submit_registration

Clients = Callable[..., Client]


def registered(office: Office) -> Application:
    application = bring_to(office, "decide", title="已登记的成果")
    decide(application, office.point)
    application.refresh_from_db()
    return application


@pytest.mark.parametrize("who", ["supervising", "business"])
def test_offices_that_read_see_list_state_result_and_number(
    office: Office, city_a: object, client_for: Clients, who: str
) -> None:
    reader: User = office.supervising if who == "supervising" else make_staff(RoleKey.BUSINESS_OFFICE)
    application, running = registered(office), submit_registration(office, title="正在办理的成果")
    client = client_for(city_a, reader)

    listed = client.get(reverse("workbench:all")).content.decode()
    page = client.get(reverse("workbench:application", args=[application.id])).content.decode()

    for word in (
        application.title,
        application.number,
        application.registration_number,
        "已批准",
        application.result_label,
    ):
        assert word in listed
    assert running.title in listed
    assert (application.registration_number in page, application.result_label in page) == (True, True)
    deciding = client_for(city_a, office.point).get(reverse("workbench:application", args=[application.id]))
    assert ("/revoke/" in deciding.content.decode(), "/revoke/" in page, "data-pick" in listed) == (True, False, False)


def test_the_unit_sees_the_same_of_its_own_and_of_nobody_elses(
    office: Office, city_a: object, client_for: Clients
) -> None:
    application = registered(office)

    mine = client_for(city_a, office.unit).get(reverse("applications:unit")).content.decode()
    stranger = client_for(city_a, office.other_point).get(reverse("workbench:all")).content.decode()

    for word in (application.title, application.number, application.registration_number, application.result_label):
        assert word in mine
    assert application.title not in stranger
