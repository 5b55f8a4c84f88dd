"""导出公示信息: a document for one application, an archive for several; one that is not so far blocks them all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from accounts.domain.verdict import RefusalKind
from applications.models import Application
from documents.domain.file_rules import clean_name
from procedures.domain.text import DEFAULT_LANGUAGE
from procedures.queries.packages import compiled
from reviews.domain.actions import NoticeAction
from reviews.policies import notice_verdict
from reviews.queries.notices import applications_reached, lines_of, situation_for_notice
from reviews.services.chain_news import subject_of
from reviews.services.notice_document import notice_document
from reviews.services.notices import MOST_AT_ONCE
from tenants.domain.errors import Problem, ValidationFailed
from tenants.records.services.ledger import write_ledger

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to download."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def export_notices(actor: Actor, application_ids: Sequence[UUID]) -> Exported:
    """What may be published of each, as it was submitted last. Every export is recorded.

    Raises NotAuthorised when one of them is not there for the actor; ValidationFailed `notice_export_blocked` for each
    whose paper was not received (path: its number), and for none or too many.
    """
    if not application_ids:
        raise ValidationFailed([Problem("", "nothing_selected")])
    if len(application_ids) > MOST_AT_ONCE:
        raise ValidationFailed([Problem("", "notice_export_too_many", {"most": MOST_AT_ONCE})])
    applications = applications_reached(actor, application_ids)
    problems = [problem for each in applications if (problem := _refusal(actor, each)) is not None]
    if problems:
        raise ValidationFailed(problems)
    documents = [(_name(each), _document(each)) for each in applications]
    for application in applications:
        write_ledger(
            "reviews.export_notice",
            actor_id=actor.user_id,
            subject=subject_of(application),
            data={"round": application.round, "together": len(applications)},
        )
    if len(documents) == 1:
        name, content = documents[0]
        return Exported(name, DOCX, content)
    return Exported(f"公示信息（{len(documents)}件）.zip", ZIP, _archive(documents))


def _refusal(actor: Actor, application: Application) -> Problem | None:
    """Why this one cannot be exported now. Raises NotAuthorised for who may never."""
    verdict = notice_verdict(NoticeAction.EXPORT, situation_for_notice(actor, application))
    if verdict.refusal is RefusalKind.NOT_AUTHORISED:
        authorize(verdict)
    if verdict:
        return None
    return Problem(application.number, verdict.reason, {"number": application.number, "title": application.title})


def _document(application: Application) -> bytes:
    package = compiled(application.procedure_version)
    return notice_document(
        heading=f"{package.meta.name.in_language(DEFAULT_LANGUAGE)}信息表",
        number=application.number,
        lines=lines_of(application, language=DEFAULT_LANGUAGE),
    )


def _name(application: Application) -> str:
    """One path segment, also for a title with slashes in it."""
    title = application.title[:_LONGEST_NAME].replace("/", "_").replace("\\", "_")
    return clean_name(f"{application.number} {title}.docx")


def _archive(documents: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in documents:
            archive.writestr(name, content)
    return buffer.getvalue()
