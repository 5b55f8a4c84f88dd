"""Whose phrases somebody may use and change: their own, and those of departments where they hold a role."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.access import Actor
from accounts.domain.principals import PrincipalKind, parse_principal
from accounts.models import Department
from procedures.models import Procedure
from procedures.queries.packages import compiled
from reviews.domain.phrases import MATERIAL
from reviews.models import Phrase
from reviews.queries.grants import HANDLE, by_role_keys
from tenants.domain.errors import NotAuthorised

#: As many as one person or department can keep, and as many as a page reads.
MOST_PHRASES = 200


def departments_of(actor: Actor) -> frozenset[UUID]:
    """Departments in which somebody holds a role; read from the principals, no query."""
    parsed = (parse_principal(principal) for principal in actor.principals)
    return frozenset(each.target for each in parsed if each.kind is PrincipalKind.ROLE)


def phrases_for(actor: Actor) -> QuerySet[Phrase]:
    """Phrases that somebody may insert and change, their own first. One query."""
    mine = Q(owner=actor.user_id) | Q(department__in=departments_of(actor))
    return Phrase.objects.filter(mine).select_related("department").order_by("owner_id", "id")[: 2 * MOST_PHRASES]


def access_phrase(actor: Actor, phrase_id: UUID) -> Phrase:
    """Raises NotAuthorised for unknown and foreign alike."""
    mine = Q(owner=actor.user_id) | Q(department__in=departments_of(actor))
    phrase = Phrase.objects.filter(mine, pk=phrase_id).select_related("department").first()
    if phrase is None:
        raise NotAuthorised("phrase_unknown")
    return phrase


def phrase_departments(actor: Actor) -> list[Department]:
    """Departments whose phrases somebody may keep. One query."""
    return list(Department.objects.filter(id__in=departments_of(actor), is_active=True).order_by("path"))


def phrase_materials(actor: Actor) -> list[tuple[str, str]]:
    """Paths and names of the materials of all procedures that one of the actor's roles handles. One or two queries."""
    handled = by_role_keys(actor.role_keys, HANDLE).values("content_object")
    procedures = Procedure.objects.filter(id__in=handled, current_version__isnull=False)
    found: dict[str, str] = {}
    for procedure in procedures.select_related("current_version").order_by("name"):
        if procedure.current_version is not None:
            for spec in compiled(procedure.current_version).materials.items:
                found.setdefault(f"{MATERIAL}{spec.key}", str(spec.name))
    return list(found.items())
