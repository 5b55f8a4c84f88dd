"""Submitting: a draft becomes an application, or the next round of one that was returned."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.chain_runner import chain_runner
from applications.domain.content import fingerprint
from applications.domain.helping import helper_ids, read_helps
from applications.domain.states import Status
from applications.models import (
    AccessLevel,
    Application,
    Channel,
    Draft,
    DraftMaterial,
)
from applications.policies import Action, Situation, judge
from applications.queries.counter import applicant_problems, unit_name
from applications.queries.filed import draft_materials
from applications.queries.locks import lock_application, lock_for_submission
from applications.queries.prefill import recorded_and_locked
from applications.queries.readiness import agreements_of, judged_answers, problems_among
from applications.queries.stored_answers import recorded_answers
from applications.services.corrections import list_corrections
from applications.services.counter import begin_next_entry, require_counter_right, settle_entry
from applications.services.draft_answers import put_answers
from applications.services.drafts import agreements_given, forget_draft
from applications.services.freezing import SUBJECT, Filing, freeze, put_facts, subject_of, title_of_filing
from documents.services.numbering import issue_number
from procedures.domain.form import without_hidden
from procedures.domain.package.compiled import CommitmentMoment
from procedures.models import ProcedureState
from procedures.queries.packages import compiled
from tenants.clock import now
from tenants.domain.clock import civil_date
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.idempotency import run_once
from tenants.records.services.ledger import write_ledger


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
    draft, application = lock_for_submission(draft_id, owner_id=actor.user_id)
    require_counter_right(draft, actor)
    _require_open(draft, application)
    filing = _judged(draft, agreed, actor)
    if application is None:
        return _submit_first(filing)
    return _submit_again(filing, application)


def _require_open(draft: Draft, application: Application | None) -> None:
    if application is not None:
        levels = frozenset({AccessLevel.OWN.value})
        authorize(judge(Action.CORRECT, Situation(levels, Status(application.status))))
    elif draft.procedure_version.procedure.state != ProcedureState.OPEN:
        raise IllegalTransition("procedure_closed")


def _judged(draft: Draft, agreed: frozenset[str], actor: Actor) -> Filing:
    """Everything that the submission freezes, loaded once. Raises ValidationFailed when it cannot be submitted."""
    package, moment = compiled(draft.procedure_version), now()
    form, answers = package.form(draft.variant), judged_answers(draft)
    materials, agreements = draft_materials(draft.id), agreements_of(draft)
    problems = (*applicant_problems(draft), *problems_among(draft, agreed, answers, materials, agreements))
    if problems:
        raise ValidationFailed(problems)
    given = agreements_given(draft, package, agreed, CommitmentMoment.SUBMIT, actor=actor, at=moment)
    own = [each for each in agreements if each.draft_id == draft.id]
    return Filing(draft, package, form, without_hidden(form, answers), materials, [*own, *given], actor, moment)


def _submit_first(filing: Filing) -> Application:
    """The counter is locked when everything else is written that can do without the number.

    Its application comes into the database after the rows that belong to it: foreign keys are checked at commit.
    """
    application = _new_application(filing)
    move = chain_runner().start(application, filing.answers, actor=filing.actor, now=filing.at)
    submission = freeze(filing, application)
    put_facts(application, form=filing.form, answers=filing.answers)
    move.store()
    settle_entry(filing.draft, application, submission)
    forget_draft(filing.draft)
    rule = filing.package.numbering.application
    application.number = issue_number(
        scheme=rule.scheme,
        pattern=rule.pattern,
        restart=rule.restart,
        params=rule.params,
        day=civil_date(filing.at),
        subject=SubjectRef(SUBJECT, application.id, application.title),
    )
    application.save(force_insert=True)
    move.tell()
    _record(filing, application, "applications.submit", submission.content_hash)
    return application


def _new_application(filing: Filing) -> Application:
    draft = filing.draft
    return Application(
        procedure=draft.procedure_version.procedure,
        procedure_version=draft.procedure_version,
        variant=draft.variant,
        title=title_of_filing(filing),
        leader=draft.owner,
        organisation=draft.organisation,
        organisation_name=unit_name(draft),
        organisation_department=draft.organisation_department,
        plan_project_id=draft.plan_project_id,
        channel=draft.channel,
        status=Status.SUBMITTED,
        chain_state={},
        submitted_at=filing.at,
    )


def _submit_again(filing: Filing, application: Application) -> Application:
    application.round += 1
    application.title = title_of_filing(filing)
    move = chain_runner().resubmit(application, filing.answers, actor=filing.actor, now=filing.at)
    application.save(update_fields=["round", "title", *move.columns])
    submission = freeze(filing, application)
    application.facts.all().delete()
    put_facts(application, form=filing.form, answers=filing.answers)
    move.store()
    settle_entry(filing.draft, application, submission)
    forget_draft(filing.draft)
    move.tell()
    _record(filing, application, "applications.resubmit", submission.content_hash)
    return application


def _record(filing: Filing, application: Application, command: str, digest: str) -> None:
    write_ledger(
        command,
        actor_id=filing.actor.user_id,
        subject=subject_of(application),
        data={"round": application.round, "content_hash": digest, **_how(application)},
    )


def _how(application: Application) -> dict[str, str]:
    """What came in online is the rule and needs no mark."""
    return {} if application.channel == Channel.ONLINE else {"channel": application.channel}


@transaction.atomic
def open_correction(application_id: UUID, *, actor: Actor) -> UUID:
    """The draft of the next round of one's own returned application, begun as a copy of the last submission.

    A correction that is already open is returned as it stands. Raises NotAuthorised, IllegalTransition.
    """
    application = lock_application(application_id)
    own = application.leader_id == actor.user_id
    levels = frozenset({AccessLevel.OWN.value}) if own else frozenset[str]()
    authorize(judge(Action.CORRECT, Situation(levels, Status(application.status))))
    list_corrections(application)
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
        channel=application.channel,
        helps=last.helps,
        helper_ids=helper_ids(read_helps(last.helps)),
        created_at=moment,
        updated_at=moment,
    )
    form = compiled(application.procedure_version).form(application.variant)
    put_answers(draft, form, recorded_answers(last))
    draft.prefilled = recorded_and_locked(draft, form)
    draft.save(force_insert=True)
    begin_next_entry(draft, application, actor)
    DraftMaterial.objects.bulk_create(
        DraftMaterial(
            draft=draft,
            key=row.key,
            file_id=row.file_id,
            exempt=row.exempt,
            ordinal=row.ordinal,
            kept_version_id=row.kept_version_id,
        )
        for row in last.materials.all()
    )
    write_ledger(
        "applications.open_correction",
        actor_id=actor.user_id,
        subject=subject_of(application),
        data={"round": application.round + 1},
    )
    return draft.id
