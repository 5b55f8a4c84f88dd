"""The provisioner's tasks: the only ones that run with the owner's login, on a queue of their own."""

from __future__ import annotations

from uuid import UUID

from celery import Task, shared_task

from tenants.records.models import Job
from tenants.services import days_from_above, onboarding, settings_from_above, state_changes
from tenants.services.job_runner import MOST_ATTEMPTS
from tenants.services.readiness import refresh_readiness
from tenants.tasks_base import TenantTask

RUNNERS = {
    days_from_above.KIND: days_from_above.run_days_from_above,
    onboarding.KIND: onboarding.run_onboarding,
    settings_from_above.KIND: settings_from_above.run_setting,
    state_changes.KIND: state_changes.run_state_change,
}
FIRST_PAUSE_SECONDS = 2
LONGEST_PAUSE_SECONDS = 600


@shared_task(base=TenantTask, name="tenants.provision_job", bind=True, max_retries=MOST_ATTEMPTS)
def provision_job(self: Task, job_id: str) -> None:
    """Run a job of the current tenant (the parent's); tried again with growing pauses until it is done or given up."""
    job = Job.objects.get(pk=UUID(job_id))
    try:
        RUNNERS[job.kind](job.pk)
    except Exception as error:
        job.refresh_from_db()
        if job.finished_at is not None:
            raise
        pause = min(FIRST_PAUSE_SECONDS * 2 ** max(job.attempts - 1, 0), LONGEST_PAUSE_SECONDS)
        raise self.retry(exc=error, countdown=pause) from error


@shared_task(base=TenantTask, name="tenants.provision_readiness")
def provision_readiness(jurisdiction_id: str) -> None:
    """Look at the checklist of one child of the current tenant."""
    refresh_readiness(UUID(jurisdiction_id))
