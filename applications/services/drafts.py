"""Drafts: begun after the consents, filled section by section, deleted by their owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from accounts.models import Membership, MembershipState
from applications.domain.content import fingerprint
from applications.domain.draft_content import differing_fields, fill_section
from applications.domain.prefilled import Prefilled, after_typing, locked_fields
from applications.models import Agreement, Draft, DraftMaterial, PlanProject
from applications.queries.consents import missing_consents
from applications.queries.helping import lock_reached
from applications.queries.locks import lock_draft
from applications.queries.prefill import prefill_sources
from applications.queries.stored_answers import stored_answers
from applications.services.code_answers import with_code_entries
from applications.services.draft_answers import put_answers
from procedures.domain.form import initial_answers, recorded_fields
from procedures.domain.form_schema import Field, FormSchema, Section
from procedures.domain.package.compiled import CommitmentMoment, CompiledPackage
from procedures.domain.values import Answers
from procedures.models import ProcedureState, ProcedureVersion
from procedures.queries.packages import compiled
from tenants.clock import now
from tenants.domain.clock import CHINA
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

#: What a change of answers writes.
ANSWER_COLUMNS = ("answers", "personal", "title", "section_versions", "prefilled")
MOMENT = "%Y-%m-%d %H:%M"
#: Whoever waits to be examined as administrator drafts meanwhile; submitting waits (`unit_problems`).
DRAFTING = (MembershipState.ACTIVE, MembershipState.PENDING)


@dataclass(frozen=True, slots=True)
class SavedSection:
    """What a save made of a section. `before` and `prefilled_before` let the page show only what changed."""

    draft: Draft
    form: FormSchema
    section: Section
    before: Answers
    answers: Answers
    version: int
    prefilled_before: Prefilled


@dataclass(frozen=True, slots=True)
class SectionConflict:
    """Somebody saved the section since this page was drawn, and the two say different things in `fields`.

    Nothing was written; `mine` is what this save would have made of the draft.
    """

    draft: Draft
    form: FormSchema
    section: Section
    fields: tuple[Field, ...]
    mine: Answers
    saved: Answers
    version: int


@transaction.atomic
def create_draft(
    version_id: UUID,
    *,
    variant: str,
    agreed: frozenset[str],
    organisation_id: UUID | None,
    actor: Actor,
    idempotency_key: str,
) -> UUID:
    """Begin an application under the procedure's current version; the variant is fixed from here on.

    Records each consent with the hash of its words. The same key again returns the same draft.

    Raises NotAuthorised, IllegalTransition `procedure_closed`, ValidationFailed (variant, missing consents, subject).
    """
    result = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="applications.create_draft",
        fingerprint=fingerprint(str(version_id), variant, str(organisation_id), *sorted(agreed)),
        action=lambda: {"draft": str(_create(version_id, variant, agreed, organisation_id, actor).id)},
    )
    return UUID(str(result["draft"]))


def _create(
    version_id: UUID, variant: str, agreed: frozenset[str], organisation_id: UUID | None, actor: Actor
) -> Draft:
    version = ProcedureVersion.objects.select_related("procedure").filter(pk=version_id).first()
    if version is None:
        raise NotAuthorised("procedure_unknown")
    if version.procedure.state != ProcedureState.OPEN or version.procedure.current_version_id != version.id:
        raise IllegalTransition("procedure_closed")
    package = compiled(version)
    membership = _membership(actor, organisation_id)
    problems = _start_problems(package, variant, agreed, membership)
    if problems:
        raise ValidationFailed(problems)
    draft = begin(version, variant, owner_id=actor.user_id, membership=membership)
    record_agreements(draft, package, agreed, CommitmentMoment.START, actor=actor, at=draft.created_at)
    write_ledger(
        "applications.create_draft",
        actor_id=actor.user_id,
        subject=SubjectRef("applications.draft", draft.id, version.procedure.name),
        data={"procedure": package.meta.code, "version": version.number, "variant": variant, "agreed": sorted(agreed)},
    )
    return draft


def begin(
    version: ProcedureVersion,
    variant: str,
    *,
    owner_id: UUID,
    membership: Membership | None,
    project: PlanProject | None = None,
) -> Draft:
    """Write a new draft with what is already known about its applicant. Consents and ledger are the caller's."""
    moment = now()
    draft = Draft(
        procedure_version=version,
        variant=variant,
        owner_id=owner_id,
        organisation=membership.organisation if membership else None,
        organisation_department=membership.department if membership else None,
        plan_project=project,
        created_at=moment,
        updated_at=moment,
    )
    form = compiled(version).form(variant)
    #: Who still waits to be examined is told nothing about the unit's people.
    is_member = membership is not None and membership.state == MembershipState.ACTIVE
    sources = prefill_sources(owner_id, draft.organisation if is_member else None, project)
    put_answers(draft, form, initial_answers(form, sources))
    draft.prefilled = recorded_fields(form, sources)
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def give_consents(draft_id: UUID, *, agreed: frozenset[str], actor: Actor) -> None:
    """Agree to what has to be agreed to before a draft that another system began is filled in.

    Agreeing again adds nothing. Raises NotAuthorised, ValidationFailed at each consent that is missing.
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    package = compiled(draft.procedure_version)
    missing = missing_consents(draft)
    problems = [
        Problem(f"agreements.{each.key}", "commitment_missing", {"title": str(each.title)})
        for each in missing
        if each.key not in agreed
    ]
    if problems:
        raise ValidationFailed(problems)
    wanted = frozenset(each.key for each in missing)
    record_agreements(draft, package, wanted, CommitmentMoment.START, actor=actor, at=now())
    if missing:
        write_ledger(
            "applications.give_consents",
            actor_id=actor.user_id,
            subject=SubjectRef("applications.draft", draft.id, draft.procedure_version.procedure.name),
            data={"agreed": sorted(wanted)},
        )


def _membership(actor: Actor, organisation_id: UUID | None) -> Membership | None:
    if organisation_id is None:
        return None
    membership = (
        Membership.objects.filter(user=actor.user_id, organisation=organisation_id, state__in=DRAFTING)
        .select_related("organisation", "department")
        .first()
    )
    if membership is None:
        raise NotAuthorised("organisation_unknown")
    return membership


def _start_problems(
    package: CompiledPackage, variant: str, agreed: frozenset[str], membership: Membership | None
) -> list[Problem]:
    if variant not in package.variant_by_key:
        return [Problem("variant", "variant_missing")]
    problems = [
        Problem(f"agreements.{each.key}", "commitment_missing", {"title": str(each.title)})
        for each in package.commitments_for(variant, CommitmentMoment.START)
        if each.key not in agreed
    ]
    if membership is None and not admits_people(package):
        problems.append(Problem("organisation", "organisation_needed"))
    return problems


def admits_people(package: CompiledPackage) -> bool:
    """Whether somebody may apply for themselves, without a unit."""
    return "natural_person" in package.meta.subjects


def record_agreements(
    draft: Draft,
    package: CompiledPackage,
    agreed: frozenset[str],
    moment: CommitmentMoment,
    *,
    actor: Actor,
    at: datetime,
) -> list[Agreement]:
    """Write down what was agreed to at one moment."""
    return Agreement.objects.bulk_create(agreements_given(draft, package, agreed, moment, actor=actor, at=at))


def agreements_given(
    draft: Draft,
    package: CompiledPackage,
    agreed: frozenset[str],
    moment: CommitmentMoment,
    *,
    actor: Actor,
    at: datetime,
) -> list[Agreement]:
    """The rows of what was agreed to at one moment, by the hash of the words that were shown; not yet written."""
    return [
        Agreement(draft=draft, key=each.key, text_hash=each.text_hash, agreed_by=actor.user_id, agreed_at=at)
        for each in package.commitments_for(draft.variant, moment)
        if each.key in agreed
    ]


@transaction.atomic
def save_section(
    draft_id: UUID, *, section_key: str, raw: Answers, shown: frozenset[str], version: int, actor: Actor
) -> SavedSection | SectionConflict:
    """Replace the shown fields of one section. What cannot be read as its type is kept as typed; what the package
    takes from a record alone stays.

    `version` is the section's version on which the page was drawn. When the section was saved since and the two
    differ, nothing is written and both come back.

    Raises NotAuthorised for a foreign draft, an unknown section, and whatever is not among a helper's sections.
    """
    reach = lock_reached(draft_id, actor_id=actor.user_id)
    draft = reach.draft
    form = compiled(draft.procedure_version).form(draft.variant)
    section = form.section(section_key)
    if section is None:
        raise NotAuthorised("section_unknown")
    reach.require(section_key)
    if reach.is_help and not (shown | raw.keys()) <= {each.key for each in section.fields}:
        raise NotAuthorised("section_unknown")
    before, prefilled = stored_answers(draft), draft.prefilled or {}
    shown -= locked_fields(form, prefilled)
    answers = fill_section(before, section, with_code_entries(section, raw, before), shown=shown)
    current = section_version(draft, section)
    differing = differing_fields(section, answers, before, shown=shown)
    if version != current and differing:
        return SectionConflict(draft, form, section, differing, answers, before, current)
    if differing:
        current += 1
        put_answers(draft, form, answers)
        draft.section_versions = {**draft.section_versions, section.key: current}
        draft.prefilled = after_typing(prefilled, (item.key for item in differing))
        draft.carried = None
        draft.version += 1
        draft.updated_at = now()
        written = {"by": str(actor.user_id), "at": draft.updated_at.astimezone(CHINA).strftime(MOMENT)}
        draft.section_writers = {**draft.section_writers, section.key: written}
        draft.save(update_fields=[*ANSWER_COLUMNS, "section_writers", "carried", "version", "updated_at"])
    return SavedSection(draft, form, section, before, answers, current, prefilled)


def section_version(draft: Draft, section: Section) -> int:
    return int(draft.section_versions.get(section.key, 0))


@transaction.atomic
def delete_draft(draft_id: UUID, *, actor: Actor) -> None:
    """Forget a draft with its answers; files that belong to no submission are left to the store's own cleaning.

    The consents given for it stay, without the draft.

    Raises NotAuthorised, IllegalTransition `plan_draft_stays` for one that another system began.
    """
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    if draft.plan_project_id is not None and draft.application_id is None:
        raise IllegalTransition("plan_draft_stays")
    title = draft.procedure_version.procedure.name
    draft.delete()
    write_ledger(
        "applications.delete_draft",
        actor_id=actor.user_id,
        subject=SubjectRef("applications.draft", draft_id, title),
        data={},
    )


def forget_draft(draft: Draft) -> None:
    """Remove a draft that was submitted: two statements, because nothing but its materials holds it any more."""
    # Django's own delete would look for agreements once more; the database would refuse to leave one behind.
    DraftMaterial.objects.filter(draft=draft)._raw_delete("default")  # noqa: SLF001
    Draft.objects.filter(pk=draft.pk)._raw_delete("default")  # noqa: SLF001
