from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from accounts.models import Department, User
from notifications.domain.catalogue import Event, Words, register_events
from notifications.models import Delivery, DeliveryState
from notifications.services.notify import notify
from tenants.context import tenant_context
from tenants.domain.subjects import SubjectRef
from tenants.models import Jurisdiction
from tenants.records.models import OutboxMessage, OutboxState
from tenants.records.services.relay import relay_messages
from tests.factories.accounts import make_applicant, open_bureau

register_events([Event("tests.quota", Words("消息", "message"))])
START = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_a_day(settings: object) -> None:
    settings.SMS_DAILY_QUOTA = 1  # type: ignore[attr-defined]


def tell(person: User) -> None:
    subject = SubjectRef("applications.application", uuid4(), "高温合金")
    notify("tests.quota", recipients=[person.id], subject=subject, url_path="/my/")
    relay_messages()


def test_reminders_beyond_the_quota_leave_the_next_morning(bureau: Department, sent, time_machine) -> None:
    first, second = make_applicant(), make_applicant()
    time_machine.move_to(START, tick=False)

    tell(first)
    tell(second)
    waiting = Delivery.objects.get(state=DeliveryState.WAITING)
    kept = OutboxMessage.objects.get(state=OutboxState.PENDING)
    numbers = (len(sent(first.mobile)), len(sent(second.mobile)))
    time_machine.move_to(NEXT_MORNING, tick=False)
    relay_messages()

    assert numbers == (1, 0)
    assert (waiting.error, waiting.attempts, kept.not_before) == ("quota", 0, NEXT_MORNING)
    assert len(sent(second.mobile)) == 1


def test_each_jurisdiction_has_its_own_quota(bureau: Department, city_b: Jurisdiction, sent, time_machine) -> None:
    time_machine.move_to(START, tick=False)
    tell(make_applicant())

    with tenant_context(city_b):
        open_bureau(city_b)
        neighbour = make_applicant()
        tell(neighbour)

    assert len(sent(neighbour.mobile)) == 1
