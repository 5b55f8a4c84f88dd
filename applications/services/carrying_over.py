"""从以往申报带入: answers of an earlier application, and references to chosen files of it, in a new draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from accounts.models import User
from accounts.services.personal import reveal as record_reveal
from applications.domain.draft_content import fill_section
from applications.models import Application, Draft, DraftMaterial
from applications.queries.consents import missing_consents
from applications.queries.earlier import Earlier, Undo, access_earlier, compare_with, undo_of
from applications.queries.locks import lock_draft
from applications.queries.stored_answers import stored_answers
from applications.services.draft_answers import put_answers
from applications.services.draft_materials import put_file
from applications.services.drafts import ANSWER_COLUMNS
from applications.services.freezing import subject_of
from procedures.domain.carrying_over import Taken
from procedures.domain.form_schema import SEALED, FormSchema
from procedures.domain.values import Answers, Json
from procedures.queries.packages import compiled
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

SOURCE = "application"


@transaction.atomic
def carry_from(
    draft_id: UUID, *, application_id: UUID, materials: Collection[UUID], version: int, user: User, actor: Actor
) -> None:
    """Take over the answers that the preview showed at `version` of the draft, and the files that were chosen.

    Nothing that was answered already is replaced. Taking personal answers over is recorded like looking at them.

    Raises NotAuthorised, IllegalTransition (`draft_changed_meanwhile`, `consents_missing`), ValidationFailed at
    `materials`.
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    application = access_earlier(user, draft, application_id)
    if missing_consents(draft):
        raise IllegalTransition("consents_missing")
    if draft.version != version:
        raise IllegalTransition("draft_changed_meanwhile")
    earlier = compare_with(draft, application)
    before, prefilled = stored_answers(draft), dict(draft.prefilled or {})
    rows = _refer_to(draft, earlier, materials)
    form = compiled(draft.procedure_version).form(draft.variant)
    _put(
        draft, form, with_taken(form, before, earlier.carried.taken), (each.field.key for each in earlier.carried.taken)
    )
    undo = Undo(application.number, draft.version, before, prefilled, tuple(str(row.id) for row in rows))
    draft.prefilled = {**prefilled, **{each.field.key: SOURCE for each in earlier.carried.taken}}
    draft.carried = undo.sealed()
    draft.save(update_fields=[*ANSWER_COLUMNS, "carried", "version", "updated_at"])
    _record(draft, application, earlier, len(rows), actor)


@transaction.atomic
def undo_carry(draft_id: UUID, *, actor: Actor) -> None:
    """Put the draft back as it was before. Raises NotAuthorised, IllegalTransition `carry_undo_too_late`."""
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    undo = undo_of(draft)
    if undo is None:
        raise IllegalTransition("carry_undo_too_late")
    form = compiled(draft.procedure_version).form(draft.variant)
    after = stored_answers(draft)
    touched = [key for key in {**after, **undo.answers} if after.get(key) != undo.answers.get(key)]
    DraftMaterial.objects.filter(draft=draft, pk__in=undo.materials).delete()
    _put(draft, form, undo.answers, touched)
    draft.prefilled, draft.carried = undo.prefilled, None
    draft.save(update_fields=[*ANSWER_COLUMNS, "carried", "version", "updated_at"])
    write_ledger(
        "applications.undo_carry", actor_id=actor.user_id, subject=_subject(draft), data={"number": undo.number}
    )


def with_taken(form: FormSchema, before: Answers, taken: Iterable[Taken]) -> dict[str, Json]:
    """The answers with what is taken, written as if it had been typed: sums are added up."""
    answers, given = dict(before), {each.field.key: each.answer for each in taken}
    for section in form.sections:
        raw = {field.key: given[field.key] for field in section.fields if field.key in given}
        if raw:
            answers = fill_section(answers, section, raw, shown=frozenset(raw))
    return answers


def _refer_to(draft: Draft, earlier: Earlier, chosen: Collection[UUID]) -> list[DraftMaterial]:
    """The chosen files under the same items, by reference. Raises ValidationFailed for what was not offered."""
    offers = {offer.material.id: offer for offer in earlier.offers}
    rows = []
    for material_id in chosen:
        offer = offers.get(material_id)
        file = offer.material.file if offer else None
        if offer is None or file is None:
            raise ValidationFailed([Problem("materials", "carry_material_unknown")])
        if offer.refusal is not None:
            raise ValidationFailed([Problem("materials", offer.refusal.code, offer.refusal.params)])
        rows.append(put_file(draft, offer.spec, file, offer.material.kept_version))
    return rows


def _put(draft: Draft, form: FormSchema, answers: Answers, touched: Iterable[str]) -> None:
    """Answers and versions, so that pages that are still open notice; the caller saves."""
    put_answers(draft, form, answers)
    keys = {form.section_of[key].key for key in touched if key in form.section_of}
    draft.section_versions = {
        **draft.section_versions,
        **{key: int(draft.section_versions.get(key, 0)) + 1 for key in keys},
    }
    draft.version += 1
    draft.updated_at = now()


def _record(draft: Draft, application: Application, earlier: Earlier, files: int, actor: Actor) -> None:
    write_ledger(
        "applications.carry_over",
        actor_id=actor.user_id,
        subject=_subject(draft),
        data={"number": application.number, "fields": len(earlier.carried.taken), "files": files},
    )
    personal = [
        each.field.key
        for each in earlier.carried.taken
        if each.field.privacy in SEALED or any(column.privacy in SEALED for column in each.field.columns)
    ]
    if personal:
        record_reveal(actor_id=actor.user_id, subject=subject_of(application), fields=personal)


def _subject(draft: Draft) -> SubjectRef:
    return SubjectRef("applications.draft", draft.id, draft.procedure_version.procedure.name)
