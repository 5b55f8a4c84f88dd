"""Files under a draft: uploaded to the store, checked there, attached here; or declared as not needed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.access import Actor
from applications.models import Draft, DraftMaterial, KeptVersion
from applications.queries.consents import missing_consents
from applications.queries.locks import lock_draft
from documents.domain.file_rules import FileRules
from documents.models import StoredFile
from documents.services.uploads import UploadTicket, finish_upload, start_upload
from procedures.domain.materials import MEGABYTE, MaterialSpec
from procedures.domain.secrecy import classification_mark
from procedures.queries.packages import compiled
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed


def material_purpose(draft_id: UUID, key: str) -> str:
    """What an upload is for: a file uploaded for one item cannot be attached to another."""
    return f"draft:{draft_id.hex}:{key}"[:64]


def material_spec(draft: Draft, key: str) -> MaterialSpec:
    """The item of the draft's materials list. Raises NotAuthorised when its variant has no such item."""
    package = compiled(draft.procedure_version)
    for item in package.materials.items:
        if item.key == key and (not item.variants or draft.variant in item.variants):
            return item
    raise NotAuthorised("material_unknown")


@transaction.atomic
def start_material_upload(
    draft_id: UUID, *, key: str, name: str, size: int, content_type: str, actor: Actor
) -> UploadTicket:
    """A signed form post for one file of one item, once everything of the beginning is agreed to.

    Raises NotAuthorised, IllegalTransition `consents_missing`, ValidationFailed (format, size, number of files, a mark
    of classification in the name).
    """
    spec = require_place(lock_draft(draft_id, owner_id=actor.user_id), key, name)
    return start_upload(
        actor_id=actor.user_id,
        name=name,
        size=size,
        content_type=content_type,
        purpose=material_purpose(draft_id, key),
        rules=FileRules(formats=spec.formats, max_bytes=spec.max_megabytes * MEGABYTE),
    )


def require_place(draft: Draft, key: str, name: str) -> MaterialSpec:
    """The item, if one more file with this name may go there now: every upload passes here.

    Raises NotAuthorised, IllegalTransition `consents_missing`, ValidationFailed (mark of classification, no room).
    """
    spec = material_spec(draft, key)
    _require_unclassified(draft, spec, name)
    _require_room(draft, spec)
    return spec


def attach_material(draft_id: UUID, *, key: str, file_id: UUID, actor: Actor, by_phone: bool = False) -> DraftMaterial:
    """Put an uploaded file under an item and send it to its check; an exemption of the item ends with it.

    The store is asked before the transaction begins, so that no lock waits for it. Attaching the same file again
    changes nothing. Raises NotAuthorised, IllegalTransition (`upload_not_received`), ValidationFailed.
    """
    stored = finish_upload(file_id, actor_id=actor.user_id)
    if stored.purpose != material_purpose(draft_id, key):
        raise NotAuthorised("file_unknown")
    return _attach(draft_id, key, stored, actor, by_phone=by_phone)


@transaction.atomic
def _attach(draft_id: UUID, key: str, stored: StoredFile, actor: Actor, *, by_phone: bool) -> DraftMaterial:
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    spec = material_spec(draft, key)
    known = DraftMaterial.objects.filter(draft=draft, file=stored).first()
    if known is not None:
        return known
    return put_file(draft, spec, stored, by_phone=by_phone)


def put_file(
    draft: Draft, spec: MaterialSpec, stored: StoredFile, kept: KeptVersion | None = None, *, by_phone: bool = False
) -> DraftMaterial:
    """A row under a locked draft; an exemption of the item ends with it. Raises ValidationFailed without room."""
    _require_room(draft, spec)
    filed = DraftMaterial.objects.filter(draft=draft, key=spec.key)
    filed.filter(exempt=True).delete()
    highest = filed.aggregate(highest=Max("ordinal"))["highest"]
    material = DraftMaterial.objects.create(
        draft=draft,
        key=spec.key,
        file=stored,
        ordinal=(highest or 0) + 1,
        kept_version=kept,
        by_phone=by_phone,
    )
    _touch(draft)
    return material


@transaction.atomic
def detach_material(draft_id: UUID, *, material_id: UUID, actor: Actor) -> None:
    """Take a file away from the draft; submissions that hold it keep it. Raises NotAuthorised."""
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    deleted, _ = DraftMaterial.objects.filter(draft=draft, pk=material_id).delete()
    if not deleted:
        raise NotAuthorised("material_unknown")
    _touch(draft)


@transaction.atomic
def exempt_material(draft_id: UUID, *, key: str, exempt: bool, actor: Actor) -> None:
    """Declare, or stop declaring, that an item need not be filed. Raises NotAuthorised, ValidationFailed."""
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    spec = material_spec(draft, key)
    if spec.exemption is None:
        raise ValidationFailed([Problem(f"materials.{key}", "material_without_exemption", {"name": str(spec.name)})])
    filed = DraftMaterial.objects.filter(draft=draft, key=key)
    if not exempt:
        filed.filter(exempt=True).delete()
    elif filed.filter(exempt=False).exists():
        raise ValidationFailed([Problem(f"materials.{key}", "material_filed_already", {"name": str(spec.name)})])
    elif not filed.exists():
        DraftMaterial.objects.create(draft=draft, key=key, exempt=True)
    _touch(draft)


def _require_unclassified(draft: Draft, spec: MaterialSpec, name: str) -> None:
    """Nothing reaches the store before it is declared unclassified, nor under a name that says the opposite."""
    if missing_consents(draft):
        raise IllegalTransition("consents_missing")
    mark = classification_mark(name)
    if mark:
        raise ValidationFailed([Problem(f"materials.{spec.key}", "classified_file_name", {"mark": mark})])


def _require_room(draft: Draft, spec: MaterialSpec) -> None:
    if DraftMaterial.objects.filter(draft=draft, key=spec.key, exempt=False).count() >= spec.max_files:
        raise ValidationFailed([Problem(f"materials.{spec.key}", "material_too_many_files", {"most": spec.max_files})])


def _touch(draft: Draft) -> None:
    draft.version += 1
    draft.updated_at = now()
    draft.save(update_fields=["version", "updated_at"])
