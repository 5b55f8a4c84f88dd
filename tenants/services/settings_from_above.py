"""A parent sets something for a child: asked for above, stored below by the provisioner, told in both ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from tenants.context import current_tenant, tenant_context
from tenants.domain.errors import IllegalTransition, NotAuthorised
from tenants.domain.subjects import SubjectRef
from tenants.models import Jurisdiction, State
from tenants.records.models import Job, LedgerEntry
from tenants.records.services.jobs import create_job
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue
from tenants.services.job_runner import Work, run_steps
from tenants.services.onboarding import PROVISION
from tenants.settings_from_above import setting_from_above

KIND = "tenants.setting"
STEP = "store"


def request_setting(jurisdiction: Jurisdiction, *, key: str, values: Mapping[str, object], actor_id: UUID) -> Job:
    """Queue a setting of a child of the current tenant. The caller has authorised the actor and checked the values."""
    if jurisdiction.parent_id != current_tenant().pk:
        raise NotAuthorised("jurisdiction_not_below")
    if jurisdiction.state != State.ACTIVE:
        raise IllegalTransition("jurisdiction_not_active")
    title = str(setting_from_above(key).title)
    with transaction.atomic():
        job = create_job(
            KIND,
            title=f"{title} {jurisdiction.name}",
            actor_id=actor_id,
            payload={"jurisdiction_id": str(jurisdiction.pk), "key": key, "values": dict(values)},
            steps=[(STEP, title)],
        )
        write_ledger(
            "tenants.request_setting",
            actor_id=actor_id,
            subject=SubjectRef("tenants.jurisdiction", jurisdiction.pk, jurisdiction.name),
            data={"key": key, "values": _as_words(values), "job": str(job.id)},
        )
        enqueue(PROVISION, {"job_id": str(job.id)})
    return job


def run_setting(job_id: UUID) -> None:
    """Store it, as the provisioner. Raises what went wrong, after noting it."""
    run_steps(job_id, _work)


def _work(job: Job) -> Mapping[str, Work]:
    return {STEP: lambda: _store(job)}


def _store(job: Job) -> None:
    """Into a child of the tenant the job was found in. A later wish of the same kind is not undone by a late run."""
    parent = current_tenant()
    target = Jurisdiction.objects.filter(pk=job.payload["jurisdiction_id"], parent_id=parent.pk).first()
    if target is None:
        raise NotAuthorised("jurisdiction_not_below")
    key, values = str(job.payload["key"]), job.payload["values"]
    same = Job.objects.filter(kind=KIND, payload__jurisdiction_id=str(target.pk), payload__key=key, id__gt=job.pk)
    if same.exists():
        return
    with tenant_context(target), transaction.atomic():
        setting_from_above(key).store(values)
        if not LedgerEntry.objects.filter(command="tenants.set_from_above", data__job=str(job.id)).exists():
            write_ledger(
                "tenants.set_from_above",
                actor_id=None,
                subject=SubjectRef("tenants.jurisdiction", target.pk, target.name),
                data={"key": key, "values": _as_words(values), "job": str(job.id)},
            )


def _as_words(values: Mapping[str, object]) -> list[str]:
    """For the ledger: `name=value` in the order of the names; what is empty means the installation's."""
    return [f"{name}={'' if value is None else value}" for name, value in sorted(values.items())]
