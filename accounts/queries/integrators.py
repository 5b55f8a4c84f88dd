"""Reading the other systems that may call."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from accounts.access import Actor, authorize
from accounts.models import Integrator
from accounts.policies import StaffAction, StaffSituation, may_staff
from tenants.domain.errors import NotAuthorised


def integrators_visible_to(actor: Actor) -> QuerySet[Integrator]:
    """All of them, those in use and those ended, for the system administrator; the secrets stay out of memory."""
    authorize(may_staff(StaffAction.MANAGE_INTEGRATORS, StaffSituation(actor.role_keys)))
    return Integrator.objects.defer("secret")


def access_integrator(actor: Actor, integrator_id: UUID) -> Integrator:
    found = integrators_visible_to(actor).filter(id=integrator_id).first()
    if found is None:
        raise NotAuthorised("not_authorised")
    return found


def active_integrator(key_id: str) -> Integrator | None:
    """The system behind a key, with its secret. One indexed query."""
    return Integrator.objects.filter(key_id=key_id, ended_at=None).first()
