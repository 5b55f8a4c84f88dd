"""更正: whoever handles an application puts an obvious slip in one of its written notices right."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.queries.people import users_of_principal
from applications.domain.rectifying import Slip
from applications.models import Application, TimelineEntry, WrittenNotice
from applications.queries.locks import lock_application
from applications.queries.written import found_written
from applications.services.counter_news import tell_who_came
from applications.services.rectifying import rectify
from notifications.models import Message
from notifications.services.notify import notify
from reviews.domain.news import TimelineKind
from reviews.queries.access import reach_for_office
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.records.services.idempotency import run_once

RECTIFIED = "notice_rectified"


@transaction.atomic
def rectify_notice(actor: Actor, *, written_id: UUID, slip: Slip, idempotency_key: str) -> UUID:
    """Put a slip right: the id of the notice that holds from now on. The same key again makes nothing.

    The old notice is void and stays; the timeline says what was rectified and why, the applicant's side is told.
    Whatever was decided, its number and its ground are out of reach here: a decision is undone by revoking it.

    Raises NotAuthorised for everybody who does not handle the application, IllegalTransition
    `written_void_unrectified`, ValidationFailed at `old`, `new`, `reason`.
    """
    known = found_written(written_id)
    reach_for_office(actor, known.application_id)
    application = lock_application(known.application_id)

    def action() -> dict[str, object]:
        return {"written": str(_rectify(actor, application, written_id, slip).id)}

    fingerprint = "\0".join((str(written_id), slip.old, slip.new, slip.reason))
    stored = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="reviews.rectify_notice",
        fingerprint=fingerprint,
        action=action,
    )
    return UUID(str(stored["written"]))


def _rectify(actor: Actor, application: Application, written_id: UUID, slip: Slip) -> WrittenNotice:
    notice, moment = found_written(written_id), now()
    told = _tell(application, notice)
    made = rectify(application, notice, slip, actor=actor, at=moment, message_ids=[each.id for each in told])
    TimelineEntry.objects.create(
        application=application,
        at=moment,
        kind=TimelineKind.RECTIFIED,
        step_label=notice.title,
        actor_label=actor.name,
        round=application.round,
        opinion=slip.reason,
        params={"document": f"{notice.title} {notice.number}"},
    )
    return made


def _tell(application: Application, notice: WrittenNotice) -> list[Message]:
    recipients = frozenset({application.leader_id}) | tell_who_came(application, about=str(notice.id))
    if application.organisation_id:
        recipients |= frozenset(users_of_principal(administrators_principal(application.organisation_id)))
    return notify(
        RECTIFIED,
        recipients=recipients,
        subject=subject_of(application),
        url_path=reverse("applications:application", args=[application.id]),
        params={"name": application.title, "document": notice.title, "number": notice.number},
    )
