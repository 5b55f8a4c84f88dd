"""Bringing a jurisdiction on board: asked for in the parent's tenant, done by the provisioner.

The job and its steps stand in the parent's schema, so its administrators watch them. Nothing in the job is believed
about whose child the new tenant is: it becomes a child of the tenant the job was found in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from tenants.context import current_tenant, tenant_context
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.domain.onboarding import HOST, Parent, Wish, is_division_below, is_level_below, problems_of
from tenants.domain.schema_names import PUBLIC, schema_of
from tenants.domain.subjects import SubjectRef
from tenants.hosts import forget_hosts
from tenants.models import Domain, Jurisdiction, LibraryPackage, State
from tenants.provisioning import ProvisioningStep, registered_steps
from tenants.records.models import CalendarOverlay, Job, JobState, LedgerEntry
from tenants.records.services.jobs import create_job, personal_values
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue
from tenants.services.job_runner import Work, run_steps
from tenants.services.readiness import request_readiness
from tenants.services.schemas import OWNER, create_schema
from tenants.services.spreading_days import spread_days
from tenants.storage import bucket_name_for

KIND = "tenants.onboarding"
PROVISION = "tenants.provision"

CORE_TITLES = {
    "record": _("登记辖区"),
    "schema": _("建立数据空间"),
    "domain": _("开通访问地址"),
}
ACTIVATE = ("activate", _("启用"))


def request_onboarding(
    *,
    actor_id: UUID,
    parent: Jurisdiction,
    code: str,
    name: str,
    short_name: str,
    division_code: str,
    level: str,
    domain: str,
    contact: Mapping[str, str],
    packages: Sequence[UUID],
    parameters: Mapping[str, str] | None = None,
    batch: UUID | None = None,
) -> Job:
    """Check the wish and queue the job; the caller has authorised the actor. Runs in the parent's tenant.

    `contact` holds name, mobile and email of the first administrator: kept encrypted, forgotten when the job is done.
    Jobs that were asked for together bear the same `batch`.
    """
    if current_tenant().pk != parent.pk:
        raise NotAuthorised("jurisdiction_not_below")
    wish = Wish(
        code=code,
        name=name,
        short_name=short_name or name,
        division_code=division_code,
        level=level,
        domain=domain.strip().lower(),
        contact_name=contact.get("name", ""),
        contact_mobile=contact.get("mobile", ""),
    )
    problems = problems_of(wish, Parent(parent.level, parent.division_code))
    problems += taken_among([wish.code], [wish.domain]).problems_of(wish) + _unknown_packages(packages)
    if problems:
        raise ValidationFailed(problems)
    with transaction.atomic():
        job = create_job(
            KIND,
            title=wish.name,
            actor_id=actor_id,
            payload={
                "code": wish.code,
                "name": wish.name,
                "short_name": wish.short_name,
                "division_code": wish.division_code,
                "level": wish.level,
                "domain": wish.domain,
                "packages": [str(package) for package in packages],
                "parameters": dict(parameters or {}),
                **({"batch": str(batch)} if batch else {}),
            },
            personal={f"contact_{key}": value for key, value in contact.items()},
            steps=_step_titles(),
        )
        write_ledger(
            "tenants.request_onboarding",
            actor_id=actor_id,
            subject=SubjectRef("records.job", job.id, wish.name),
            data={"code": wish.code, "domain": wish.domain, "packages": [str(package) for package in packages]},
        )
        enqueue(PROVISION, {"job_id": str(job.id)})
    return job


def run_onboarding(job_id: UUID) -> None:
    """Do the steps that are not done yet, as the provisioner. Raises what a step raised, after noting it."""
    run_steps(job_id, onboarding_work)


def onboarding_work(job: Job) -> Mapping[str, Work]:
    """What each step of an onboarding job does, by key; the target is checked against the current tenant once more."""
    parent = current_tenant()
    wish = job.payload
    code = str(wish["code"])
    is_below = is_level_below(str(wish["level"]), parent.level) and is_division_below(
        str(wish["division_code"]), Parent(parent.level, parent.division_code)
    )
    if not is_below:
        raise NotAuthorised("jurisdiction_not_below")
    wishes = {**wish, **personal_values(job), "actor_id": str(job.actor_id) if job.actor_id else None}
    target = partial(_target, code, parent)
    work: dict[str, Work] = {
        "record": lambda: _record(wish, parent),
        "schema": lambda: create_schema(target()),
        "domain": lambda: _open_domain(target(), str(wish["domain"])),
    }
    for step in registered_steps():
        work[step.key] = partial(_run_registered, step, target, wishes)
    work[ACTIVATE[0]] = lambda: _activate(job, target())
    return work


def _step_titles() -> list[tuple[str, str]]:
    registered = [(step.key, str(step.title)) for step in registered_steps()]
    return [*((key, str(title)) for key, title in CORE_TITLES.items()), *registered, (ACTIVATE[0], str(ACTIVATE[1]))]


@dataclass(frozen=True, slots=True)
class Taken:
    """Which codes and hosts of some wishes cannot be had, and which hosts would reach no tenant."""

    codes: frozenset[str]
    hosts: frozenset[str]
    unserved: frozenset[str]

    def problems_of(self, wish: Wish) -> list[Problem]:
        found = [Problem("code", "code_taken")] if wish.code in self.codes else []
        if wish.domain in self.hosts:
            found.append(Problem("domain", "domain_taken"))
        elif wish.domain in self.unserved:
            found.append(Problem("domain", "domain_not_served"))
        return found


def taken_among(codes: Collection[str], hosts: Collection[str]) -> Taken:
    """By jurisdictions that exist, and by those that are on their way below the current tenant. Three queries."""
    coming = Job.objects.filter(kind=KIND).exclude(state__in=[JobState.DONE, JobState.FAILED])
    on_the_way = list(coming.values_list("payload__code", "payload__domain"))
    known_codes = {*Jurisdiction.objects.filter(code__in=codes).values_list("code", flat=True)}
    known_hosts = {*Domain.objects.filter(domain__in=hosts).values_list("domain", flat=True)}
    return Taken(
        frozenset(known_codes | {code for code, _host in on_the_way}),
        frozenset(known_hosts | {host for _code, host in on_the_way}),
        frozenset(host for host in hosts if HOST.fullmatch(host) and not _is_served(host)),
    )


def _unknown_packages(packages: Sequence[UUID]) -> list[Problem]:
    known = LibraryPackage.objects.filter(pk__in=packages).count()
    return [] if known == len(set(packages)) else [Problem("packages", "package_unknown")]


def _is_served(host: str) -> bool:
    """Whether a request for this host would reach a tenant at all: allowed by the deployment, and not its own host."""
    return host != settings.BASE_DOMAIN and validate_host(host, settings.ALLOWED_HOSTS)


def _target(code: str, parent: Jurisdiction) -> Jurisdiction:
    """The jurisdiction being made, which must be the parent's own: never another's that happens to have the code."""
    target = Jurisdiction.objects.using(OWNER).filter(code=code).select_related("parent").first()
    if target is None or target.parent_id != parent.pk:
        raise NotAuthorised("jurisdiction_not_below")
    return target


def _record(wish: Mapping[str, object], parent: Jurisdiction) -> None:
    code = str(wish["code"])
    # django-tenants lets rows of tenants be saved from the public schema only.
    with tenant_context(PUBLIC), transaction.atomic(using=OWNER):
        row, is_new = Jurisdiction.objects.using(OWNER).get_or_create(
            code=code,
            defaults={
                "schema_name": schema_of(code),
                "name": wish["name"],
                "short_name": wish["short_name"],
                "division_code": wish["division_code"],
                "level": wish["level"],
                "parent_id": parent.pk,
                "state": State.ONBOARDING,
                "storage_bucket": bucket_name_for(code),
            },
        )
        if not is_new and (row.parent_id != parent.pk or row.state != State.ONBOARDING):
            raise NotAuthorised("jurisdiction_not_below")


def _open_domain(target: Jurisdiction, host: str) -> None:
    with transaction.atomic(using=OWNER):
        row, _is_new = Domain.objects.using(OWNER).get_or_create(
            domain=host, defaults={"tenant": target, "is_primary": True}
        )
        if row.tenant_id != target.pk:
            raise NotAuthorised("domain_taken")
    forget_hosts()


def _run_registered(step: ProvisioningStep, target: Callable[[], Jurisdiction], wishes: Mapping[str, object]) -> None:
    jurisdiction = target()
    with tenant_context(jurisdiction), transaction.atomic():
        step.run(jurisdiction, wishes)


def _activate(job: Job, target: Jurisdiction) -> None:
    """Open the doors, and let both ledgers say who brought whom on board."""
    subject = SubjectRef("tenants.jurisdiction", target.pk, target.name)
    with tenant_context(target):
        _write_once("tenants.onboarded", actor_id=None, subject=subject, data={"job": str(job.id)})
    Jurisdiction.objects.using(OWNER).filter(pk=target.pk, state=State.ONBOARDING).update(state=State.ACTIVE)
    forget_hosts()
    request_readiness(target)
    _bring_days(target)
    _write_once("tenants.finish_onboarding", actor_id=job.actor_id, subject=subject, data={"job": str(job.id)})


def _bring_days(target: Jurisdiction) -> None:
    """Once it is active: a day that is set above from now on finds it by itself."""
    if CalendarOverlay.objects.exists():
        with transaction.atomic():
            spread_days(to=target.pk)


def _write_once(command: str, *, actor_id: UUID | None, subject: SubjectRef, data: Mapping[str, str]) -> None:
    """A step that is repeated after a crash tells the ledger nothing twice."""
    with transaction.atomic():
        if not LedgerEntry.objects.filter(command=command, subject_type=subject.type, subject_id=subject.id).exists():
            write_ledger(command, actor_id=actor_id, subject=subject, data=data)
