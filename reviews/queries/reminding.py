"""Whom a reminder reaches, and when the last one went out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.access import Actor
from accounts.domain.principals import administrators_principal
from accounts.queries.people import substitutions_in_force, users_of_principal
from applications.models import AccessLevel, Application, ApplicationAccess
from reviews.domain.news import TimelineKind
from reviews.domain.reminding import Side
from reviews.models import StepTask, TaskState
from reviews.queries.access import reach_application
from tenants.domain.errors import NotAuthorised

_APPLICANTS = frozenset({AccessLevel.OWN.value, AccessLevel.ORGANISATION.value})


def side_of(actor: Actor, application: Application) -> Side:
    """On which side somebody stands who may see an application. Raises NotAuthorised for everybody else."""
    unit = administrators_principal(application.organisation_id) if application.organisation_id else ""
    if application.leader_id == actor.user_id or unit in actor.principals:
        return Side.APPLICANT
    rows = ApplicationAccess.objects.filter(application=application, grantee__in=actor.principals)
    if set(rows.values_list("level", flat=True)) & _APPLICANTS:
        return Side.APPLICANT
    reach_application(actor, application.id)
    return Side.OFFICE


def side_before(actor: Actor, application_id: UUID) -> Side:
    """The same by the application's id. Raises NotAuthorised for unknown and forbidden alike."""
    application = Application.objects.filter(pk=application_id).first()
    if application is None:
        raise NotAuthorised("application_unknown")
    return side_of(actor, application)


def open_tasks(application: Application) -> list[StepTask]:
    return list(
        application.tasks.filter(state=TaskState.OPEN).prefetch_related("candidates").order_by("opened_at", "id")
    )


def people_of(application: Application, principals: Iterable[str]) -> frozenset[UUID]:
    """Active people who answer to principals, and those who stand in for them today."""
    people = {user_id for principal in sorted(set(principals)) for user_id in users_of_principal(principal)}
    covering = Q(procedures=[]) | Q(procedures__contains=[application.procedure_id])
    standing_in = substitutions_in_force().filter(covering, absent__in=people)
    return frozenset(people.union(standing_in.values_list("substitute", flat=True)))


def last_reminder(actor: Actor, application: Application, side: Side) -> datetime | None:
    """Of the applicant's side whoever it was; of the office this person's own."""
    entries = application.timeline.filter(kind=TimelineKind.REMINDED, params__side=side.value)
    if side is Side.OFFICE:
        entries = entries.filter(params__by=str(actor.user_id))
    return entries.order_by("-at", "-id").values_list("at", flat=True).first()
