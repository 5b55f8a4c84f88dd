"""抄送: to whom an application can be copied by hand, and what was copied to whom."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.domain.roles import RoleKind
from accounts.models import Department, User, UserKind
from accounts.queries.people import grants_in_force
from applications.models import Application, TimelineEntry
from reviews.domain.news import TimelineKind


def copy_readers() -> QuerySet[User]:
    """Active staff of the city. Administrators are not asked to read what the business departments do (三员)."""
    administering = grants_in_force().filter(user=OuterRef("pk"), role_kind=RoleKind.ADMINISTRATION)
    staff = User.objects.filter(is_active=True, kind=UserKind.STAFF, department__isnull=False)
    return staff.filter(~Exists(administering)).select_related("department").order_by("id")


def copy_departments() -> list[Department]:
    """Departments in which somebody can be chosen, in the order of the tree. One query."""
    return list(Department.objects.filter(pk__in=copy_readers().order_by().values("department")).order_by("path"))


def people_to_copy(application: Application, *, people: Iterable[UUID], department: UUID | None) -> list[User]:
    """Those of the wanted who may be chosen; the project leader is on the other side even where he is staff."""
    readers = copy_readers().exclude(pk=application.leader_id)
    return list(readers.filter(department=department) if department else readers.filter(pk__in=list(people)))


def copies_of(application: Application) -> list[TimelineEntry]:
    """What was copied by hand, the latest first. One query."""
    return list(application.timeline.filter(kind=TimelineKind.COPIED).order_by("-at", "-id"))


def copies_to(timeline: Iterable[TimelineEntry], user_id: UUID) -> list[TimelineEntry]:
    """Of a timeline at hand, what was copied to somebody. No query."""
    return [
        entry
        for entry in timeline
        if entry.kind == TimelineKind.COPIED and str(user_id) in entry.params.get("people", ())
    ]
