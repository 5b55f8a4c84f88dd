"""Printed forms: asked for by a person, set by a worker, stored once per submitted version."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import Actor, authorize
from accounts.addresses import absolute_url
from applications.models import DraftPrint, PrintedForm, Submission
from applications.policies import Action, judge
from applications.queries.access import situation_for
from applications.queries.locks import lock_application, lock_draft
from applications.queries.print_data import draft_data, submission_data
from applications.queries.printed import code_of
from documents.services.generated import GeneratedObject, put_generated, register_generated
from documents.services.qr import qr_svg
from documents.services.removal import discard_file, remove_objects
from documents.services.typesetting import typeset
from tenants.clock import now
from tenants.domain.errors import NotAuthorised
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger
from tenants.records.services.outbox import enqueue

TYPESET_SUBMISSION = "applications.typeset_submission"
TYPESET_DRAFT = "applications.typeset_draft"
FORGET_DRAFT_PRINT = "applications.forget_draft_print"
PURPOSE = "printed_form"
DRAFT_PRINT_LIFE = timedelta(days=1)
#: Name of the QR code's file beside the template.
CODE_PICTURE = "code.svg"
_TEMPLATE = Path(__file__).resolve().parents[1] / "printing" / "form.typ"
_LONGEST_TITLE = 60


@transaction.atomic
def request_printed_form(application_id: UUID, *, round_number: int, actor: Actor) -> PrintedForm:
    """The printed form of one submitted version; a worker sets it when it is asked for the first time.

    Raises NotAuthorised, also for a round that does not exist.
    """
    application = lock_application(application_id)
    authorize(judge(Action.PRINT, situation_for(actor, application)))
    submission = Submission.objects.filter(application=application, round=round_number).first()
    if submission is None:
        raise NotAuthorised("application_unknown")
    known = PrintedForm.objects.filter(submission=submission).first()
    if known is not None:
        return known
    printed = PrintedForm.objects.create(submission=submission, code=code_of(submission), requested_at=now())
    enqueue(TYPESET_SUBMISSION, {"printed": str(printed.id)}, dedupe_key=str(printed.id))
    write_ledger(
        "applications.print_form",
        actor_id=actor.user_id,
        subject=SubjectRef("applications.application", application.id, application.number),
        data={"round": round_number, "content_hash": submission.content_hash},
    )
    return printed


def typeset_submission(printed_id: UUID) -> None:
    """Set and store a printed form that has no document yet. Raises TypesettingFailed; it is then tried again."""
    printed = (
        PrintedForm.objects.filter(pk=printed_id, file=None)
        .select_related("submission__application__procedure_version")
        .first()
    )
    if printed is None:
        return
    application = printed.submission.application
    address = absolute_url(reverse("portal:verify_code", args=[printed.code]))
    made = _set(
        submission_data(printed),
        file_id=printed.id,
        moment=printed.submission.submitted_at,
        pictures={CODE_PICTURE: qr_svg(address)},
    )
    _link_submission(made, name=f"{application.number}-{printed.submission.round}.pdf")


@transaction.atomic
def _link_submission(made: GeneratedObject, *, name: str) -> None:
    """Once, also when two workers set the same form."""
    printed = PrintedForm.objects.select_for_update(of=("self",), no_key=True).get(pk=made.file_id)
    if printed.file_id is not None:
        return
    printed.file = register_generated(made, name=name, purpose=PURPOSE)
    printed.save(update_fields=["file"])
    enqueue("documents.render_pages", {"file_id": str(made.file_id), "first": 1, "last": made.pages or 1})


@transaction.atomic
def request_draft_print(draft_id: UUID, *, actor: Actor) -> DraftPrint:
    """One's own draft on paper as it stands now; an earlier state of it is thrown away. Raises NotAuthorised."""
    draft = lock_draft(draft_id, owner_id=actor.user_id)
    known = DraftPrint.objects.filter(draft=draft).first()
    if known is not None and known.version == draft.version:
        return known
    if known is not None:
        _forget(known.id)
    printed = DraftPrint.objects.create(draft=draft, version=draft.version, requested_at=now())
    enqueue(TYPESET_DRAFT, {"printed": str(printed.id)}, dedupe_key=str(printed.id))
    enqueue(
        FORGET_DRAFT_PRINT,
        {"printed": str(printed.id)},
        dedupe_key=str(printed.id),
        not_before=printed.requested_at + DRAFT_PRINT_LIFE,
    )
    return printed


def typeset_draft(printed_id: UUID) -> None:
    """Set and store a draft as it stands now, under the version that it has now. Raises TypesettingFailed."""
    printed = (
        DraftPrint.objects.filter(pk=printed_id, file=None)
        .select_related("draft__procedure_version", "draft__organisation")
        .first()
    )
    if printed is None:
        return
    draft = printed.draft
    data = draft_data(draft)
    name = f"草稿-{str(data['title'])[:_LONGEST_TITLE]}.pdf"
    made = _set(data, file_id=printed.id, moment=draft.updated_at, pictures={})
    if not _link_draft(made, name=name, version=draft.version):
        remove_objects([made.key])


@transaction.atomic
def _link_draft(made: GeneratedObject, *, name: str, version: int) -> bool:
    """False when the draft, or this print of it, is gone meanwhile."""
    printed = DraftPrint.objects.select_for_update(of=("self",), no_key=True).filter(pk=made.file_id).first()
    if printed is None:
        return False
    if printed.file_id is None:
        printed.file = register_generated(made, name=name, purpose=PURPOSE)
        printed.version = version
        printed.save(update_fields=["file", "version"])
    return True


@transaction.atomic
def forget_draft_print(printed_id: UUID) -> None:
    """A day later, also when the draft is long gone: nothing of it stays in the store."""
    _forget(printed_id)


def _forget(printed_id: UUID) -> None:
    """The file carries the id of its print, so that it is found after the draft took the row with it."""
    DraftPrint.objects.filter(pk=printed_id).delete()
    discard_file(printed_id, actor_id=None)


def _set(
    data: Mapping[str, object], *, file_id: UUID, moment: datetime, pictures: Mapping[str, str]
) -> GeneratedObject:
    with tempfile.TemporaryDirectory(prefix="tongban-print-") as place:
        document = typeset(_TEMPLATE, data, pictures=pictures, moment=moment, folder=Path(place))
        return put_generated(document.path, file_id=file_id, file_format="pdf", pages=document.pages)
