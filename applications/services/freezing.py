"""What one submission freezes, and writing it down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from accounts.access import Actor
from applications.domain.content import FiledMaterial, content_hash
from applications.models import (
    Agreement,
    Application,
    ApplicationFact,
    Draft,
    DraftMaterial,
    Submission,
    SubmissionMaterial,
)
from applications.services.draft_answers import TITLE_LENGTH
from procedures.domain.form_reading import facts, split_by_privacy, title_of
from procedures.domain.form_schema import FormSchema
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.values import Answers, Json
from tenants.domain.subjects import SubjectRef

SUBJECT = "applications.application"


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything that one submission freezes, judged and ready to write.

    `agreements` are those of this round: the rows that were given at the start, and new ones given now.
    """

    draft: Draft
    package: CompiledPackage
    form: FormSchema
    answers: dict[str, Json]
    materials: list[DraftMaterial]
    agreements: list[Agreement]
    actor: Actor
    at: datetime


def subject_of(application: Application) -> SubjectRef:
    return SubjectRef(SUBJECT, application.id, application.number)


def title_of_filing(filing: Filing) -> str:
    named = title_of(filing.form, filing.answers) or str(filing.package.meta.name)
    return named[:TITLE_LENGTH]


def freeze(filing: Filing, application: Application) -> Submission:
    """The round's submission, its materials by reference, and its consents: three statements."""
    opened, sealed = split_by_privacy(filing.form, filing.answers)
    submission = Submission.objects.create(
        application=application,
        round=application.round,
        draft_id=filing.draft.id,
        answers=opened,
        personal=json.dumps(sealed, ensure_ascii=False),
        content_hash=content_hash(
            package_hash=filing.draft.procedure_version.content_hash,
            variant=filing.draft.variant,
            answers=opened,
            personal=sealed,
            materials=[_filed(row) for row in filing.materials],
            agreements={each.key: each.text_hash for each in filing.agreements},
        ),
        submitted_by=filing.actor.user_id,
        submitted_at=filing.at,
        helps=filing.draft.helps,
    )
    SubmissionMaterial.objects.bulk_create(
        SubmissionMaterial(
            submission=submission,
            key=row.key,
            file=row.file,
            exempt=row.exempt,
            ordinal=row.ordinal,
            kept_version=row.kept_version,
        )
        for row in filing.materials
    )
    for agreement in filing.agreements:
        agreement.draft, agreement.submission = None, submission
    # Those given at the start are there already and move from the draft to the submission.
    Agreement.objects.bulk_create(
        filing.agreements, update_conflicts=True, unique_fields=["id"], update_fields=["draft", "submission"]
    )
    return submission


def put_facts(application: Application, *, form: FormSchema, answers: Answers) -> None:
    """The marked answers, which lists, searches and counts read; an earlier round's are gone by now."""
    ApplicationFact.objects.bulk_create(
        ApplicationFact(
            application=application,
            key=fact.key,
            code=fact.code,
            text=fact.text,
            number=fact.number,
            day=fact.day,
        )
        for fact in facts(form, answers)
    )


def _filed(row: DraftMaterial) -> FiledMaterial:
    file = row.file
    kept = str(row.kept_version_id or "")
    return FiledMaterial(row.key, row.ordinal, file.sha256 if file else "", file.name if file else "", row.exempt, kept)
