"""Materials as the engines take them, from a draft's rows or a submission's."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from applications.domain.kept_materials import Validity, validity_on
from applications.models import Draft, DraftMaterial, SubmissionMaterial
from documents.domain.file_states import FileState
from procedures.domain.materials import FiledFile, FiledMaterial
from tenants.clock import today
from tenants.domain.errors import Problem


def draft_materials(draft_id: UUID) -> list[DraftMaterial]:
    """The rows under a draft with their files and what they were chosen from, in order (one query)."""
    rows = DraftMaterial.objects.filter(draft=draft_id).select_related("file", "kept_version")
    return list(rows.annotate(kept_now=F("kept_version__material__current")))


def current_of(row: DraftMaterial) -> UUID | None:
    """The version that is current now of the document that a row of `draft_materials` was chosen from."""
    found: UUID | None = getattr(row, "kept_now", None)
    return found


def filed(rows: Iterable[DraftMaterial | SubmissionMaterial]) -> dict[str, FiledMaterial]:
    """What is filed, by item; a file that failed its check does not count."""
    found: dict[str, FiledMaterial] = {}
    for row in rows:
        before = found.get(row.key, FiledMaterial())
        if row.exempt:
            found[row.key] = FiledMaterial(before.files, exempt=True)
        elif row.file is not None and row.file.state != FileState.REFUSED:
            file = FiledFile(row.file.sha256 or str(row.file.id), row.file.name, row.file.size)
            found[row.key] = FiledMaterial((*before.files, file), before.exempt)
    return found


def unusable_files(rows: Iterable[DraftMaterial]) -> list[Problem]:
    """Files that cannot be submitted: still being checked, or refused by the check."""
    problems = []
    for row in rows:
        if row.file is None or row.file.state == FileState.CLEAN:
            continue
        code = "file_refused" if row.file.state == FileState.REFUSED else "file_being_checked"
        problems.append(Problem(f"materials.{row.key}", code, {"name": row.file.name}))
    return problems


def expired_documents(draft: Draft, rows: Iterable[DraftMaterial]) -> list[Problem]:
    """Documents of the library whose last day has passed since they were chosen. At most one query.

    What an earlier round of the same application was filed with was valid then and stays.
    """
    day = today()
    expired = [
        row
        for row in rows
        if row.kept_version is not None and validity_on(day, row.kept_version.valid_until) is Validity.EXPIRED
    ]
    if expired and draft.application_id is not None:
        filed_before = set(
            SubmissionMaterial.objects.filter(
                submission__application=draft.application_id,
                kept_version__in=[row.kept_version_id for row in expired],
            ).values_list("kept_version", flat=True)
        )
        expired = [row for row in expired if row.kept_version_id not in filed_before]
    return [
        Problem(
            f"materials.{row.key}",
            "kept_expired_meanwhile",
            {"name": row.kept_version.name, "day": str(row.kept_version.valid_until)},
        )
        for row in expired
        if row.kept_version is not None
    ]
