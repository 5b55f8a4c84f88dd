"""The applicant takes an application back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.chain_runner import chain_runner
from applications.domain.states import Status
from applications.models import AccessLevel, Draft
from applications.policies import Action, Situation, judge
from applications.queries.locks import lock_application
from tenants.clock import now
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

REASON_LENGTH = 500


@transaction.atomic
def withdraw_application(application_id: UUID, *, reason: str, actor: Actor) -> None:
    """End one's own application before its decision. Its papers stay; a correction being written is dropped.

    Raises NotAuthorised, IllegalTransition, ValidationFailed without a reason.
    """
    application = lock_application(application_id)
    own = application.leader_id == actor.user_id
    levels = frozenset({AccessLevel.OWN.value}) if own else frozenset[str]()
    authorize(judge(Action.WITHDRAW, Situation(levels, Status(application.status))))
    words = reason.strip()
    if not words:
        raise ValidationFailed([Problem("reason", "required")])
    if len(words) > REASON_LENGTH:
        raise ValidationFailed([Problem("reason", "too_long", {"most": REASON_LENGTH, "count": len(words)})])
    Draft.objects.filter(application=application).delete()
    chain_runner().withdraw(application, actor=actor, reason=words, now=now())
    write_ledger(
        "applications.withdraw",
        actor_id=actor.user_id,
        subject=SubjectRef("applications.application", application.id, application.number),
        data={"round": application.round},
    )
