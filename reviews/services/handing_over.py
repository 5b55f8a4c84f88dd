"""送达回证: the office notes who took a written notice on paper."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.written import HandOver, WrittenState
from applications.queries.locks import lock_application
from applications.queries.written import found_written
from applications.services.written_delivery import record_paper
from reviews.queries.access import reach_for_office
from tenants.domain.errors import IllegalTransition
from tenants.records.services.idempotency import run_once


@transaction.atomic
def hand_over_notice(actor: Actor, *, written_id: UUID, given: HandOver, idempotency_key: str) -> UUID:
    """Note a hand-over; its id. The same key again notes nothing.

    Raises NotAuthorised for everybody who does not handle the application, IllegalTransition `written_void_unhanded`,
    ValidationFailed at `recipient`, `document`, `day`, `note`.
    """
    notice = found_written(written_id)
    reach_for_office(actor, notice.application_id)
    notice.application = lock_application(notice.application_id)
    notice.refresh_from_db(fields=["state"])
    if notice.state != WrittenState.VALID:
        raise IllegalTransition("written_void_unhanded")

    def action() -> dict[str, object]:
        return {"delivery": str(record_paper(actor, notice, given).id)}

    fingerprint = "\0".join((str(written_id), given.recipient, given.document, str(given.day), given.note))
    stored = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="reviews.hand_over_notice",
        fingerprint=fingerprint,
        action=action,
    )
    return UUID(str(stored["delivery"]))
