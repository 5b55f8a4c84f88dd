"""代录: staff begins a draft for somebody who comes with paper, notes who it is, and keeps the mandate with it."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from django.db import transaction

from accounts.access import Actor
from accounts.domain.login_names import LoginKind, LoginName
from accounts.domain.principals import PrincipalKind, counter_person_principal
from accounts.models.users import login_index
from applications.domain.content import fingerprint
from applications.domain.counter import Brought
from applications.models import (
    AccessLevel,
    Application,
    ApplicationAccess,
    Channel,
    CounterEntry,
    Draft,
    Submission,
)
from applications.queries.counter import (
    EVIDENCE_FORMATS,
    EVIDENCE_MEGABYTES,
    counter_procedure,
    enters_at_counter,
    organisation_on_board,
)
from applications.queries.locks import lock_draft
from applications.services.draft_answers import put_answers
from applications.services.drafts import admits_people
from documents.domain.file_rules import FileRules
from documents.models import StoredFile
from documents.services.uploads import UploadTicket, finish_upload, start_upload
from procedures.domain.form import initial_answers
from procedures.domain.materials import MEGABYTE
from procedures.domain.secrecy import classification_mark
from procedures.models import Procedure, ProcedureVersion
from procedures.queries.packages import compiled
from tenants.clock import now
from tenants.domain.errors import NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger


@transaction.atomic
def begin_counter_draft(actor: Actor, *, code: str, variant: str, brought: Brought, idempotency_key: str) -> UUID:
    """Begin a draft for somebody else. No account comes of it, and nobody's organisation gets an administrator.

    Consents are asked for before it is filled in. Raises NotAuthorised, ValidationFailed with every problem.
    """
    words = brought.tidied()
    result = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="applications.begin_counter_draft",
        fingerprint=fingerprint(code, variant, *map(str, asdict(words).values())),
        action=lambda: {"draft": str(_begin(actor, code, variant, words).id)},
    )
    return UUID(str(result["draft"]))


def _begin(actor: Actor, code: str, variant: str, words: Brought) -> Draft:
    procedure = counter_procedure(actor, code)
    version = procedure.current_version
    if version is None:
        raise NotAuthorised("procedure_unknown")
    package, organisation = compiled(version), organisation_on_board(words.uscc)
    problems = [] if variant in package.variant_by_key else [Problem("variant", "variant_missing")]
    problems += words.problems(for_people=admits_people(package), is_on_board=organisation is not None)
    if problems:
        raise ValidationFailed(problems)
    moment = now()
    draft = Draft(
        procedure_version=version,
        variant=variant,
        owner_id=actor.user_id,
        organisation=organisation,
        channel=Channel.COUNTER,
        created_at=moment,
        updated_at=moment,
    )
    entry = CounterEntry(draft=draft, entered_by_id=actor.user_id, entered_at=moment)
    _note(entry, draft, words)
    _prefill(draft, version, entry)
    draft.save(force_insert=True)
    entry.save(force_insert=True)
    _record("applications.begin_counter_draft", actor, draft, procedure)
    return draft


def _note(entry: CounterEntry, draft: Draft, words: Brought) -> None:
    """What the clerk wrote; an organisation on board keeps the name that is known of it."""
    entry.organisation_name = draft.organisation.name if draft.organisation else words.organisation_name
    entry.uscc = words.uscc
    entry.person_name = words.person_name
    entry.person_mobile = words.person_mobile
    entry.relation = words.relation
    entry.stamp_seen = words.stamp_seen


def _prefill(draft: Draft, version: ProcedureVersion, entry: CounterEntry) -> None:
    """What the paper says of itself. What the platform knows of the organisation's people is not the clerk's."""
    form = compiled(version).form(draft.variant)
    sources = {
        "applicant.name": entry.person_name,
        "applicant.mobile": entry.person_mobile,
        "organisation.name": entry.organisation_name,
        "organisation.uscc": entry.uscc,
    }
    put_answers(draft, form, initial_answers(form, sources))


@transaction.atomic
def change_counter_entry(draft_id: UUID, *, brought: Brought, actor: Actor) -> None:
    """Mend what was noted, as long as it is not submitted. The organisation of a correction stays.

    Raises NotAuthorised, ValidationFailed with every problem.
    """
    draft, entry = _locked(draft_id, actor)
    words = brought.tidied()
    if draft.application_id is None:
        draft.organisation = organisation_on_board(words.uscc)
    elif words.uscc != entry.uscc:
        raise ValidationFailed([Problem("uscc", "counter_organisation_stays")])
    for_people = admits_people(compiled(draft.procedure_version))
    problems = words.problems(for_people=for_people, is_on_board=draft.organisation is not None)
    if problems:
        raise ValidationFailed(problems)
    _note(entry, draft, words)
    entry.save()
    _touch(draft, "organisation")
    _record("applications.change_counter_entry", actor, draft, draft.procedure_version.procedure)


def evidence_purpose(draft_id: UUID) -> str:
    """What an upload is for: a mandate brought for one draft is none for another."""
    return f"counter:{draft_id.hex}"


@transaction.atomic
def start_evidence_upload(draft_id: UUID, *, name: str, size: int, content_type: str, actor: Actor) -> UploadTicket:
    """A signed form post for the scan of the mandate. Raises NotAuthorised, ValidationFailed."""
    _locked(draft_id, actor)
    mark = classification_mark(name)
    if mark:
        raise ValidationFailed([Problem("counter.evidence", "classified_file_name", {"mark": mark})])
    return start_upload(
        actor_id=actor.user_id,
        name=name,
        size=size,
        content_type=content_type,
        purpose=evidence_purpose(draft_id),
        rules=FileRules(EVIDENCE_FORMATS, EVIDENCE_MEGABYTES * MEGABYTE),
    )


def attach_evidence(draft_id: UUID, *, file_id: UUID, actor: Actor) -> StoredFile:
    """Put an uploaded scan in the place of the one before and send it to its check.

    The store is asked before the transaction begins. Raises NotAuthorised, IllegalTransition.
    """
    stored = finish_upload(file_id, actor_id=actor.user_id)
    if stored.purpose != evidence_purpose(draft_id):
        raise NotAuthorised("file_unknown")
    _attach(draft_id, stored, actor)
    return stored


@transaction.atomic
def _attach(draft_id: UUID, stored: StoredFile, actor: Actor) -> None:
    draft, entry = _locked(draft_id, actor)
    if entry.evidence_id == stored.id:
        return
    entry.evidence = stored
    entry.save(update_fields=["evidence"])
    _touch(draft)
    _record("applications.attach_counter_evidence", actor, draft, draft.procedure_version.procedure)


def require_counter_right(draft: Draft, actor: Actor) -> None:
    """Whoever submits for somebody works at a registration point still. Raises NotAuthorised."""
    if draft.channel == Channel.COUNTER and not enters_at_counter(actor):
        raise NotAuthorised("draft_unknown")


def settle_entry(draft: Draft, application: Application, submission: Submission) -> None:
    """Of the draft it becomes the submission's, and whoever came may follow. Nothing for what came in online."""
    if draft.channel != Channel.COUNTER:
        return
    entry = CounterEntry.objects.get(draft=draft)
    entry.draft, entry.submission = None, submission
    entry.save(update_fields=["draft", "submission"])
    grantee = _grantee(entry)
    rows = ApplicationAccess.objects.filter(application=application)
    rows.filter(grantee__startswith=f"{PrincipalKind.COUNTER_PERSON}:").exclude(grantee=grantee).delete()
    if grantee:
        ApplicationAccess.objects.bulk_create(
            [
                ApplicationAccess(
                    application=application,
                    grantee=grantee,
                    level=AccessLevel.ORGANISATION,
                    sort_at=application.submitted_at,
                )
            ],
            ignore_conflicts=True,
        )


def _grantee(entry: CounterEntry) -> str:
    if not entry.uscc:
        return ""
    return counter_person_principal(entry.uscc, login_index(LoginName(LoginKind.MOBILE, entry.person_mobile)))


def begin_next_entry(draft: Draft, application: Application, actor: Actor) -> None:
    """The next round is entered for the same person, on a mandate of its own: what changed was not stamped yet."""
    if draft.channel != Channel.COUNTER:
        return
    last = CounterEntry.objects.filter(submission__application=application).order_by("-submission__round")[0]
    CounterEntry.objects.create(
        draft=draft,
        entered_by_id=actor.user_id,
        entered_at=draft.created_at,
        organisation_name=last.organisation_name,
        uscc=last.uscc,
        person_name=last.person_name,
        person_mobile=last.person_mobile,
        relation=last.relation,
    )


def _locked(draft_id: UUID, actor: Actor) -> tuple[Draft, CounterEntry]:
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    require_counter_right(draft, actor)
    entry = CounterEntry.objects.filter(draft=draft).first()
    if entry is None:
        raise NotAuthorised("draft_unknown")
    return draft, entry


def _touch(draft: Draft, *also: str) -> None:
    draft.version += 1
    draft.updated_at = now()
    draft.save(update_fields=["version", "updated_at", *also])


def _record(command: str, actor: Actor, draft: Draft, procedure: Procedure) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=SubjectRef("applications.draft", draft.id, procedure.name),
        data={"channel": Channel.COUNTER.value},
    )
