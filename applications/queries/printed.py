"""The way to printed forms and to the scans against them; what a page says of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from accounts.models import User
from applications.domain.check_codes import check_code
from applications.models import Application, DraftPrint, PrintedForm, StampedScan, Submission
from applications.policies import Action
from applications.queries.access import access_application
from documents.domain.file_states import FileState
from tenants.domain.errors import NotAuthorised
from tenants.encryption import blind_index

_PURPOSE = "applications.check_code"


def code_of(submission: Submission) -> str:
    """The check code of one submitted version: from the hash of what was frozen, under the tenant's own key."""
    return check_code(blind_index(f"{submission.id}:{submission.content_hash}", _PURPOSE))


def printed_by_code(code: str) -> PrintedForm | None:
    """The printed form with this code, its application loaded; None when there is none, or it was tampered with."""
    return printed_by_codes([code]).get(code)


def printed_by_codes(codes: Sequence[str]) -> dict[str, PrintedForm]:
    """The same for many codes, in one query; what is not ours is not in it."""
    rows = (
        PrintedForm.objects.filter(code__in=[code for code in codes if code])
        .select_related("submission__application__procedure", "submission__application__procedure_version")
        .defer("submission__answers", "submission__personal", "submission__recorded")
    )
    return {row.code: row for row in rows if code_of(row.submission) == row.code}


def access_printed(user: User, printed_id: UUID, action: Action = Action.PRINT) -> PrintedForm:
    """A printed form with its submission, application and file. Raises NotAuthorised, IllegalTransition."""
    printed = PrintedForm.objects.filter(pk=printed_id).select_related("file", "submission").first()
    if printed is None:
        raise NotAuthorised("application_unknown")
    printed.submission.application = access_application(user, printed.submission.application_id, action)
    return printed


def access_scan(user: User, scan_id: UUID) -> StampedScan:
    """A stamped scan with its file; for whoever may see the printed form. Raises NotAuthorised."""
    scan = StampedScan.objects.filter(pk=scan_id).select_related("file", "printed__submission").first()
    if scan is None:
        raise NotAuthorised("application_unknown")
    access_application(user, scan.printed.submission.application_id, Action.PRINT)
    return scan


def scans_of(printed: PrintedForm) -> list[StampedScan]:
    return list(printed.scans.select_related("file"))


def usable_scans(printed: PrintedForm) -> list[StampedScan]:
    """Those that passed their check: what the office sees."""
    return list(printed.scans.filter(file__state=FileState.CLEAN).select_related("file"))


def printed_in(application: Application) -> dict[int, PrintedForm]:
    """The printed forms of an application by round, with their scans (two queries)."""
    rows = (
        PrintedForm.objects.filter(submission__application=application)
        .select_related("submission", "file")
        .prefetch_related("scans__file")
    )
    return {row.submission.round: row for row in rows}


def draft_print_of(draft_id: UUID) -> DraftPrint | None:
    """The caller has checked that the draft is the reader's own."""
    return DraftPrint.objects.filter(draft=draft_id).select_related("file").first()
