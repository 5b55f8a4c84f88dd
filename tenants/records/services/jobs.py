"""The life of a job: created with its steps, run, retried, finished. States change here only."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from tenants.clock import now
from tenants.domain.errors import IllegalTransition
from tenants.records.models import Job, JobState, JobStep


def create_job(
    kind: str,
    *,
    title: str,
    actor_id: UUID | None,
    payload: Mapping[str, object],
    steps: Sequence[tuple[str, str]],
    personal: Mapping[str, str] | None = None,
) -> Job:
    """A queued job with its steps as (key, title). `personal` values are kept encrypted until the job is done."""
    job = Job.objects.create(
        kind=kind,
        title=title,
        actor_id=actor_id,
        payload=dict(payload),
        sealed=json.dumps(dict(personal), ensure_ascii=False) if personal else None,
    )
    JobStep.objects.bulk_create(
        JobStep(job=job, key=key, title=step_title, place=place) for place, (key, step_title) in enumerate(steps, 1)
    )
    return job


def personal_values(job: Job) -> dict[str, str]:
    values: dict[str, str] = json.loads(job.sealed) if job.sealed else {}
    return values


def start_job(job_id: UUID) -> Job:
    """Mark a queued or retrying job as running and count the attempt; IllegalTransition when it is done or failed."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",), no_key=True).get(pk=job_id)
        if job.state in {JobState.DONE, JobState.FAILED}:
            raise IllegalTransition("job_is_over")
        job.state, job.attempts, job.error = JobState.RUNNING, job.attempts + 1, ""
        job.save(update_fields=["state", "attempts", "error"])
    return job


def start_step(step: JobStep) -> None:
    step.state, step.error, step.started_at = JobState.RUNNING, "", now()
    step.save(update_fields=["state", "error", "started_at"])


def finish_step(step: JobStep) -> None:
    step.state, step.error, step.finished_at = JobState.DONE, "", now()
    step.save(update_fields=["state", "error", "finished_at"])


def fail_job(job: Job, *, step: JobStep | None, error: str, is_final: bool) -> None:
    """Note a failure; `is_final` ends the job, otherwise it waits for its next attempt. Steps done stay done."""
    state = JobState.FAILED if is_final else JobState.RETRYING
    with transaction.atomic():
        if step is not None:
            step.state, step.error = state, error
            step.save(update_fields=["state", "error"])
        job.state, job.error = state, error
        job.finished_at = now() if is_final else None
        job.save(update_fields=["state", "error", "finished_at"])


def finish_job(job: Job) -> None:
    """Done: the personal values that it needed are forgotten."""
    job.state, job.error, job.finished_at, job.sealed = JobState.DONE, "", now(), None
    job.save(update_fields=["state", "error", "finished_at", "sealed"])


def requeue_job(job_id: UUID) -> Job:
    """Give a failed job another series of attempts; IllegalTransition when it has not failed."""
    job = Job.objects.select_for_update(of=("self",), no_key=True).get(pk=job_id)
    if job.state != JobState.FAILED:
        raise IllegalTransition("job_not_failed")
    job.state, job.attempts, job.finished_at = JobState.QUEUED, 0, None
    job.save(update_fields=["state", "attempts", "finished_at"])
    return job
