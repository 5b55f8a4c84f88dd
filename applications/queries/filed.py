"""Materials as the engines take them, from a draft's rows or a submission's."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from applications.models import DraftMaterial, SubmissionMaterial
from documents.domain.file_states import FileState
from procedures.domain.materials import FiledFile, FiledMaterial
from tenants.domain.errors import Problem


def draft_materials(draft_id: UUID) -> list[DraftMaterial]:
    """The rows under a draft with their files, in order (one query)."""
    return list(DraftMaterial.objects.filter(draft=draft_id).select_related("file"))


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
