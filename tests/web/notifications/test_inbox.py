from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Department, User
from notifications.domain.catalogue import Event, Words, register_events
from notifications.models import Message
from notifications.services.notify import notify
from tenants.context import tenant_context
from tenants.domain.subjects import SubjectRef
from tests.factories.accounts import make_applicant, open_bureau

register_events([Event("tests.told", Words("“{title}”有进展", "news"))])


def tell(user: User, title: str = "高温合金") -> Message:
    subject = SubjectRef("applications.application", uuid4(), title)
    return notify("tests.told", recipients=[user.id], subject=subject, url_path="/account/profile/")[0]


def url(name: str, *args: object) -> str:
    return reverse(f"notifications:{name}", args=args, urlconf="config.urls_tenant")


def test_reading(bureau: Department, city_a, client_for) -> None:
    user = make_applicant()
    client = client_for(city_a, user)
    assert "还没有消息" in client.get(url("messages")).content.decode()
    first, second = tell(user, "甲"), tell(user, "乙")

    page = client.get(url("messages")).content.decode()
    assert page.index("“乙”有进展") < page.index("“甲”有进展")
    assert client.get(url("message_open", first.id))["Location"] == "/account/profile/"
    first.refresh_from_db()
    assert first.read_at is not None
    assert client.post(url("messages_read"))["Location"] == url("messages")
    second.refresh_from_db()
    assert second.read_at is not None


def test_anothers_message_is_unknown(bureau: Department, city_a, city_b, client_for) -> None:
    client, message = client_for(city_a, make_applicant()), tell(make_applicant(), "CANARY")
    with tenant_context(city_b):
        open_bureau(city_b)
        foreign = tell(make_applicant())

    answers = [client.get(url("message_open", one)).status_code for one in (message.id, foreign.id, uuid4())]

    assert answers == [404, 404, 404]
    assert "CANARY" not in client.get(url("messages")).content.decode()
    message.refresh_from_db()
    assert message.read_at is None


def test_nobody_is_sent_to_sign_in_and_back(bureau: Department, city_a, client_for) -> None:
    message = tell(make_applicant())

    location = client_for(city_a).get(url("message_open", message.id))["Location"]

    assert location == f"/account/sign-in/?next=/messages/{message.id}/".replace("=/", "=%2F").replace(
        f"messages/{message.id}/", f"messages%2F{message.id}%2F"
    )


def test_the_count_of_unread(bureau: Department) -> None:
    user = make_applicant()
    tell(user)
    request = RequestFactory().get("/")
    template = Template("{% load notifications %}{% unread_messages %}")

    assert template.render(Context({"request": request})) == "0"
    request.user = user
    assert template.render(Context({"request": request})) == "1"


@pytest.mark.parametrize("name", ["messages"])
def test_the_list_costs_the_same_at_one_and_three_rows(bureau: Department, city_a, client_for, name: str) -> None:
    user = make_applicant()
    client = client_for(city_a, user)
    client.get(url(name))  # the host is looked up once per process
    tell(user)

    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url(name))
        counts.append(len([query for query in queries if "set_config" not in query["sql"]]))
        tell(user)
        tell(user)

    assert counts[0] == counts[1] <= 12
