"""Read side. The caller has decided who may see the file: this app knows no owners."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from documents.domain.file_states import FileState
from documents.models import StoredFile
from tenants.domain.errors import NotAuthorised
from tenants.wording import say


@dataclass(frozen=True, slots=True)
class FileStatus:
    """What a page shows of a file while it is checked and after."""

    file_id: UUID
    name: str
    size: int
    state: FileState
    pages: int | None
    refusal: str

    def as_json(self) -> dict[str, str | int | bool | None]:
        """The answer of start, finish and status views to `upload.js`."""
        return {
            "file_id": str(self.file_id),
            "name": self.name,
            "size": self.size,
            "state": self.state.value,
            "pages": self.pages,
            "refusal": self.refusal,
        }


def uploaded_file(file_id: UUID, *, actor_id: UUID) -> StoredFile:
    """A file that the actor uploaded. Unknown and foreign ids answer alike: NotAuthorised."""
    file = StoredFile.objects.filter(id=file_id, uploaded_by=actor_id).first()
    if file is None:
        raise NotAuthorised("file")
    return file


def file_status(file: StoredFile) -> FileStatus:
    refusal = say(file.refusal_code, file.refusal_params) if file.refusal_code else ""
    return FileStatus(file.id, file.name, file.size, FileState(file.state), file.pages, refusal)


def files_by_id(file_ids: Iterable[UUID]) -> Mapping[UUID, StoredFile]:
    """Many files in one query, for lists of materials."""
    return {file.id: file for file in StoredFile.objects.filter(id__in=set(file_ids))}
