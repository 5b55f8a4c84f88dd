"""What the applicant hears of a certificate: who leads the project and who administers the unit, with a link to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from accounts.domain.principals import administrators_principal
from accounts.queries.people import users_of_principal
from notifications.services.notify import Notice, send_notices
from reviews.domain.news import CertificateEvent
from reviews.models import Certificate
from reviews.services.chain_news import subject_of


def tell_of_certificates(news: Sequence[tuple[CertificateEvent, Certificate]]) -> None:
    """One message for each; part of the caller's transaction. One query for the people of each unit."""
    units = {certificate.application.organisation_id for _event, certificate in news}
    people = {unit: users_of_principal(administrators_principal(unit)) if unit else [] for unit in units}
    send_notices(
        [
            Notice(
                event,
                frozenset({certificate.application.leader_id, *people[certificate.application.organisation_id]}),
                subject_of(certificate.application),
                reverse("certificates:own", args=[certificate.application_id]),
                {"name": certificate.title, "number": certificate.number},
            )
            for event, certificate in news
        ]
    )
