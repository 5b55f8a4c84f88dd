"""从材料库选用: a kept document under a draft, by reference to the version that is current now."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from applications.domain.kept_materials import OfferedFile, refusal_of
from applications.models import DraftMaterial, KeptVersion
from applications.queries.consents import missing_consents
from applications.queries.kept_materials import access_pickable, shelves_of
from applications.queries.locks import lock_draft
from applications.services.draft_materials import material_spec, put_file
from documents.domain.file_states import FileState
from procedures.domain.materials import MEGABYTE, MaterialSpec
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger


def refusal_for(version: KeptVersion, spec: MaterialSpec) -> Problem | None:
    """Why a version cannot be chosen for an item today; None when it can. No queries on a loaded file."""
    file = version.file
    offer = OfferedFile(file.name, file.file_format, file.size, file.state == FileState.CLEAN, version.valid_until)
    return refusal_of(offer, formats=spec.formats, max_bytes=spec.max_megabytes * MEGABYTE, today=today())


@transaction.atomic
def choose_kept(draft_id: UUID, *, key: str, kept_id: UUID, actor: Actor) -> DraftMaterial:
    """Put the current version of a document under an item. No bytes move; choosing it again changes nothing.

    Raises NotAuthorised, IllegalTransition `consents_missing`, ValidationFailed at the item (expired, format, size,
    number of files).
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    spec = material_spec(draft, key)
    if missing_consents(draft):
        raise IllegalTransition("consents_missing")
    version = access_pickable(shelves_of(actor), draft, kept_id).current
    known = DraftMaterial.objects.filter(draft=draft, key=key, file=version.file).first()
    if known is not None:
        return known
    refusal = refusal_for(version, spec)
    if refusal is not None:
        raise ValidationFailed([Problem(f"materials.{key}", refusal.code, refusal.params)])
    material = put_file(draft, spec, version.file, version)
    write_ledger(
        "applications.choose_kept_material",
        actor_id=actor.user_id,
        subject=SubjectRef("applications.draft", draft.id, draft.procedure_version.procedure.name),
        data={"material": key, "kept": str(kept_id), "version": version.number, "sha256": version.file.sha256},
    )
    return material
