"""Keys for other systems: made by the system administrator, shown once, ended for good."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.domain.outside_systems import systems_problems
from accounts.domain.request_signing import Scope
from accounts.models import Integrator
from accounts.policies import StaffAction, StaffSituation, may_staff
from accounts.subjects import integrator_subject
from tenants.clock import now
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger


@dataclass(frozen=True, slots=True)
class NewKey:
    """The only time that the secret is seen."""

    integrator: Integrator
    secret: str


@transaction.atomic
def create_integrator(actor: Actor, *, name: str, scopes: frozenset[Scope], systems: Collection[str] = ()) -> NewKey:
    """Make a key. `systems` are those for which it may answer external steps, needed with that scope alone.

    Raises NotAuthorised, ValidationFailed (`name`, `scopes`, `systems`).
    """
    authorize(may_staff(StaffAction.MANAGE_INTEGRATORS, StaffSituation(actor.role_keys)))
    problems = []
    if not name.strip():
        problems.append(Problem("name", "integrator_name_missing"))
    if not scopes:
        problems.append(Problem("scopes", "scope_missing"))
    answers = Scope.EXTERNAL_STEPS in scopes
    problems += systems_problems(systems, needed=answers)
    if problems:
        raise ValidationFailed(problems)
    secret = secrets.token_urlsafe(32)
    integrator = Integrator.objects.create(
        name=name.strip(),
        key_id=secrets.token_hex(16),
        secret=secret,
        scopes=sorted(scopes),
        systems=sorted(set(systems)) if answers else [],
        created_by=actor.user_id,
        created_at=now(),
    )
    write_ledger(
        "accounts.create_integrator",
        actor_id=actor.user_id,
        subject=integrator_subject(integrator),
        data={"scopes": integrator.scopes, "systems": integrator.systems},
    )
    return NewKey(integrator, secret)


@transaction.atomic
def set_integrator_systems(actor: Actor, *, integrator_id: UUID, systems: Collection[str]) -> None:
    """Say for which systems a key may answer external steps from now on; with none it answers nothing.

    Raises NotAuthorised, also for a key that answers no external steps or has ended, ValidationFailed (`systems`).
    """
    authorize(may_staff(StaffAction.MANAGE_INTEGRATORS, StaffSituation(actor.role_keys)))
    integrator = Integrator.objects.select_for_update(no_key=True).filter(id=integrator_id, ended_at=None).first()
    if integrator is None or Scope.EXTERNAL_STEPS not in integrator.scopes:
        raise NotAuthorised("not_authorised")
    problems = systems_problems(systems, needed=False)
    if problems:
        raise ValidationFailed(problems)
    integrator.systems = sorted(set(systems))
    integrator.save(update_fields=["systems"])
    write_ledger(
        "accounts.set_integrator_systems",
        actor_id=actor.user_id,
        subject=integrator_subject(integrator),
        data={"systems": integrator.systems},
    )


@transaction.atomic
def end_integrator(actor: Actor, *, integrator_id: UUID) -> None:
    """From now on nothing is taken from this key. Ending it again changes nothing. Raises NotAuthorised."""
    authorize(may_staff(StaffAction.MANAGE_INTEGRATORS, StaffSituation(actor.role_keys)))
    integrator = Integrator.objects.select_for_update(no_key=True).filter(id=integrator_id).first()
    if integrator is None:
        raise NotAuthorised("not_authorised")
    if not integrator.is_active:
        return
    integrator.ended_at = now()
    integrator.save(update_fields=["ended_at"])
    write_ledger("accounts.end_integrator", actor_id=actor.user_id, subject=integrator_subject(integrator))
