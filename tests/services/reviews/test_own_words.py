"""A package's own words in the messages of its applications, and the events the package format names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from notifications.models import Message
from procedures.domain.message_places import EVENTS, INSIDE
from procedures.domain.package.parameters import with_parameters
from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import read_yaml
from procedures.services.publishing import publish_version
from reviews.domain.news import MessageEvent
from reviews.services.chain_news import _params
from tenants.clock import today
from tests.factories.registrations import Office, submit_registration

PACKAGE = Path(__file__).resolve().parents[3] / "procedures/packages/achievement_registration.yaml"
OWN = [{"event": "application_submitted", "channel": "in_app", "text": "{procedure}已收到，编号 {number}。"}]


def test_the_package_words_its_messages(office: Office) -> None:
    content = read_yaml(PACKAGE.read_text(encoding="utf-8"))
    version = publish_version(
        parse_package(with_parameters(content | {"messages": OWN}, {})),
        department=office.department,
        effective_from=today(),
        published_by=None,
        approved_by=None,
    )

    application = submit_registration(replace(office, version=version))

    message = Message.objects.get(recipient=office.leader, event="application_submitted")
    assert message.body == f"科技成果登记已收到，编号 {application.number}。"


def test_the_format_names_what_is_sent(office: Office) -> None:
    assert {event.value for event in MessageEvent} - {MessageEvent.STEP_BLOCKED.value} == EVENTS
    assert {"title", *_params(submit_registration(office), "")} == INSIDE
