"""Keys for other systems: made by the system administrator, shown once, ended for good."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
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
def create_integrator(actor: Actor, *, name: str, scopes: frozenset[Scope]) -> NewKey:
    """Make a key. Raises NotAuthorised, ValidationFailed (`name`, `scopes`)."""
    authorize(may_staff(StaffAction.MANAGE_INTEGRATORS, StaffSituation(actor.role_keys)))
    problems = []
    if not name.strip():
        problems.append(Problem("name", "integrator_name_missing"))
    if not scopes:
        problems.append(Problem("scopes", "scope_missing"))
    if problems:
        raise ValidationFailed(problems)
    secret = secrets.token_urlsafe(32)
    integrator = Integrator.objects.create(
        name=name.strip(),
        key_id=secrets.token_hex(16),
        secret=secret,
        scopes=sorted(scopes),
        created_by=actor.user_id,
        created_at=now(),
    )
    write_ledger(
        "accounts.create_integrator",
        actor_id=actor.user_id,
        subject=integrator_subject(integrator),
        data={"scopes": integrator.scopes},
    )
    return NewKey(integrator, secret)


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
