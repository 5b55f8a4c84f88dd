"""Many tasks given out in one go: asked for on a page, done one by one by a worker, exceptions itemised.

Each task is one message of the outbox, whose effect, result and tick are one transaction, and which sends the next one
off. A worker that dies loses at most the task it was at, and that one is done again from nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Actor, actor_of
from accounts.models import User
from accounts.services.languages import language_of
from notifications.services.notify import notify
from reviews.queries.giving_out import MOST_AT_ONCE, tasks_to_give
from reviews.queries.giving_out_many import KIND, LIFE, lock_giving
from reviews.queries.inbox import ListFilter
from reviews.services.giving_out import give_out_task
from tenants.domain.errors import DomainError, NotAuthorised, ParamValue, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.models import Job
from tenants.records.services.idempotency import run_once
from tenants.records.services.jobs import create_job, finish_job, start_job
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

GIVE = "reviews.give_out_next"
FORGET = "reviews.forget_giving_out"
FINISHED = "giving_out_finished"
log = structlog.get_logger("tongban.giving_out")


@dataclass(frozen=True, slots=True)
class TaskToGive:
    """A task and the version of its application that the page showed."""

    task_id: UUID
    version: int


@transaction.atomic
def request_giving_out(actor: Actor, tasks: Sequence[TaskToGive], *, to: UUID | None, idempotency_key: str) -> UUID:
    """Have tasks given to somebody, or without `to` each to whoever has least in hand by then. The job's id; a double
    click gets the first one's.

    Raises NotAuthorised for whoever supervises nothing, ValidationFailed at `task` for none or too many.
    """
    if not 0 < len(tasks) <= MOST_AT_ONCE:
        code = "too_many_selected" if tasks else "nothing_selected"
        raise ValidationFailed([Problem("task", code, {"most": MOST_AT_ONCE})])
    known = tasks_to_give(actor, ListFilter()).filter(pk__in=[each.task_id for each in tasks])
    labels = dict(known.values_list("id", "application__title"))
    items = [
        {"task": str(each.task_id), "version": each.version, "label": labels.get(each.task_id, "")} for each in tasks
    ]

    def create() -> dict[str, object]:
        return {"job": str(_create(actor, items, to).id)}

    wish = f"{to} {[(item['task'], item['version']) for item in items]}"
    stored = run_once(
        idempotency_key, actor_id=actor.user_id, command="reviews.give_out_tasks", fingerprint=wish, action=create
    )
    return UUID(str(stored["job"]))


def _create(actor: Actor, items: list[dict[str, object]], to: UUID | None) -> Job:
    payload = {"items": items, "to": str(to) if to else "", "ended": []}
    job = create_job(KIND, title=_("分办"), actor_id=actor.user_id, payload=payload, steps=[])
    errand: dict[str, object] = {"giving": str(job.id)}
    enqueue(GIVE, errand, dedupe_key=f"{job.id}:0")
    enqueue(FORGET, errand, dedupe_key=str(job.id), not_before=job.created_at + LIFE)
    write_ledger(
        "reviews.give_out_tasks",
        actor_id=actor.user_id,
        subject=_subject(job),
        data={"tasks": len(items), "people": str(to) if to else "", "evenly": to is None},
    )
    return job


@transaction.atomic
def give_out_next(giving_id: UUID) -> None:
    """Give out the next task of a job, and send the one after it off; at the end the job is over."""
    job = lock_giving(giving_id)
    if job is None or job.actor_id is None or job.finished_at is not None:
        return
    items, ended = job.payload["items"], job.payload["ended"]
    person = User.objects.get(pk=job.actor_id)
    if not ended:
        job = start_job(job.id)
    with translation.override(language_of(person)):
        ended = [*ended, {"task": items[len(ended)]["task"], **_give(person, job, items[len(ended)])}]
        job.payload = {**job.payload, "ended": ended}
        job.save(update_fields=["payload"])
        if len(ended) < len(items):
            enqueue(GIVE, {"giving": str(job.id)}, dedupe_key=f"{job.id}:{len(ended)}")
        else:
            _finish(job, person)


def _give(person: User, job: Job, item: Mapping[str, Any]) -> dict[str, object]:
    """The act, or the reason why there is none: what fails is undone by itself and hinders nothing else."""
    if not person.is_active:
        return _refused("giving_out_actor_gone")
    try:
        with transaction.atomic():
            outcome = give_out_task(
                actor_of(person),
                task_id=UUID(item["task"]),
                version=item["version"],
                to=UUID(job.payload["to"]) if job.payload["to"] else None,
                idempotency_key=hashlib.sha256(f"{job.id}:{item['task']}".encode()).hexdigest(),
            )
    except NotAuthorised:
        return _refused("task_unknown")
    except ValidationFailed as refusal:
        return _refused(refusal.problems[0].code, refusal.problems[0].params)
    except DomainError as refusal:
        return _refused(refusal.code, refusal.params)
    except (OperationalError, InterfaceError):
        # The database, not the task: the message is tried again.
        raise
    except Exception as error:  # noqa: BLE001 - one broken application must not hold the others
        log.warning("giving_out.task_failed", job=str(job.id), task=item["task"], error=type(error).__name__)
        return _refused("giving_out_failed")
    return {"act": str(outcome.act_id), "code": "", "params": {}}


def _refused(code: str, params: Mapping[str, ParamValue] | None = None) -> dict[str, object]:
    kept = {name: value if isinstance(value, int) else str(value) for name, value in (params or {}).items()}
    return {"act": "", "code": code, "params": kept}


def _finish(job: Job, person: User) -> None:
    """Whoever asked is told where something was not given out; the rest is on the page he has before him."""
    finish_job(job)
    refused = sum(bool(each["code"]) for each in job.payload["ended"])
    if refused:
        notify(
            FINISHED,
            recipients=[person.id],
            subject=_subject(job),
            url_path=reverse("workbench:giving_out", args=[job.id]),
            params={"given": str(len(job.payload["ended"]) - refused), "refused": str(refused)},
        )


def _subject(job: Job) -> SubjectRef:
    return SubjectRef("reviews.giving_out", job.id, job.title)


@transaction.atomic
def forget_giving_out(giving_id: UUID) -> None:
    """A day later; what was done stands in the applications and in the ledger."""
    Job.objects.filter(pk=giving_id, kind=KIND).delete()
