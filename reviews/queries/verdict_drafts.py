"""What somebody found of the materials and has not acted on yet, and the versions that are filed now."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from applications.models import Application, SubmissionMaterial
from applications.queries.filed import filed
from procedures.domain.materials import FiledMaterial
from reviews.domain.material_verdicts import MaterialVerdict, read_verdicts
from reviews.models import VerdictDraft


def verdict_drafts(task_id: UUID | None, person_id: UUID) -> QuerySet[VerdictDraft]:
    """One row or none."""
    return VerdictDraft.objects.filter(task=task_id, person=person_id)


def drafted_verdicts(task_id: UUID, person_id: UUID) -> tuple[MaterialVerdict, ...]:
    """One query."""
    rows = verdict_drafts(task_id, person_id).values_list("verdicts", flat=True)
    return next((read_verdicts(row) for row in rows), ())


def filed_now(application: Application, material: str) -> FiledMaterial | None:
    """One material as it was filed in the present round. One query."""
    rows = SubmissionMaterial.objects.filter(
        submission__application=application, submission__round=application.round, key=material
    )
    return filed(rows.select_related("file").order_by("id")).get(material)
