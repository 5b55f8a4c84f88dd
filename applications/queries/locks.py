"""Row locks, in the one order that everybody keeps: application, draft, then numbers and records."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from applications.models import Application, Draft, KeptMaterial, PhoneCapture
from procedures.queries.packages import heavy_columns
from tenants.domain.errors import NotAuthorised

_HEAVY = heavy_columns("procedure_version")


def lock_application(application_id: UUID) -> Application:
    """The application, locked until the transaction ends. Raises NotAuthorised when it does not exist."""
    application = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "procedure_version", "procedure__department", "organisation", "organisation_department", "leader"
        )
        .defer(*_HEAVY)
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
    draft = _own_draft(draft_id, owner_id).first()
    if draft is None:
        raise NotAuthorised("draft_unknown")
    return draft


def lock_helped_draft(draft_id: UUID, *, helper_id: UUID) -> Draft | None:
    """A draft that somebody was asked to help with, locked until the transaction ends. The caller looks until when."""
    return _drafts().filter(pk=draft_id, helper_ids__contains=[str(helper_id)]).first()


def lock_for_submission(draft_id: UUID, *, owner_id: UUID) -> tuple[Draft, Application | None]:
    """One's own draft, and where it corrects an application that one before it; both locked. Raises NotAuthorised.

    A first draft never becomes a correction, so one statement is enough for it.
    """
    draft = _own_draft(draft_id, owner_id).filter(application=None).first()
    if draft is not None:
        return draft, None
    known = Draft.objects.filter(pk=draft_id, owner=owner_id).values_list("application_id", flat=True).first()
    if known is None:
        raise NotAuthorised("draft_unknown")
    application = lock_application(known)
    return lock_draft(draft_id, owner_id=owner_id), application


def lock_capture(capture_id: UUID) -> PhoneCapture:
    """A phone's capture, locked until the transaction ends; lock its draft before it. Raises NotAuthorised."""
    capture = PhoneCapture.objects.select_for_update(of=("self",), no_key=True).filter(pk=capture_id).first()
    if capture is None:
        raise NotAuthorised("phone_code_unknown")
    return capture


def _own_draft(draft_id: UUID, owner_id: UUID) -> QuerySet[Draft]:
    return _drafts().filter(pk=draft_id, owner=owner_id)


def _drafts() -> QuerySet[Draft]:
    return (
        Draft.objects.select_for_update(of=("self",), no_key=True)
        .select_related("procedure_version__procedure__department", "organisation", "organisation_department", "owner")
        .defer(*_HEAVY)
        .order_by()
    )


def lock_kept(kept_id: UUID) -> KeptMaterial:
    """A document of the material library, locked until the transaction ends; after a draft, before records."""
    kept = (
        KeptMaterial.objects.select_for_update(of=("self",), no_key=True)
        .select_related("current__file")
        .filter(pk=kept_id)
        .first()
    )
    if kept is None:
        raise NotAuthorised("kept_unknown")
    return kept
