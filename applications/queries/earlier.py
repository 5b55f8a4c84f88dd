"""Earlier applications that a new draft can begin with, and what would be taken over from one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.principals import administrators_principal, user_principal
from accounts.models import User
from accounts.queries.people import principals_of
from applications.domain.kept_materials import OfferedFile, refusal_of
from applications.models import (
    AccessLevel,
    Application,
    ApplicationAccess,
    Channel,
    Draft,
    DraftMaterial,
    SubmissionMaterial,
)
from applications.queries.keyset import Page, keyset_page
from applications.queries.stored_answers import recorded_answers, stored_answers
from documents.domain.file_states import FileState
from procedures.domain.carrying_over import CarryOver, Codes, carry_over
from procedures.domain.form_reading import chosen_codes, typed_code
from procedures.domain.form_schema import FieldType, FormSchema
from procedures.domain.materials import MEGABYTE, MaterialSpec
from procedures.domain.values import Answers, Json
from procedures.queries.packages import compiled, heavy_columns
from tenants.clock import today
from tenants.domain.errors import NotAuthorised, Problem
from tenants.queries.dictionaries import choices_of


@dataclass(frozen=True, slots=True)
class MaterialOffer:
    """A file of the earlier application that can be referred to, or why it cannot."""

    material: SubmissionMaterial
    spec: MaterialSpec
    refusal: Problem | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier application has for a draft."""

    application: Application
    form: FormSchema
    carried: CarryOver
    offers: tuple[MaterialOffer, ...]


def earlier_applications(user: User, draft: Draft, *, after: str = "") -> Page[Application]:
    """Of the same applicant and procedure, in any version, newest first. One query.

    Of a unit its administrators see all, everybody else what they filed online themselves: who enters for others at
    the counter takes nothing from one of them to the next.
    """
    return keyset_page(_earlier(user, draft).defer("chain_state"), at="submitted_at", after=after)


def access_earlier(user: User, draft: Draft, application_id: UUID) -> Application:
    """Raises NotAuthorised for unknown, foreign and unsuitable alike."""
    earlier = _earlier(user, draft).select_related("procedure_version").defer(*heavy_columns("procedure_version"))
    found = earlier.filter(pk=application_id).first()
    if found is None:
        raise NotAuthorised("application_unknown")
    return found


def _earlier(user: User, draft: Draft) -> QuerySet[Application]:
    if draft.application_id is not None or draft.channel == Channel.COUNTER:
        return Application.objects.none()
    online = Q(application__channel=Channel.ONLINE)
    reaching = Q(grantee=user_principal(user.id), level=AccessLevel.OWN) & online
    if draft.organisation_id is not None:
        unit = administrators_principal(draft.organisation_id)
        reaching |= Q(grantee=unit) if unit in principals_of(user) else Q()
    rows = ApplicationAccess.objects.filter(reaching, application=OuterRef("pk"))
    return Application.objects.filter(
        Exists(rows), procedure=draft.procedure_version.procedure_id, organisation=draft.organisation_id
    )


def compare_with(draft: Draft, application: Application) -> Earlier:
    """What would be taken over now. Two queries, and two for each code field that was answered."""
    last = application.submissions.order_by("-round")[0]
    source = compiled(application.procedure_version).form(application.variant)
    target = compiled(draft.procedure_version).form(draft.variant)
    given = recorded_answers(last)
    carried = carry_over(source, given, target, stored_answers(draft), codes=_codes(target, given))
    rows = list(last.materials.filter(file__isnull=False).select_related("file", "kept_version"))
    return Earlier(application, source, carried, tuple(_offers(draft, rows)))


def _codes(target: FormSchema, given: Answers) -> Codes:
    """What the chosen entries of code fields stand for today, by list and by line."""
    found: dict[str, dict[str, Json]] = {}
    for field in target.fields():
        if field.type is not FieldType.CODE:
            continue
        entries = {typed_code(dict(entry)): entry.get("code") for entry in chosen_codes(given.get(field.key))}
        known = found.setdefault(field.dictionary, {})
        for line, each in choices_of(field.dictionary, list(entries)).items():
            if each.code == entries[line]:
                known[line] = {"code": each.code, "label": each.label, "edition": each.edition}
    return found


def _offers(draft: Draft, rows: list[SubmissionMaterial]) -> list[MaterialOffer]:
    """Files of items that the draft's list has, too; what is there already is not offered."""
    package = compiled(draft.procedure_version)
    specs = {item.key: item for item in package.materials.items if not item.variants or draft.variant in item.variants}
    there = set(DraftMaterial.objects.filter(draft=draft, exempt=False).values_list("key", "file"))
    count = {key: sum(each == key for each, _ in there) for key, _ in there}
    return [
        MaterialOffer(row, specs[row.key], _refusal(row, specs[row.key], count.get(row.key, 0)))
        for row in rows
        if row.key in specs and (row.key, row.file_id) not in there
    ]


def _refusal(row: SubmissionMaterial, spec: MaterialSpec, there: int) -> Problem | None:
    if there >= spec.max_files:
        return Problem("", "material_too_many_files", {"most": spec.max_files})
    file, kept = row.file, row.kept_version
    if file is None:
        return Problem("", "kept_file_not_ready")
    offer = OfferedFile(
        file.name, file.file_format, file.size, file.state == FileState.CLEAN, kept.valid_until if kept else None
    )
    return refusal_of(offer, formats=spec.formats, max_bytes=spec.max_megabytes * MEGABYTE, today=today())


@dataclass(frozen=True, slots=True)
class Undo:
    """What stood in a draft before it took over an earlier application, and which rows came with it."""

    number: str
    version: int
    answers: dict[str, Json]
    prefilled: dict[str, str]
    materials: tuple[str, ...]

    def sealed(self) -> str:
        document = {
            "number": self.number,
            "version": self.version,
            "answers": self.answers,
            "prefilled": self.prefilled,
            "materials": list(self.materials),
        }
        return json.dumps(document, ensure_ascii=False)


def undo_of(draft: Draft) -> Undo | None:
    """What undoing would restore; None as soon as anything else changed. No query."""
    if not draft.carried:
        return None
    read = json.loads(draft.carried)
    undo = Undo(read["number"], read["version"], read["answers"], read["prefilled"], tuple(read["materials"]))
    return undo if undo.version == draft.version else None
