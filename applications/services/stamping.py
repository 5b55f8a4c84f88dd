"""Signed and sealed forms as scans or photos, brought against the version that was printed."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.access import Actor, authorize
from applications.models import Application, PrintedForm, StampedScan
from applications.policies import Action, judge
from applications.queries.access import situation_for
from applications.queries.locks import lock_application
from documents.domain.file_rules import FileRules
from documents.models import StoredFile
from documents.services.removal import discard_file
from documents.services.uploads import UploadTicket, finish_upload, start_upload
from procedures.domain.materials import MEGABYTE
from tenants.clock import now
from tenants.domain.errors import IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

FORMATS = ("pdf", "jpg", "png")
MEGABYTES = 30
#: Photos of every page of a long form.
MOST_FILES = 40


@transaction.atomic
def start_stamped_upload(printed_id: UUID, *, name: str, size: int, content_type: str, actor: Actor) -> UploadTicket:
    """A signed form post for one scan. Raises NotAuthorised, IllegalTransition, ValidationFailed."""
    printed, _application = _authorised(printed_id, actor)
    _require_room(printed)
    return start_upload(
        actor_id=actor.user_id,
        name=name,
        size=size,
        content_type=content_type,
        purpose=_purpose(printed_id),
        rules=FileRules(FORMATS, MEGABYTES * MEGABYTE),
    )


def attach_stamped(printed_id: UUID, *, file_id: UUID, actor: Actor) -> StampedScan:
    """Put an uploaded scan under its version and send it to its check. Repeating it changes nothing.

    Raises NotAuthorised, IllegalTransition (`upload_not_received`, `cannot_stamp`), ValidationFailed.
    """
    stored = finish_upload(file_id, actor_id=actor.user_id)
    if stored.purpose != _purpose(printed_id):
        raise NotAuthorised("file_unknown")
    return _attach(printed_id, stored, actor)


@transaction.atomic
def _attach(printed_id: UUID, stored: StoredFile, actor: Actor) -> StampedScan:
    printed, application = _authorised(printed_id, actor)
    known = StampedScan.objects.filter(printed=printed, file=stored).first()
    if known is not None:
        return known
    _require_room(printed)
    scan = StampedScan.objects.create(printed=printed, file=stored, uploaded_by=actor.user_id, uploaded_at=now())
    _note("applications.attach_stamped", application, printed, actor)
    return scan


@transaction.atomic
def remove_stamped(scan_id: UUID, *, actor: Actor) -> UUID:
    """Take a scan away, to bring a better one; its printed form. Raises NotAuthorised, IllegalTransition."""
    scan = StampedScan.objects.filter(pk=scan_id).first()
    if scan is None:
        raise NotAuthorised("application_unknown")
    printed, application = _authorised(scan.printed_id, actor)
    file_id = scan.file_id
    scan.delete()
    discard_file(file_id, actor_id=actor.user_id)
    _note("applications.remove_stamped", application, printed, actor)
    return printed.id


def _authorised(printed_id: UUID, actor: Actor) -> tuple[PrintedForm, Application]:
    printed = PrintedForm.objects.filter(pk=printed_id).select_related("submission").first()
    if printed is None:
        raise NotAuthorised("application_unknown")
    application = lock_application(printed.submission.application_id)
    authorize(judge(Action.STAMP, situation_for(actor, application)))
    if printed.submission.round != application.round:
        raise IllegalTransition("printed_is_older")
    return printed, application


def _require_room(printed: PrintedForm) -> None:
    if printed.scans.count() >= MOST_FILES:
        raise ValidationFailed([Problem("file", "material_too_many_files", {"most": MOST_FILES})])


def _purpose(printed_id: UUID) -> str:
    return f"stamped:{printed_id.hex}"


def _note(command: str, application: Application, printed: PrintedForm, actor: Actor) -> None:
    write_ledger(
        command,
        actor_id=actor.user_id,
        subject=SubjectRef("applications.application", application.id, application.number),
        data={"round": printed.submission.round},
    )
