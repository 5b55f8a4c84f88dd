"""Taking a whole file out of the product: allowed to the office, always recorded with its purpose."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.models import Application
from reviews.queries.access import reach_for_office
from reviews.services.chain_news import subject_of
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

REASON_LENGTH = 200


@transaction.atomic
def record_export(actor: Actor, *, application_id: UUID, reason: str) -> Application:
    """Record that the whole file, personal values included, leaves the product; the caller sends it afterwards.

    Raises NotAuthorised for everybody who does not handle the application, ValidationFailed at `reason`.
    """
    application = reach_for_office(actor, application_id).application
    words = reason.strip()
    if not words or len(words) > REASON_LENGTH:
        raise ValidationFailed([Problem("reason", "export_reason_missing", {"most": REASON_LENGTH})])
    write_ledger(
        "reviews.export_dossier",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"reason": words, "round": application.round},
    )
    return application
