"""What the applicant hears of a certificate, and how the office finds one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from documents.services.object_store import current_store
from notifications.models import Message
from reviews.models import Certificate, Decision
from reviews.queries.certificates import certificates_of_office
from reviews.services.certificates import cancel_certificate, issue_certificates, reissue_certificate
from reviews.services.revoking import revoke_decision
from tests.factories.registrations import Office, acting, bring_to, decide, evidence_for, key, version_of
from tests.services.reviews.test_certificates import issued, registered

EVENTS = ("certificate_issued", "certificate_replaced", "certificate_cancelled")


@pytest.fixture(autouse=True)
def _bucket(office: Office) -> None:
    current_store().make_bucket()


def heard(office: Office) -> list[tuple[str, str, str]]:
    """Event, title and link of what the leader heard, in order; the unit heard the same."""
    told = Message.objects.filter(event__in=EVENTS).order_by("id")
    both = [
        list(told.filter(recipient=user).values_list("event", "title", "url_path"))
        for user in (office.leader, office.unit)
    ]
    assert (both[0], told.exclude(recipient__in=[office.leader, office.unit]).count()) == (both[1], 0)
    return both[0]


def test_the_applicant_hears_of_each_edition_with_a_link_to_it(office: Office) -> None:
    application = registered(office, "低碳烧结工艺")
    certificate = issued(office, application)
    issue_certificates(acting(office.second_point), [application.id])
    second = reissue_certificate(acting(office.point), certificate_id=certificate.id, reason="姓名有误")
    cancel_certificate(acting(office.point), certificate_id=second.id, reason="权属争议成立")

    link = reverse("certificates:own", args=[application.id])
    assert heard(office) == [
        ("certificate_issued", "“低碳烧结工艺”的登记证书已签发", link),
        ("certificate_replaced", "“低碳烧结工艺”的登记证书已换发", link),
        ("certificate_cancelled", "“低碳烧结工艺”的登记证书已作废", link),
    ]
    bodies = Message.objects.filter(event__in=EVENTS).values_list("body", flat=True)
    assert [certificate.number in body for body in bodies] == [True] * 6
    assert "权属争议" not in "".join(bodies)


def test_a_revoked_decision_says_that_the_certificate_is_void(office: Office) -> None:
    application = registered(office)
    issued(office, application)
    decision = Decision.objects.get(application=application)

    revoke_decision(
        acting(office.point),
        task_id=decision.act.task_id,
        version=version_of(application),
        opinion="结论有误",
        evidence_id=evidence_for(office.point),
        idempotency_key=key(),
    )

    assert [event for event, _title, _link in heard(office)] == ["certificate_issued", "certificate_cancelled"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("烧结", ["低碳烧结工艺"]),
        ("工艺", ["铸造工艺", "低碳烧结工艺"]),
        ("碳", ["低碳烧结工艺"]),
        ("结工 艺", ["低碳烧结工艺"]),
        ("艺工", []),
        ("工艺工", []),
        ("  ", ["铸造工艺", "低碳烧结工艺"]),
    ],
)
def test_certificates_are_found_by_words_of_the_title(office: Office, text: str, titles: list[str]) -> None:
    for title in ("低碳烧结工艺", "铸造工艺"):
        issued(office, registered(office, title))

    page = certificates_of_office(acting(office.point), state="", text=text)

    assert [each.title for each in page.rows] == titles
    assert certificates_of_office(acting(office.other_point), state="", text=text).rows == []


def test_they_are_found_by_their_number_and_by_the_index(office: Office) -> None:
    first, second = (issued(office, registered(office, title)) for title in ("一", "二"))

    found = certificates_of_office(acting(office.point), state="valid", text=first.number.lower()).rows
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Certificate.objects.filter(grams__contains=["烧结"]).order_by().explain()

    assert [each.id for each in found] == [first.id]
    assert second.number != first.number
    assert "certificates_by_grams" in plan


def test_what_waits_for_a_decision_says_nothing(office: Office) -> None:
    application = bring_to(office, "decide")
    decide(application, office.point, "refused")

    assert heard(office) == []
