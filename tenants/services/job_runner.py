"""Running a job's steps on the provisioner: one at a time, each noted, resumed where the last attempt stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import connections, transaction

from tenants.records.models import Job, JobState
from tenants.records.services.jobs import fail_job, finish_job, finish_step, start_job, start_step
from tenants.services.schemas import OWNER

Work = Callable[[], None]
MOST_ATTEMPTS = 8
log = structlog.get_logger("tongban.provisioner")


def run_steps(job_id: UUID, work_of: Callable[[Job], Mapping[str, Work]]) -> None:
    """Run what is left of a job in the current tenant. A step that raises is noted and the error raised again.

    After MOST_ATTEMPTS the job has failed and waits for a person. A second runner of the same job returns at once.
    """
    with _only_runner(job_id) as is_alone:
        if not is_alone or Job.objects.filter(pk=job_id, state__in=[JobState.DONE, JobState.FAILED]).exists():
            return
        job = start_job(job_id)
        step = None
        try:
            work = work_of(job)
            for step in job.steps.exclude(state=JobState.DONE).order_by("place"):
                start_step(step)
                work[step.key]()
                finish_step(step)
        except Exception as error:
            is_final = job.attempts >= MOST_ATTEMPTS
            fail_job(job, step=step, error=type(error).__name__, is_final=is_final)
            log.exception("job.failed", job=str(job_id), step=step.key if step else None, is_final=is_final)
            raise
        with transaction.atomic():
            finish_job(job)


@contextmanager
def _only_runner(job_id: UUID) -> Iterator[bool]:
    """A redelivered message must not run the steps beside the first: the lock goes with the runner's connection."""
    owner = connections[OWNER]
    name = f"job:{job_id}"
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        is_alone: bool = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with owner.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])
