"""The office ticks off what an earlier return asked for."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.domain.corrections import Finding
from applications.models import CorrectionItem
from applications.queries.corrections import lock_correction
from applications.queries.locks import lock_application
from procedures.queries.packages import compiled
from reviews.policies import correction_verdict
from reviews.queries.locks import application_id_of, lock_task
from reviews.queries.situations import situation_of
from reviews.services.chain_news import subject_of
from tenants.clock import now
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def judge_correction(actor: Actor, *, task_id: UUID, item_id: UUID, finding: Finding) -> CorrectionItem:
    """已落实, 未落实, or neither: whoever acts on the open task, as long as it is open.

    Raises NotAuthorised, IllegalTransition.
    """
    application = lock_application(application_id_of(task_id))
    task = lock_task(task_id)
    situation = situation_of(actor, application, task, compiled(application.procedure_version))
    authorize(correction_verdict(situation))
    item = lock_correction(item_id, application_id=application.id, round=application.round - 1)
    if item.finding == finding:
        return item
    item.finding = finding.value
    item.found_by_id, item.found_at = (actor.account_id, now()) if finding else (None, None)
    item.save(update_fields=["finding", "found_by", "found_at"])
    absent = situation.absent
    mark = {"on_behalf_of": str(absent.absent_id)} if absent else {}
    write_ledger(
        "reviews.judge_correction",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"task": str(task.id), "round": item.round, "path": item.path, "finding": finding.value, **mark},
    )
    return item
