"""分办、改派 as pages: what is listed, what is said, how much it asks the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.models import TaskCandidate
from tenants.models import Jurisdiction
from tenants.records.services.relay import relay_messages
from tests.factories.registrations import Office, bring_to, key, open_task, version_of

Clients = Callable[..., Client]
PAGE = "workbench:give_out"


def form(*applications: object, to: object, **more: object) -> dict[str, object]:
    tasks = [f"{open_task(each).id}:{version_of(each)}" for each in applications]  # type: ignore[arg-type]
    return {"task": tasks, "to": str(to), "idempotency_key": key(), **more}


def test_what_is_ticked_is_given_out_and_the_rest_stays(
    office: Office, city_a: Jurisdiction, client_for: Clients
) -> None:
    first, second = (bring_to(office, "registration_point", title=title) for title in ("甲成果", "乙成果"))
    bring_to(office, "applicant_unit", title="单位的")
    client = client_for(city_a, office.supervising)

    listed = client.get(reverse(PAGE)).content.decode()
    posted = client.post(reverse(PAGE), form(first, to=office.second_point.id))
    running = client.get(posted["Location"]).content.decode()
    relay_messages()
    over = client.get(posted["Location"], headers={"HX-Request": "true"}).content.decode()
    after = client.get(reverse(PAGE)).content.decode()

    assert [title in listed for title in ("甲成果", "乙成果", "单位的")] == [True, True, False]
    assert "林惠民（成果科，在办 0 件）" in listed
    assert (posted.status_code, "已处理 0 件，共 1 件" in running, "load delay:1s" in running) == (302, True, True)
    assert ("已分办 1 件" in over, "已分办给林惠民" in over, "hx-get" in over) == (True, True, False)
    assert "林惠民（成果科，在办 1 件）" in after
    asked = {
        each.task.application_id: each.principal
        for each in TaskCandidate.objects.filter(open=True, principal__regex="^[ru]:").select_related("task")
    }
    assert asked == {
        first.id: f"u:{office.second_point.id}",
        second.id: f"r:registration_point:{office.department.id}",
    }


def test_what_is_missing_is_said_and_nothing_ticked_is_lost(
    office: Office, city_a: Jurisdiction, client_for: Clients
) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    client = client_for(city_a, office.supervising)

    nothing = client.post(reverse(PAGE), {"to": "evenly", "idempotency_key": key()})
    nobody = client.post(reverse(PAGE), form(application, to=""))

    assert (nothing.status_code, "请至少选择一件。" in nothing.content.decode()) == (422, True)
    assert "请选择人员。" in nobody.content.decode()
    assert nobody.content.decode().count(" checked") == 1


def test_a_task_that_moved_meanwhile_is_itemised(office: Office, city_a: Jurisdiction, client_for: Clients) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    stale = form(application, to=office.point.id)
    client = client_for(city_a, office.supervising)
    client.post(reverse(PAGE), form(application, to="evenly"))
    relay_messages()
    posted = client.post(reverse(PAGE), stale)
    relay_messages()

    page = client.get(posted["Location"]).content.decode()

    assert ("1 件没有分办" in page, "已分办给" in page) == (True, False)


def test_how_it_went_is_for_whoever_asked(office: Office, city_a: Jurisdiction, client_for: Clients) -> None:
    application = bring_to(office, "registration_point", title="甲成果")
    place = client_for(city_a, office.supervising).post(reverse(PAGE), form(application, to="evenly"))["Location"]

    answers = [client_for(city_a, user).get(place).status_code for user in (office.point, office.system)]

    assert answers == [404, 404]


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_result_costs_the_same_however_much_it_is(
    office: Office, city_a: Jurisdiction, client_for: Clients, item_count: int
) -> None:
    applications = [bring_to(office, "registration_point", title=f"成果{number}") for number in range(item_count)]
    client = client_for(city_a, office.supervising)
    place = client.post(reverse(PAGE), form(*applications, to="evenly"))["Location"]
    relay_messages()
    client.get(place)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(place).content.decode()

    assert (len(asked), page.count("data-item")) == (7, item_count)


def test_nobody_else_reads_the_page(office: Office, city_a: Jurisdiction, client_for: Clients) -> None:
    bring_to(office, "registration_point", title="甲成果")

    answers = [client_for(city_a, user).get(reverse(PAGE)).status_code for user in (office.point, office.leader)]

    assert answers == [404, 404]


def test_the_page_asks_as_much_for_three_as_for_one(office: Office, city_a: Jurisdiction, client_for: Clients) -> None:
    client = client_for(city_a, office.supervising)
    bring_to(office, "registration_point", title="甲成果")
    client.get(reverse(PAGE))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(PAGE))
    bring_to(office, "registration_point", title="乙成果")
    bring_to(office, "receive_paper", title="丙成果")
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(PAGE))

    assert (len(one), len(three)) == (QUERIES, QUERIES)


QUERIES = 12
