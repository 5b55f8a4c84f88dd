"""What the province sees of its cities: rows for the list, the checklist of one, the packages on offer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts.access import Actor, authorize
from notifications.services.text_settings import KEY as TEXTS
from procedures.policies import ConsoleAction, ConsoleSituation, may_console
from tenants.context import current_tenant
from tenants.domain.errors import NotAuthorised
from tenants.models import Jurisdiction, LibraryPackage
from tenants.queries import jurisdictions
from tenants.records.models import Job, JobState, ReadinessItem

RECENT_JOBS = 10


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city in the list: how many checks it has, how many are in order."""

    city: Jurisdiction
    host: str
    ready: int
    checks: int


def city_rows(actor: Actor) -> list[CityRow]:
    """Children of the current province, by division code. Three queries whatever their number."""
    _authorize_reading(actor)
    cities = list(jurisdictions.children())
    items = jurisdictions.readiness_of_all([city.pk for city in cities])
    return [
        CityRow(
            city,
            next((domain.domain for domain in city.domains.all() if domain.is_primary), ""),
            sum(item.is_ready for item in items.get(city.pk, [])),
            len(items.get(city.pk, [])),
        )
        for city in cities
    ]


def city_detail(actor: Actor, city_id: UUID) -> tuple[Jurisdiction, list[ReadinessItem]]:
    _authorize_reading(actor)
    city = jurisdictions.access_child(city_id)
    return city, list(jurisdictions.readiness_of(city))


def unfinished_state_change(actor: Actor, city: Jurisdiction) -> Job | None:
    """The suspension or resumption of a city that is still on its way or has failed."""
    _authorize_reading(actor)
    job = jurisdictions.latest_state_change(city)
    return job if job is not None and job.state != JobState.DONE else None


@dataclass(frozen=True, slots=True)
class CityTexts:
    """What was last set for the texts of a city, and the job that carries it there, where there is one."""

    signature: str = ""
    daily_quota: int | None = None
    job: Job | None = None


def city_texts(actor: Actor, city: Jurisdiction) -> CityTexts:
    """One query."""
    _authorize_reading(actor)
    job = jurisdictions.latest_setting(city, TEXTS)
    if job is None:
        return CityTexts()
    values = job.payload["values"]
    return CityTexts(values["signature"], values["daily_quota"], job)


def recent_onboardings(actor: Actor) -> list[Job]:
    _authorize_reading(actor)
    return list(jurisdictions.onboarding_jobs()[:RECENT_JOBS])


def onboarding_batch(actor: Actor, batch_id: UUID) -> list[Job]:
    """The onboardings that were asked for with one list, in its order, with their steps. Two queries.

    Raises NotAuthorised when there are none.
    """
    _authorize_reading(actor)
    jobs = list(jurisdictions.onboarding_jobs().filter(payload__batch=str(batch_id)).order_by("id"))
    if not jobs:
        raise NotAuthorised("job_unknown")
    return jobs


def onboarding_job(actor: Actor, job_id: UUID) -> Job:
    _authorize_reading(actor)
    return jurisdictions.access_job(job_id)


def offered_packages(actor: Actor) -> list[LibraryPackage]:
    """What this province and the platform offer, newest version of each code."""
    _authorize_reading(actor)
    newest: dict[str, LibraryPackage] = {}
    for package in jurisdictions.offered_to([current_tenant().code]):
        newest.setdefault(package.code, package)
    return list(newest.values())


def _authorize_reading(actor: Actor) -> None:
    authorize(may_console(ConsoleAction.SEE, ConsoleSituation(actor.role_keys)))
