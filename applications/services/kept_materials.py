"""Keeping licences and certificates: a new one, a newer version of one, taking one out of sight."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.domain.kept_materials import KEPT_RULES, KeptDetails, problems_of_details
from applications.kept_policies import KeptAction, may_with_kept
from applications.models import Channel, DraftMaterial, KeptKind, KeptMaterial, KeptVersion
from applications.queries.kept_materials import KEPT_PURPOSE, shelves_of
from applications.queries.locks import lock_draft, lock_kept
from documents.domain.file_rules import format_labels
from documents.domain.file_states import FileState
from documents.models import StoredFile
from documents.services.uploads import UploadTicket, start_upload
from procedures.domain.secrecy import classification_mark
from tenants.clock import now, today
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

SUBJECT = "applications.kept_material"


def start_kept_upload(*, name: str, size: int, content_type: str, actor: Actor) -> UploadTicket:
    """A signed form post for one document. It counts when an entry names it.

    Raises ValidationFailed (format, size, a mark of classification in the name).
    """
    mark = classification_mark(name)
    if mark:
        raise ValidationFailed([Problem("file", "classified_file_name", {"mark": mark})])
    return start_upload(
        actor_id=actor.user_id,
        name=name,
        size=size,
        content_type=content_type,
        purpose=KEPT_PURPOSE,
        rules=KEPT_RULES,
    )


@transaction.atomic
def keep_material(
    actor: Actor, *, organisation_id: UUID | None, kind: str, details: KeptDetails, file_id: UUID | None
) -> KeptMaterial:
    """Put a document into the library of a unit, or into one's own. Raises NotAuthorised, ValidationFailed."""
    _authorize_owner(actor, organisation_id)
    file = _uploaded(actor, file_id)
    return _keep(actor, organisation_id, kind, details, file)


@transaction.atomic
def keep_from_draft(
    actor: Actor,
    *,
    draft_id: UUID,
    material_id: UUID,
    organisation_id: UUID | None,
    kind: str,
    details: KeptDetails,
) -> KeptMaterial:
    """存入材料库: the file under one's own draft, the same bytes. Raises NotAuthorised, ValidationFailed."""
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    _authorize_owner(actor, organisation_id)
    row = DraftMaterial.objects.select_related("file").filter(draft=draft, pk=material_id, kept_version=None).first()
    if row is None or row.file is None or draft.channel == Channel.COUNTER:
        raise NotAuthorised("material_unknown")
    return _keep(actor, organisation_id, kind, details, row.file)


@transaction.atomic
def renew_material(actor: Actor, kept_id: UUID, *, details: KeptDetails, file_id: UUID | None) -> KeptMaterial:
    """A newer version, with a new file or the same one; applications that chose an earlier one keep it.

    Raises NotAuthorised, IllegalTransition `kept_removed`, ValidationFailed.
    """
    kept = lock_kept(kept_id)
    authorize(may_with_kept(KeptAction.CHANGE, shelves_of(actor).situation(kept)))
    file = _uploaded(actor, file_id) if file_id else kept.current.file
    stored = _require_right(details, kept.kind, file)
    version = _version(kept, kept.current.number + 1, details, stored, actor)
    version.save(force_insert=True)
    kept.current = version
    kept.save(update_fields=["current"])
    _record("applications.renew_material", kept, actor)
    return kept


@transaction.atomic
def remove_material(actor: Actor, kept_id: UUID) -> None:
    """Hide a document from lists and pickers. Nothing that uses it changes.

    Raises NotAuthorised, IllegalTransition `kept_removed`.
    """
    kept = lock_kept(kept_id)
    authorize(may_with_kept(KeptAction.CHANGE, shelves_of(actor).situation(kept)))
    kept.removed_by, kept.removed_at = actor.user_id, now()
    kept.save(update_fields=["removed_by", "removed_at"])
    _record("applications.remove_kept_material", kept, actor)


def _authorize_owner(actor: Actor, organisation_id: UUID | None) -> None:
    if organisation_id is not None and organisation_id not in shelves_of(actor).writes:
        raise NotAuthorised("organisation_unknown")


def _uploaded(actor: Actor, file_id: UUID | None) -> StoredFile | None:
    """One's own upload for the library; None for anything else."""
    if file_id is None:
        return None
    return StoredFile.objects.filter(pk=file_id, uploaded_by=actor.user_id, purpose=KEPT_PURPOSE).first()


def _keep(
    actor: Actor, organisation_id: UUID | None, kind: str, details: KeptDetails, file: StoredFile | None
) -> KeptMaterial:
    stored = _require_right(details, kind, file)
    kept = KeptMaterial(
        organisation_id=organisation_id,
        person_id=None if organisation_id else actor.user_id,
        kind=kind,
        created_by=actor.user_id,
        created_at=now(),
    )
    version = _version(kept, 1, details, stored, actor)
    kept.current_id = version.id
    # The two name each other; foreign keys are checked at commit.
    kept.save(force_insert=True)
    version.save(force_insert=True)
    kept.current = version
    _record("applications.keep_material", kept, actor)
    return kept


def _require_right(details: KeptDetails, kind: str, file: StoredFile | None) -> StoredFile:
    problems = problems_of_details(details, file_name=file.name if file else "", today=today())
    if kind not in KeptKind.values:
        problems.append(Problem("kind", "kept_kind_unknown"))
    problems += _problems_of_file(file)
    if problems or file is None:
        raise ValidationFailed(problems)
    return file


def _problems_of_file(file: StoredFile | None) -> list[Problem]:
    if file is None:
        return [Problem("file", "claim_file_missing")]
    if file.state == FileState.REFUSED:
        return [Problem("file", "claim_file_refused")]
    if file.state != FileState.CLEAN:
        return [Problem("file", "claim_file_not_checked_yet")]
    if file.file_format not in KEPT_RULES.formats:
        return [Problem("file", "kept_format", {"formats": format_labels(KEPT_RULES.formats)})]
    return []


def _version(kept: KeptMaterial, number: int, details: KeptDetails, file: StoredFile, actor: Actor) -> KeptVersion:
    until: date | None = None if details.permanent else details.valid_until
    return KeptVersion(
        id=new_id(),
        material=kept,
        number=number,
        name=details.name.strip(),
        document_number=details.document_number.strip(),
        issued_on=details.issued_on,
        valid_until=until,
        file=file,
        kept_by=actor.user_id,
        kept_at=now(),
    )


def _record(command: str, kept: KeptMaterial, actor: Actor) -> None:
    """The ledger tells the owner, the kind, the version and the bytes; never numbers of documents."""
    data: dict[str, str | int] = {
        "organisation": str(kept.organisation_id or ""),
        "kind": kept.kind,
        "version": kept.current.number,
        "sha256": kept.current.file.sha256,
    }
    subject = SubjectRef(SUBJECT, kept.id, str(kept.get_kind_display()))
    write_ledger(command, actor_id=actor.user_id, subject=subject, data=data)
