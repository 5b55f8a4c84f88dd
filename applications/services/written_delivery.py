"""送达: that a written notice reached the applicant."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.written import DeliveryChannel, HandOver, WrittenState
from applications.models import NoticeDelivery, WrittenNotice
from applications.queries.written import is_for
from applications.services.freezing import subject_of
from tenants.clock import now, today
from tenants.domain.clock import civil_date
from tenants.domain.errors import ValidationFailed
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def note_first_view(actor: Actor, notice: WrittenNotice) -> bool:
    """The applicant's side has opened it: whether this was the first time. Others leave no mark.

    `notice` comes with its application, and the actor may see it. Two people at once: one is the first.
    """
    if notice.state != WrittenState.VALID or not is_for(actor, notice.application):
        return False
    if notice.deliveries.filter(channel=DeliveryChannel.VIEWED).exists():
        return False
    moment = now()
    first = NoticeDelivery(
        notice=notice,
        channel=DeliveryChannel.VIEWED,
        day=civil_date(moment),
        noted_at=moment,
        noted_by_id=actor.user_id,
    )
    NoticeDelivery.objects.bulk_create([first], ignore_conflicts=True)
    if not NoticeDelivery.objects.filter(pk=first.pk).exists():
        return False
    _record("applications.view_written", actor.user_id, notice)
    return True


def record_paper(actor: Actor, notice: WrittenNotice, given: HandOver) -> NoticeDelivery:
    """Somebody took the paper. Part of the caller's transaction, who has authorised the actor.

    Raises ValidationFailed at `recipient`, `document`, `day`, `note`.
    """
    problems = given.problems(made=civil_date(notice.made_at), today=today())
    if problems or given.day is None:
        raise ValidationFailed(problems)
    made = NoticeDelivery.objects.create(
        notice=notice,
        channel=DeliveryChannel.PAPER,
        day=given.day,
        noted_at=now(),
        noted_by_id=actor.user_id,
        recipient=given.recipient,
        document=given.document,
        note=given.note,
    )
    _record("applications.hand_over_written", actor.user_id, notice)
    return made


def _record(command: str, actor_id: UUID, notice: WrittenNotice) -> None:
    write_ledger(
        command,
        actor_id=actor_id,
        subject=subject_of(notice.application),
        data={"notice": notice.code, "number": notice.number},
    )
