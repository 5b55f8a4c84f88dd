"""The province's commands over its cities: authorise here, then hand to the tenancy services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from notifications.services import text_settings
from procedures.policies import ConsoleAction, ConsoleSituation, may_console
from tenants.context import current_tenant
from tenants.queries.jurisdictions import access_child, access_job
from tenants.records.models import Job
from tenants.records.services.jobs import requeue_job
from tenants.records.services.outbox import enqueue
from tenants.services import onboarding, readiness, settings_from_above, state_changes


def bring_on_board(
    actor: Actor,
    *,
    code: str,
    name: str,
    short_name: str,
    division_code: str,
    level: str,
    domain: str,
    contact: Mapping[str, str],
    packages: Sequence[UUID],
    parameters: Mapping[str, str],
    batch: UUID | None = None,
) -> Job:
    """Queue the onboarding of a city below the current province. ValidationFailed names every wrong field."""
    authorize(may_console(ConsoleAction.ONBOARD, ConsoleSituation(actor.role_keys)))
    return onboarding.request_onboarding(
        actor_id=actor.user_id,
        parent=current_tenant(),
        code=code,
        name=name,
        short_name=short_name,
        division_code=division_code,
        level=level,
        domain=domain,
        contact=contact,
        packages=packages,
        parameters=parameters,
        batch=batch,
    )


def retry_onboarding(actor: Actor, *, job_id: UUID) -> None:
    """Give a failed onboarding another series of attempts. IllegalTransition when it has not failed."""
    authorize(may_console(ConsoleAction.ONBOARD, ConsoleSituation(actor.role_keys)))
    with transaction.atomic():
        job = requeue_job(access_job(job_id).pk)
        enqueue(onboarding.PROVISION, {"job_id": str(job.id)})


def suspend_city(actor: Actor, *, city_id: UUID, reason: str) -> Job:
    city = access_child(city_id)
    authorize(may_console(ConsoleAction.SUSPEND, ConsoleSituation(actor.role_keys, city.state)))
    return state_changes.suspend_jurisdiction(city, actor_id=actor.user_id, reason=reason)


def resume_city(actor: Actor, *, city_id: UUID, reason: str) -> Job:
    city = access_child(city_id)
    authorize(may_console(ConsoleAction.RESUME, ConsoleSituation(actor.role_keys, city.state)))
    return state_changes.resume_jurisdiction(city, actor_id=actor.user_id, reason=reason)


def set_text_rules(actor: Actor, *, city_id: UUID, signature: str, daily_quota: int | None) -> Job:
    """Set signature and texts a day of a city; what is left empty is the installation's.

    Raises NotAuthorised, IllegalTransition, ValidationFailed at `signature` and `daily_quota`.
    """
    city = access_child(city_id)
    authorize(may_console(ConsoleAction.SET_TEXTS, ConsoleSituation(actor.role_keys, city.state)))
    rules = text_settings.checked_rules(signature=signature, daily_quota=daily_quota)
    return settings_from_above.request_setting(city, key=text_settings.KEY, values=rules, actor_id=actor.user_id)


def check_city(actor: Actor, *, city_id: UUID) -> None:
    """Have a city's checklist looked at anew."""
    city = access_child(city_id)
    authorize(may_console(ConsoleAction.SEE, ConsoleSituation(actor.role_keys)))
    readiness.request_readiness(city)
