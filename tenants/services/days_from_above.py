"""Days that count in a tenant count in its children: each keeps a copy, written by the provisioner.

A job for each child, so that one that fails keeps no other back. A job names no days: it brings those that count above
when it runs, which is why a repeated or late one does no harm. What changed below goes further down the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tenants.clock import now
from tenants.context import current_tenant, tenant_context
from tenants.domain.errors import NotAuthorised
from tenants.domain.subjects import SubjectRef
from tenants.models import Jurisdiction, State
from tenants.records.models import CalendarOverlay, Job, JobState
from tenants.records.services.jobs import create_job, requeue_job
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import Errand, enqueue_all
from tenants.records.services.waking import look_after_commit
from tenants.services.job_runner import Work, run_steps
from tenants.services.onboarding import PROVISION
from tenants.services.spreading_days import spread_days

KIND = "tenants.days_from_above"
STEP = "copy"
#: After this time a job that is not done is sent again.
TRIED_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DayAbove:
    is_working: bool
    reason: str
    basis: str


@transaction.atomic
def request_days_below(*, to: UUID | None = None) -> int:
    """Queue a job for each child of the current tenant, or for the one; how many. Jobs that are done go."""
    below = Jurisdiction.objects.filter(parent_id=current_tenant().pk, state__in=(State.ACTIVE, State.SUSPENDED))
    found = list(below.filter(pk=to) if to else below)
    Job.objects.filter(kind=KIND, state=JobState.DONE).delete()
    jobs = [_job_for(each) for each in found]
    enqueue_all(PROVISION, [Errand({"job_id": str(job.id)}) for job in jobs])
    return len(jobs)


def _job_for(child: Jurisdiction) -> Job:
    payload = {"jurisdiction_id": str(child.pk)}
    title = _("更新工作日历")
    return create_job(KIND, title=f"{title} {child.name}", actor_id=None, payload=payload, steps=[(STEP, title)])


def run_days_from_above(job_id: UUID) -> None:
    """Bring the days to a child, as the provisioner. Raises what went wrong, after noting it."""
    run_steps(job_id, _work)


def _work(job: Job) -> Mapping[str, Work]:
    return {STEP: lambda: _bring(job)}


def _bring(job: Job) -> None:
    """Until what was written is what counts above: two runs at once end with the same."""
    target = Jurisdiction.objects.filter(pk=job.payload["jurisdiction_id"], parent_id=current_tenant().pk).first()
    if target is None:
        raise NotAuthorised("jurisdiction_not_below")
    source, written = current_tenant().name, None
    while (days := days_for_below()) != written:
        with tenant_context(target), transaction.atomic():
            _keep(target, days, source=source, job=str(job.id))
        written = days


def days_for_below() -> dict[date, DayAbove]:
    """What counts in the current tenant: its own days over those that came from above. One query."""
    rows = CalendarOverlay.objects.order_by("-from_above")
    return {row.day: DayAbove(row.is_working, row.reason, row.basis) for row in rows}


def _keep(target: Jurisdiction, days: Mapping[date, DayAbove], *, source: str, job: str) -> None:
    """Write the difference. Nothing is told where there is none."""
    known = {row.day: row for row in CalendarOverlay.objects.filter(from_above=True)}
    same = {day for day, row in known.items() if days.get(day) == DayAbove(row.is_working, row.reason, row.basis)}
    set_now, gone = sorted(days.keys() - same), sorted(known.keys() - days.keys())
    if not set_now and not gone:
        return
    CalendarOverlay.objects.filter(from_above=True).exclude(day__in=same).delete()
    CalendarOverlay.objects.bulk_create(
        CalendarOverlay(
            day=day,
            is_working=days[day].is_working,
            reason=days[day].reason,
            basis=days[day].basis,
            from_above=True,
        )
        for day in set_now
    )
    write_ledger(
        "tenants.set_days_from_above",
        actor_id=None,
        subject=SubjectRef("tenants.jurisdiction", target.pk, target.name),
        data={"from": source, "set": [str(day) for day in set_now], "gone": [str(day) for day in gone], "job": job},
    )
    spread_days()
    look_after_commit(now())


@transaction.atomic
def send_again() -> None:
    """Jobs that failed, or whose message was lost, once an hour until they are done."""
    moment = now()
    late = Job.objects.filter(kind=KIND, created_at__lt=moment - TRIED_AGAIN).exclude(state=JobState.DONE)
    waiting = [job for job in late if job.finished_at is None or job.finished_at < moment - TRIED_AGAIN]
    for job in waiting:
        if job.state == JobState.FAILED:
            requeue_job(job.pk)
    hour = f"{moment:%Y%m%d%H}"
    enqueue_all(PROVISION, [Errand({"job_id": str(job.id)}, f"{job.id}:{hour}") for job in waiting])
