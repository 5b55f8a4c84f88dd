"""Suspending a jurisdiction and bringing it back: asked for by the parent, done by the provisioner, deletes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants.context import current_tenant, tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.hosts import forget_hosts
from tenants.models import Jurisdiction, State
from tenants.records.models import Job
from tenants.records.services.jobs import create_job
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue
from tenants.services.job_runner import Work, run_steps
from tenants.services.onboarding import PROVISION
from tenants.services.schemas import OWNER

KIND = "tenants.state_change"
STEP = "change"
TITLES = {State.SUSPENDED: _("停用"), State.ACTIVE: _("恢复运行")}


def suspend_jurisdiction(jurisdiction: Jurisdiction, *, actor_id: UUID, reason: str) -> Job:
    """Queue the suspension of a child of the current tenant; the caller has authorised the actor."""
    if jurisdiction.state != State.ACTIVE:
        raise IllegalTransition("jurisdiction_not_active")
    return _request(jurisdiction, State.SUSPENDED, actor_id=actor_id, reason=reason)


def resume_jurisdiction(jurisdiction: Jurisdiction, *, actor_id: UUID, reason: str) -> Job:
    """Queue the return of a suspended child of the current tenant; the caller has authorised the actor."""
    if jurisdiction.state != State.SUSPENDED:
        raise IllegalTransition("jurisdiction_not_suspended")
    return _request(jurisdiction, State.ACTIVE, actor_id=actor_id, reason=reason)


def run_state_change(job_id: UUID) -> None:
    """Do it, as the provisioner. Raises what went wrong, after noting it."""
    run_steps(job_id, _work)


def _request(jurisdiction: Jurisdiction, state: State, *, actor_id: UUID, reason: str) -> Job:
    if jurisdiction.parent_id != current_tenant().pk:
        raise NotAuthorised("jurisdiction_not_below")
    if not reason.strip():
        raise ValidationFailed([Problem("reason", "reason_missing")])
    title = f"{TITLES[state]} {jurisdiction.name}"
    with transaction.atomic():
        job = create_job(
            KIND,
            title=title,
            actor_id=actor_id,
            payload={"jurisdiction_id": str(jurisdiction.pk), "state": state.value, "reason": reason.strip()},
            steps=[(STEP, str(TITLES[state]))],
        )
        write_ledger(
            "tenants.request_state_change",
            actor_id=actor_id,
            subject=SubjectRef("tenants.jurisdiction", jurisdiction.pk, jurisdiction.name),
            data={"state": state.value, "reason": reason.strip(), "job": str(job.id)},
        )
        enqueue(PROVISION, {"job_id": str(job.id)})
    return job


def _work(job: Job) -> Mapping[str, Work]:
    return {STEP: lambda: _change(job)}


def _change(job: Job) -> None:
    """Change the state of a child of the tenant the job was found in, and tell the child's own ledger."""
    parent = current_tenant()
    target = Jurisdiction.objects.using(OWNER).filter(pk=job.payload["jurisdiction_id"], parent_id=parent.pk).first()
    if target is None or target.state == State.ONBOARDING:
        raise NotAuthorised("jurisdiction_not_below")
    state = State(job.payload["state"])
    if target.state == state:
        return
    with tenant_context(target), transaction.atomic():
        write_ledger(
            "tenants.change_state",
            actor_id=None,
            subject=SubjectRef("tenants.jurisdiction", target.pk, target.name),
            data={"state": state.value, "reason": str(job.payload["reason"]), "job": str(job.id)},
        )
    Jurisdiction.objects.using(OWNER).filter(pk=target.pk).update(state=state)
    forget_hosts()
