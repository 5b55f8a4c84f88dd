"""The only way to an application and to a draft: everything else asks here first.

Reads `ApplicationAccess` alone. An unknown id and somebody else's id raise the same NotAuthorised.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.access import Actor, authorize
from accounts.domain.principals import administrators_principal
from accounts.models import User
from accounts.queries.people import principals_of
from applications.domain.states import Status
from applications.models import (
    AccessLevel,
    Application,
    ApplicationAccess,
    Draft,
    DraftMaterial,
    Submission,
    SubmissionMaterial,
)
from applications.policies import Action, Situation, judge
from procedures.queries.packages import heavy_columns
from tenants.domain.errors import NotAuthorised


def applications_visible_to(user: User) -> QuerySet[Application]:
    """Every application that somebody may see; the base of every list that is not already one of access rows."""
    reaching = ApplicationAccess.objects.filter(application=OuterRef("pk"), grantee__in=principals_of(user))
    return Application.objects.filter(Exists(reaching))


def access_application(user: User, application_id: UUID, action: Action) -> Application:
    """The application with its procedure version loaded.

    Raises NotAuthorised for unknown and forbidden alike, IllegalTransition where only its status forbids the action.
    """
    application, situation = _situation(user, application_id)
    authorize(judge(action, situation))
    return application


def allowed_actions(user: User, application: Application) -> frozenset[Action]:
    """What somebody may do now: for buttons."""
    _, situation = _situation(user, application.id)
    return frozenset(action for action in Action if judge(action, situation))


def situation_for(actor: Actor, application: Application) -> Situation:
    """How an actor stands to an application that the caller has loaded or locked. One query."""
    rows = list(ApplicationAccess.objects.filter(application=application, grantee__in=actor.principals))
    return Situation(_levels(rows, application), Status(application.status))


def _levels(rows: list[ApplicationAccess], application: Application) -> frozenset[str]:
    """Administrators of the unit stay its administrators also where their row says that they handle a step."""
    own = administrators_principal(application.organisation_id) if application.organisation_id else ""
    unit = {AccessLevel.ORGANISATION.value} if any(row.grantee == own for row in rows) else set()
    return frozenset({row.level for row in rows} | unit)


def _situation(user: User, application_id: UUID) -> tuple[Application, Situation]:
    rows = list(
        ApplicationAccess.objects.filter(application=application_id, grantee__in=principals_of(user))
        .select_related("application__procedure_version", "application__procedure")
        .defer(*heavy_columns("application__procedure_version"))
    )
    if not rows:
        raise NotAuthorised("application_unknown")
    application = rows[0].application
    return application, Situation(_levels(rows, application), Status(application.status))


def access_filed_material(user: User, material_id: UUID) -> SubmissionMaterial:
    """A file of a submission, with its file loaded. Raises NotAuthorised."""
    material = (
        SubmissionMaterial.objects.filter(pk=material_id, file__isnull=False)
        .select_related("file", "submission__application")
        .first()
    )
    if material is None:
        raise NotAuthorised("application_unknown")
    access_application(user, material.submission.application_id, Action.VIEW_FILES)
    return material


def access_draft(user: User, draft_id: UUID) -> Draft:
    """One's own draft, with what its pages need loaded. Raises NotAuthorised for unknown and somebody else's alike."""
    draft = (
        Draft.objects.filter(pk=draft_id, owner=user)
        .select_related("procedure_version__procedure", "organisation", "organisation_department", "application")
        .defer(*heavy_columns("procedure_version"))
        .first()
    )
    if draft is None:
        raise NotAuthorised("draft_unknown")
    return draft


def submitted_as(user: User, draft_id: UUID) -> UUID | None:
    """The application that one's own draft became; None for every other id alike."""
    own = Submission.objects.filter(draft_id=draft_id, submitted_by=user.id)
    return own.values_list("application_id", flat=True).order_by().first()


def access_draft_material(user: User, draft_id: UUID, material_id: UUID) -> DraftMaterial:
    """A file under one's own draft. Raises NotAuthorised."""
    material = (
        DraftMaterial.objects.filter(pk=material_id, draft=draft_id, draft__owner=user, file__isnull=False)
        .select_related("file", "draft")
        .first()
    )
    if material is None:
        raise NotAuthorised("draft_unknown")
    return material
