"""The check that makes an upload count, done by a worker for the outbox message `documents.check_file`.

Fetch to disk (bounded memory) → size and hash → malware → content, in a child process → write the checked bytes under
their final key → verdict in one short transaction. What is stored is what was checked: the incoming key can still be
posted to, the final one cannot. Every step may run twice; the incoming object goes only after the verdict is committed.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction

from documents.domain.file_rules import FORMATS, kept_name, size_params, too_large_code
from documents.domain.file_states import FileState, MalwareState, move_file
from documents.inspection.verdict import Finding, Refused
from documents.models import StoredFile
from documents.queries.locks import lock_file
from documents.services.inspectors import inspect_file
from documents.services.malware import scan_file
from documents.services.object_store import ObjectStore, current_store
from tenants.clock import now
from tenants.domain.errors import ParamValue
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

#: Pages drawn at once; further ones when somebody turns to them (`serving.page_images`).
FIRST_PAGES = 10


@dataclass(frozen=True, slots=True)
class _Verdict:
    malware: MalwareState
    finding: Finding | None = None
    sha256: str = ""
    size: int = 0
    refusal: str = ""
    params: dict[str, ParamValue] = field(default_factory=dict)


def check_file(file_id: UUID) -> None:
    """Bring a file from `checking` to `clean` or `refused`; in any other state there is nothing to do.

    Raises when the store or the scanner does not answer: the message is then tried again.
    """
    file = StoredFile.objects.filter(id=file_id, state=FileState.CHECKING).first()
    if file is None:
        return
    store = current_store()
    with tempfile.TemporaryDirectory(prefix="tongban-check-") as folder:
        verdict = _judge(file, store, Path(folder))
    _record(file.id, verdict, store)


def _judge(file: StoredFile, store: ObjectStore, folder: Path) -> _Verdict:
    received, cleaned = folder / "received", folder / "cleaned"
    malware = MalwareState.NOT_SCANNED
    try:
        _fetch(file, store, received)
        malware = scan_file(received)
        if malware is MalwareState.INFECTED:
            raise Refused("file_infected")  # noqa: TRY301 - one way out for every refusal
        finding = inspect_file(
            received, file_format=file.file_format, allowed=tuple(file.allowed_formats), cleaned=cleaned
        )
    except Refused as refusal:
        return _Verdict(malware, refusal=refusal.code, params=refusal.params)
    kept = cleaned if finding.rewritten else received
    sha256 = _hash(kept)
    content_type = FORMATS[finding.file_format].content_type
    store.write_once(store.keys.final(file.id, sha256), kept, content_type=content_type)
    return _Verdict(malware, finding, sha256, kept.stat().st_size)


def _fetch(file: StoredFile, store: ObjectStore, target: Path) -> None:
    """Block by block to disk, stopping at the first byte too many: the store's word on the size is not taken."""
    received, key = 0, store.keys.incoming(file.id)
    if store.size_of(key) is None:
        raise Refused("upload_not_received")
    with target.open("wb") as out:
        for block in store.read(key):
            received += len(block)
            if received > file.max_bytes:
                raise Refused(too_large_code(FORMATS[file.file_format]), size_params(received, file.max_bytes))
            out.write(block)
    if received != file.size:
        raise Refused("file_size_mismatch")


def _hash(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@transaction.atomic
def _record(file_id: UUID, verdict: _Verdict, store: ObjectStore) -> None:
    file = lock_file(file_id)
    if file is None or file.state != FileState.CHECKING:
        return
    file.malware_state = verdict.malware
    file.checked_at = now()
    if verdict.finding is None:
        file.state = move_file(FileState(file.state), FileState.REFUSED)
        file.refusal_code, file.refusal_params = verdict.refusal, verdict.params
    else:
        file.state = move_file(FileState(file.state), FileState.CLEAN)
        file.key = store.keys.final(file.id, verdict.sha256)
        file.sha256, file.size, file.pages = verdict.sha256, verdict.size, verdict.finding.pages
        file.file_format = verdict.finding.file_format
        file.name = kept_name(file.name, file.file_format)
        file.content_type = FORMATS[file.file_format].content_type
    file.save()
    data = {"state": str(file.state), "sha256": file.sha256, "refusal": file.refusal_code}
    write_ledger("check_file", actor_id=None, subject=SubjectRef("documents.stored_file", file.id, ""), data=data)
    enqueue("documents.remove_objects", {"keys": [store.keys.incoming(file.id)]}, dedupe_key=f"incoming:{file.id}")
    if file.state == FileState.CLEAN and FORMATS[file.file_format].viewable:
        enqueue("documents.render_pages", {"file_id": str(file.id), "first": 1, "last": FIRST_PAGES})
