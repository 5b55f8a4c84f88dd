from __future__ import annotations

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notifications.domain.catalogue import Event, Words, register_events
from notifications.domain.hours import Hours
from notifications.domain.receipts import signature_of
from notifications.models import Delivery
from notifications.services.hours import choose_hours
from notifications.services.notify import notify
from tenants.clock import now
from tenants.context import tenant_context
from tenants.domain.subjects import SubjectRef
from tenants.records.models import OutboxMessage
from tests.factories.accounts import make_applicant, open_bureau

register_events([Event("tests.hours", Words("消息", "message"))])
Clients = Callable[..., Client]
KEY = "receipt-key-of-the-provider"


def tell(user: object) -> None:
    notify(
        "tests.hours",
        recipients=[user.id],  # type: ignore[attr-defined]
        subject=SubjectRef("applications.application", uuid4(), "高温合金"),
        url_path="/my/",
    )


def report(
    client: Client, reference: object, status: str = "delivered", *, key: str = KEY, **more: object
) -> HttpResponse:
    body = json.dumps({"reference": str(reference), "status": status, **more}).encode()
    moment = str(int(now().timestamp()))
    host = client.defaults["SERVER_NAME"]
    return client.post(
        reverse("notifications:sms_receipt"),
        body,
        content_type="application/json",
        headers={"X-Sms-Timestamp": moment, "X-Sms-Signature": signature_of(key, host=host, moment=moment, body=body)},
    )


@pytest.fixture(autouse=True)
def _key(settings: object) -> None:
    settings.SMS_RECEIPT_KEY = KEY  # type: ignore[attr-defined]


def test_hours_are_chosen_and_what_cannot_be_is_said(city_a: object, client_for: Clients) -> None:
    open_bureau(city_a)  # type: ignore[arg-type]
    user = make_applicant()
    client, address = client_for(city_a, user), reverse("notifications:message_hours")

    half = client.post(address, {"quiet_from": "22", "quiet_until": "", "digest": ""})
    chosen = client.post(address, {"quiet_from": "22", "quiet_until": "7", "digest": "9"})

    assert (half.status_code, half.context["form"].errors["quiet_until"]) == (422, ["免打扰须同时填写开始和结束。"])
    assert chosen.status_code == 302
    assert client.get(address).context["form"].initial == {"quiet_from": 22, "quiet_until": 7, "digest": 9}


def test_a_days_messages_are_one_reminder_to_the_inbox(city_a: object) -> None:
    open_bureau(city_a)  # type: ignore[arg-type]
    patient, hasty = make_applicant(), make_applicant()
    choose_hours(patient.id, Hours(digest=9))

    for _ in range(3):
        tell(patient)
        tell(hasty)

    waiting = Delivery.objects.get(message__recipient=patient)
    assert waiting.text.endswith("/messages/")
    assert "高温合金" not in waiting.text
    assert OutboxMessage.objects.get(payload={"delivery": str(waiting.id)}).not_before > now()
    assert Delivery.objects.filter(message__recipient=hasty).count() == 3


def test_a_receipt_is_noted_once(city_a: object, client_for: Clients) -> None:
    open_bureau(city_a)  # type: ignore[arg-type]
    tell(make_applicant())
    delivery = Delivery.objects.get()
    provider = client_for(city_a)

    answers = [
        report(provider, delivery.id, key="guessed").status_code,
        report(provider, delivery.id, "lost").status_code,
        report(provider, uuid4()).status_code,
        report(provider, delivery.id).status_code,
        report(provider, delivery.id, "undelivered").status_code,
    ]

    delivery.refresh_from_db()
    assert answers == [403, 422, 404, 200, 200]
    assert delivery.receipt == "delivered"


def test_the_reason_of_what_did_not_arrive_is_kept(city_a: object, client_for: Clients) -> None:
    open_bureau(city_a)  # type: ignore[arg-type]
    tell(make_applicant())
    delivery = Delivery.objects.get()

    report(client_for(city_a), delivery.id, "undelivered", reason="空号 13912345678")

    delivery.refresh_from_db()
    assert (delivery.receipt, delivery.receipt_reason) == ("undelivered", "空号 ***")


def test_a_receipt_says_nothing_in_another_tenant(city_a: object, city_b: object, client_for: Clients) -> None:
    open_bureau(city_a)  # type: ignore[arg-type]
    tell(make_applicant())
    delivery = Delivery.objects.get()
    with tenant_context(city_b):  # type: ignore[arg-type]
        foreign = report(client_for(city_b), delivery.id)

    delivery.refresh_from_db()
    assert (foreign.status_code, delivery.receipt) == (404, "")
