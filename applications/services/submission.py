"""Submitting: a draft becomes an application, or the next round of one that was returned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.domain.principals import administrators_principal, user_principal
from applications.chain_runner import chain_runner
from applications.domain.content import FiledMaterial, content_hash, fingerprint
from applications.domain.draft_content import without_open_rows
from applications.domain.states import Status
from applications.models import (
    AccessLevel,
    Agreement,
    Application,
    ApplicationAccess,
    ApplicationFact,
    Draft,
    DraftMaterial,
    Submission,
    SubmissionMaterial,
)
from applications.policies import Action, Situation, judge
from applications.queries.filed import draft_materials
from applications.queries.locks import lock_application, lock_draft
from applications.queries.readiness import submission_problems
from applications.queries.stored_answers import stored_answers
from applications.services.draft_answers import TITLE_LENGTH, put_answers
from applications.services.drafts import record_agreements
from documents.services.numbering import issue_number
from procedures.domain.deadlines import due_on
from procedures.domain.form import without_hidden
from procedures.domain.form_reading import facts, split_by_privacy, title_of
from procedures.domain.form_schema import FormSchema
from procedures.domain.package.compiled import CommitmentMoment, CompiledPackage
from procedures.domain.values import Json
from procedures.models import ProcedureState
from procedures.queries.packages import compiled
from tenants.calendar import working_calendar
from tenants.clock import now
from tenants.domain.clock import civil_date
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger

SUBJECT = "applications.application"


@dataclass(frozen=True, slots=True)
class _Filing:
    """Everything that one submission freezes, judged and ready to write."""

    draft: Draft
    package: CompiledPackage
    form: FormSchema
    answers: dict[str, Json]
    materials: list[DraftMaterial]
    actor: Actor
    at: datetime


@transaction.atomic
def submit_draft(draft_id: UUID, *, actor: Actor, idempotency_key: str, agreed: frozenset[str]) -> UUID:
    """Submit a draft; the application's id. The draft is gone afterwards.

    The same key again gives the same application and does nothing else. Order: application, draft, number, records.

    Raises NotAuthorised, IllegalTransition (procedure closed, application not returned), ValidationFailed with
    every problem of the check.
    """
    result = run_once(
        idempotency_key,
        actor_id=actor.user_id,
        command="applications.submit",
        fingerprint=fingerprint(str(draft_id), *sorted(agreed)),
        action=lambda: {"application": str(_submit(draft_id, agreed, actor).id)},
    )
    return UUID(str(result["application"]))


def _submit(draft_id: UUID, agreed: frozenset[str], actor: Actor) -> Application:
    known = Draft.objects.filter(pk=draft_id, owner=actor.user_id).values_list("application_id", flat=True).first()
    application = lock_application(known) if known else None
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    if draft.application_id != (application.id if application else None):
        raise NotAuthorised("draft_unknown")
    _require_open(draft, application)
    problems = submission_problems(draft, agreed)
    if problems:
        raise ValidationFailed(problems)
    package = compiled(draft.procedure_version)
    form = package.form(draft.variant)
    answers = without_hidden(form, without_open_rows(form, stored_answers(draft)))
    filing = _Filing(draft, package, form, answers, draft_materials(draft.id), actor, now())
    record_agreements(draft, package, agreed, CommitmentMoment.SUBMIT, actor=actor, at=filing.at)
    if application is None:
        return _submit_first(filing)
    return _submit_again(filing, application)


def _require_open(draft: Draft, application: Application | None) -> None:
    if application is not None:
        levels = frozenset({AccessLevel.OWN.value})
        authorize(judge(Action.CORRECT, Situation(levels, Status(application.status))))
    elif draft.procedure_version.procedure.state != ProcedureState.OPEN:
        raise IllegalTransition("procedure_closed")


def _submit_first(filing: _Filing) -> Application:
    draft, package = filing.draft, filing.package
    due = due_on(package.limits.promised_days, civil_date(filing.at), working_calendar())
    application = Application(
        procedure=draft.procedure_version.procedure,
        procedure_version=draft.procedure_version,
        variant=draft.variant,
        title=_title(filing),
        leader=draft.owner,
        organisation=draft.organisation,
        organisation_name=draft.organisation.name if draft.organisation else "",
        organisation_department=draft.organisation_department,
        plan_project_id=draft.plan_project_id,
        status=Status.SUBMITTED,
        chain_state={},
        submitted_at=filing.at,
        promised_due=due.day if due else None,
        promised_due_provisional=bool(due and due.provisional),
    )
    rule = package.numbering.application
    application.number = issue_number(
        scheme=rule.scheme,
        pattern=rule.pattern,
        restart=rule.restart,
        params=rule.params,
        day=civil_date(filing.at),
        subject=SubjectRef(SUBJECT, application.id, application.title),
    )
    application.save(force_insert=True)
    submission = _freeze(filing, application)
    _give_access(application)
    chain_runner().start(application, submission, actor=filing.actor, now=filing.at)
    _finish(filing, application, submission, "applications.submit")
    return application


def _submit_again(filing: _Filing, application: Application) -> Application:
    application.round += 1
    application.title = _title(filing)
    application.save(update_fields=["round", "title"])
    submission = _freeze(filing, application)
    chain_runner().resubmit(application, submission, actor=filing.actor, now=filing.at)
    _finish(filing, application, submission, "applications.resubmit")
    return application


def _title(filing: _Filing) -> str:
    named = title_of(filing.form, filing.answers) or str(filing.package.meta.name)
    return named[:TITLE_LENGTH]


def _freeze(filing: _Filing, application: Application) -> Submission:
    """The round's submission with its materials by reference, its consents, and the facts that lists read."""
    opened, sealed = split_by_privacy(filing.form, filing.answers)
    agreements = list(Agreement.objects.filter(draft=filing.draft))
    submission = Submission.objects.create(
        application=application,
        round=application.round,
        answers=opened,
        personal=json.dumps(sealed, ensure_ascii=False),
        content_hash=content_hash(
            package_hash=filing.draft.procedure_version.content_hash,
            variant=filing.draft.variant,
            answers=opened,
            personal=sealed,
            materials=[_filed(row) for row in filing.materials],
            agreements={each.key: each.text_hash for each in agreements},
        ),
        submitted_by=filing.actor.user_id,
        submitted_at=filing.at,
    )
    SubmissionMaterial.objects.bulk_create(
        SubmissionMaterial(submission=submission, key=row.key, file=row.file, exempt=row.exempt, ordinal=row.ordinal)
        for row in filing.materials
    )
    Agreement.objects.filter(draft=filing.draft).update(submission=submission, draft=None)
    ApplicationFact.objects.filter(application=application).delete()
    ApplicationFact.objects.bulk_create(
        ApplicationFact(
            application=application,
            key=fact.key,
            code=fact.code,
            text=fact.text,
            number=fact.number,
            day=fact.day,
        )
        for fact in facts(filing.form, filing.answers)
    )
    return submission


def _filed(row: DraftMaterial) -> FiledMaterial:
    file = row.file
    return FiledMaterial(row.key, row.ordinal, file.sha256 if file else "", file.name if file else "", row.exempt)


def _give_access(application: Application) -> None:
    grantees = {user_principal(application.leader_id): AccessLevel.OWN}
    if application.organisation_id is not None:
        grantees[administrators_principal(application.organisation_id)] = AccessLevel.ORGANISATION
    ApplicationAccess.objects.bulk_create(
        ApplicationAccess(application=application, grantee=grantee, level=level, sort_at=application.submitted_at)
        for grantee, level in grantees.items()
    )


def _finish(filing: _Filing, application: Application, submission: Submission, command: str) -> None:
    filing.draft.delete()
    write_ledger(
        command,
        actor_id=filing.actor.user_id,
        subject=SubjectRef(SUBJECT, application.id, application.number),
        data={"round": application.round, "content_hash": submission.content_hash},
    )


@transaction.atomic
def open_correction(application_id: UUID, *, actor: Actor) -> UUID:
    """The draft of the next round of one's own returned application, begun as a copy of the last submission.

    A correction that is already open is returned as it stands. Raises NotAuthorised, IllegalTransition.
    """
    application = lock_application(application_id)
    own = application.leader_id == actor.user_id
    levels = frozenset({AccessLevel.OWN.value}) if own else frozenset[str]()
    authorize(judge(Action.CORRECT, Situation(levels, Status(application.status))))
    opened = Draft.objects.filter(application=application).first()
    if opened is not None:
        return opened.id
    last = application.submissions.order_by("-round")[0]
    moment = now()
    draft = Draft(
        procedure_version=application.procedure_version,
        variant=application.variant,
        owner_id=actor.user_id,
        organisation=application.organisation,
        organisation_department=application.organisation_department,
        application=application,
        created_at=moment,
        updated_at=moment,
    )
    form = compiled(application.procedure_version).form(application.variant)
    put_answers(draft, form, stored_answers(last))
    draft.save(force_insert=True)
    DraftMaterial.objects.bulk_create(
        DraftMaterial(draft=draft, key=row.key, file_id=row.file_id, exempt=row.exempt, ordinal=row.ordinal)
        for row in last.materials.all()
    )
    write_ledger(
        "applications.open_correction",
        actor_id=actor.user_id,
        subject=SubjectRef(SUBJECT, application.id, application.number),
        data={"round": application.round + 1},
    )
    return draft.id
