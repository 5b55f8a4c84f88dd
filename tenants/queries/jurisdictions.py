"""Reading the jurisdictions below the current one, and the jobs that concern them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from tenants.context import current_tenant
from tenants.domain.errors import NotAuthorised
from tenants.models import Domain, Jurisdiction, LibraryPackage, State
from tenants.records.models import Job, ReadinessItem
from tenants.services.onboarding import KIND as ONBOARDING
from tenants.services.settings_from_above import KIND as SETTING
from tenants.services.state_changes import KIND as STATE_CHANGE


def children() -> QuerySet[Jurisdiction]:
    """The current tenant's own children, each with its domains at hand."""
    return Jurisdiction.objects.filter(parent_id=current_tenant().pk).prefetch_related("domains")


def access_child(jurisdiction_id: UUID) -> Jurisdiction:
    """One child; NotAuthorised for an unknown and a foreign id alike."""
    child = children().filter(pk=jurisdiction_id).first()
    if child is None:
        raise NotAuthorised("jurisdiction_not_below")
    return child


def active_domains() -> QuerySet[Domain]:
    """The primary host of every jurisdiction that is open to the public, by division code, tenant at hand."""
    return (
        Domain.objects.filter(is_primary=True, tenant__state=State.ACTIVE)
        .select_related("tenant")
        .order_by("tenant__division_code", "tenant__code")
    )


def onboarding_jobs() -> QuerySet[Job]:
    return Job.objects.filter(kind=ONBOARDING).prefetch_related("steps")


def latest_state_change(jurisdiction: Jurisdiction) -> Job | None:
    """The last suspension or resumption of a child that was asked for; None when there was none."""
    jobs = Job.objects.filter(kind=STATE_CHANGE, payload__jurisdiction_id=str(jurisdiction.pk))
    return jobs.order_by("-id").first()


def latest_setting(jurisdiction: Jurisdiction, key: str) -> Job | None:
    """The last wish to set something for a child; None when there was none."""
    jobs = Job.objects.filter(kind=SETTING, payload__jurisdiction_id=str(jurisdiction.pk), payload__key=key)
    return jobs.order_by("-id").first()


def access_job(job_id: UUID) -> Job:
    """One job about a jurisdiction below, with its steps in order; NotAuthorised when there is none."""
    kinds = (ONBOARDING, STATE_CHANGE, SETTING)
    job = Job.objects.prefetch_related("steps").filter(pk=job_id, kind__in=kinds).first()
    if job is None:
        raise NotAuthorised("job_unknown")
    return job


def readiness_of(jurisdiction: Jurisdiction) -> QuerySet[ReadinessItem]:
    """The checklist as it was last looked at; empty before the first time."""
    return ReadinessItem.objects.filter(jurisdiction_id=jurisdiction.pk)


def library_packages() -> QuerySet[LibraryPackage]:
    return LibraryPackage.objects.defer("content")


def readiness_of_all(jurisdiction_ids: Collection[UUID]) -> dict[UUID, list[ReadinessItem]]:
    """The checklists of several jurisdictions in one query."""
    found: dict[UUID, list[ReadinessItem]] = {}
    for item in ReadinessItem.objects.filter(jurisdiction_id__in=jurisdiction_ids):
        found.setdefault(item.jurisdiction_id, []).append(item)
    return found


def offered_to(codes: Collection[str]) -> QuerySet[LibraryPackage]:
    """Packages offered by any of these tenants or by the platform, newest first of each code."""
    return library_packages().filter(offered_by__in=["platform", *codes])


def chosen_packages(package_ids: Collection[str]) -> QuerySet[LibraryPackage]:
    """Library entries with their content, by id."""
    return LibraryPackage.objects.filter(pk__in=package_ids)
