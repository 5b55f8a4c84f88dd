"""Row locks, in the one order that everybody keeps: application, draft, then numbers and records."""

from __future__ import annotations

from uuid import UUID

from applications.models import Application, Draft
from tenants.domain.errors import NotAuthorised


def lock_application(application_id: UUID) -> Application:
    """The application, locked until the transaction ends. Raises NotAuthorised when it does not exist."""
    application = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "procedure_version__procedure", "procedure", "organisation", "organisation_department", "leader"
        )
        .filter(pk=application_id)
        .first()
    )
    if application is None:
        raise NotAuthorised("application_unknown")
    return application


def lock_draft(draft_id: UUID, *, owner_id: UUID) -> Draft:
    """One's own draft, locked until the transaction ends. Raises NotAuthorised for unknown and foreign alike.

    Lock the application of a correction before its draft.
    """
    draft = (
        Draft.objects.select_for_update(of=("self",), no_key=True)
        .select_related("procedure_version__procedure", "organisation", "organisation_department", "owner")
        .filter(pk=draft_id, owner=owner_id)
        .first()
    )
    if draft is None:
        raise NotAuthorised("draft_unknown")
    return draft
