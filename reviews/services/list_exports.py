"""Long lists: asked for by a person, written by a worker, told of when ready, thrown away after a day."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.access import Actor, actor_of
from accounts.models import User
from accounts.services.languages import language_of
from documents.models import StoredFile
from documents.services.generated import GeneratedObject, put_generated, register_generated
from documents.services.removal import discard_file, remove_objects
from notifications.services.notify import notify
from reviews.queries.list_exports import KIND, LIFE, lock_export, unfinished_exports
from reviews.services.list_columns import ListWish, filter_from, stored_filter
from reviews.services.list_export import ListTooLongError, record_list, write_list
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.models import Job, JobState
from tenants.records.services.jobs import create_job, fail_job, finish_job, finish_step, personal_values, start_job
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

MAKE = "reviews.make_list_export"
FORGET = "reviews.forget_list_export"
PURPOSE = "list_export"
READY = "list_export_ready"
STEP = "write"
#: What a sheet can hold, with room for its head.
MOST_ROWS = 1_000_000
MOST_UNFINISHED = 3


@transaction.atomic
def request_export(actor: Actor, wish: ListWish) -> UUID:
    """Have a long list written; the same wish that is not finished yet is not written twice. The export's id.

    Raises ValidationFailed at `columns` for somebody who has too many under way.
    """
    unfinished = list(unfinished_exports(actor))
    known = next((job.id for job in unfinished if wish_of(job) == wish), None)
    if known is not None:
        return known
    if len(unfinished) >= MOST_UNFINISHED:
        raise ValidationFailed([Problem("columns", "exports_too_many", {"most": MOST_UNFINISHED})])
    job = create_job(
        KIND,
        title=wish.title,
        actor_id=actor.user_id,
        payload={"which": wish.which, "columns": list(wish.columns), "fillable": wish.fillable, "rows": 0},
        steps=[(STEP, str(_("写入文件")))],
        # What somebody searched for may be a name.
        personal={"wanted": json.dumps(stored_filter(wish.wanted))},
    )
    payload: dict[str, object] = {"export": str(job.id)}
    enqueue(MAKE, payload, dedupe_key=str(job.id))
    enqueue(FORGET, payload, dedupe_key=str(job.id), not_before=job.created_at + LIFE)
    write_ledger(
        "reviews.request_list_export",
        actor_id=actor.user_id,
        subject=_subject(job),
        data={"list": wish.which, "columns": wish.column_keys},
    )
    return job.id


def wish_of(job: Job) -> ListWish:
    """What was asked for; known until the job is over."""
    wanted = filter_from(json.loads(personal_values(job)["wanted"]))
    return ListWish(job.payload["which"], wanted, tuple(job.payload["columns"]), job.payload["fillable"])


def make_export(export_id: UUID) -> None:
    """Write and store an export that has no file yet, with what its owner may see today, in his language."""
    job = Job.objects.filter(pk=export_id, kind=KIND).exclude(state__in=[JobState.DONE, JobState.FAILED]).first()
    if job is None:
        return
    owner = User.objects.filter(pk=job.actor_id, is_active=True).first() if job.actor_id else None
    if owner is None:
        fail_job(job, step=None, error="export_unknown", is_final=True)
        return
    job = start_job(export_id)
    actor, wish = actor_of(owner), wish_of(job)
    with translation.override(language_of(owner)), tempfile.TemporaryDirectory(prefix="tongban-export-") as place:
        path = Path(place) / "list.xlsx"
        try:
            count = write_list(actor, path, wish, most=MOST_ROWS, progress=lambda rows: _note_progress(job, rows))
        except ListTooLongError:
            fail_job(job, step=None, error="list_too_long", is_final=True)
            return
        made = put_generated(path, file_id=export_id, file_format="xlsx", pages=None)
        kept = _link(made, actor, wish, count)
    if kept != made.key:
        remove_objects([made.key])


def _note_progress(job: Job, rows: int) -> None:
    Job.objects.filter(pk=job.pk).update(payload={**job.payload, "rows": rows})


@transaction.atomic
def _link(made: GeneratedObject, actor: Actor, wish: ListWish, count: int) -> str:
    """Key of the object that is the export's file now; empty when the export is gone meanwhile."""
    job = lock_export(made.file_id)
    if job is None:
        return ""
    known = StoredFile.objects.filter(pk=made.file_id).first()
    if known is not None:
        return known.key
    register_generated(made, name=wish.file_name, purpose=PURPOSE)
    _note_progress(job, count)
    for step in job.steps.all():
        finish_step(step)
    finish_job(job)
    record_list(actor, wish, count)
    notify(
        READY,
        recipients=[actor.user_id],
        subject=_subject(job),
        url_path=reverse("workbench:list_export", args=[job.id]),
        params={"rows": str(count)},
    )
    return made.key


def _subject(job: Job) -> SubjectRef:
    return SubjectRef("reviews.list_export", job.id, job.title)


@transaction.atomic
def forget_export(export_id: UUID) -> None:
    """A day later: nothing of it stays in the store."""
    Job.objects.filter(pk=export_id, kind=KIND).delete()
    discard_file(export_id, actor_id=None)
