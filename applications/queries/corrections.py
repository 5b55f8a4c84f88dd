"""整改清单 of one round of an application."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from applications.domain.corrections import Finding
from applications.models import Application, CorrectionItem
from tenants.domain.errors import NotAuthorised


def corrections_of(application: Application | None, *, round: int | None = None) -> list[CorrectionItem]:  # noqa: A002
    """What the return of a round (the present one) asked for, in its order. One query; none for a first draft."""
    if application is None:
        return []
    number = application.round if round is None else round
    return list(CorrectionItem.objects.filter(application=application, round=number))


def all_corrections(application: Application) -> list[CorrectionItem]:
    """What every return asked for, with who found what. One query."""
    rows = CorrectionItem.objects.filter(application=application).select_related("found_by")
    return list(rows.order_by("round", "ordinal"))


def unsettled_rows(application: Application) -> QuerySet[CorrectionItem]:
    """What was asked for in the round before and found not to be settled."""
    before = CorrectionItem.objects.filter(application=application, round=application.round - 1)
    return before.filter(finding=Finding.UNSETTLED.value)


def lock_correction(item_id: UUID, *, application_id: UUID, round: int) -> CorrectionItem:  # noqa: A002
    """One item, locked until the transaction ends; after its application or draft. Raises NotAuthorised."""
    item = (
        CorrectionItem.objects.select_for_update(no_key=True)
        .filter(pk=item_id, application=application_id, round=round)
        .first()
    )
    if item is None:
        raise NotAuthorised("correction_unknown")
    return item
