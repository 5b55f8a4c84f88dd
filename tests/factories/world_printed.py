"""What a world has on paper: a printed form, a stamped scan, a draft's print, and a phone that photographs pages."""

from __future__ import annotations

from accounts.models import User
from applications.models import Application, Draft, StampedScan
from applications.services.phone_captures import open_capture
from applications.services.printing import request_draft_print, request_printed_form
from reviews.models import PaperReceipt
from tenants.clock import now
from tests.factories.accounts import fresh_actor
from tests.factories.applications import stored_file


def printed_values(marker: str, decided: Application, draft: Draft, leader: User) -> dict[str, str]:
    """Made and asked for as people do; the documents themselves are stand-ins, named with the world's marker."""
    actor = fresh_actor(leader)
    printed = request_printed_form(decided.id, round_number=1, actor=actor)
    printed.file = stored_file(f"打印{marker}.pdf", leader.id)
    printed.save(update_fields=["file"])
    draft_print = request_draft_print(draft.id, actor=actor)
    draft_print.file = stored_file(f"草稿{marker}.pdf", leader.id)
    draft_print.save(update_fields=["file"])
    file = stored_file(f"盖章{marker}.pdf", leader.id)
    scan = StampedScan.objects.create(printed=printed, file=file, uploaded_by=leader.id, uploaded_at=now())
    PaperReceipt.objects.filter(act__application=decided).update(older_reason=f"原件已盖章{marker}")
    return {
        "printed_id": str(printed.id),
        "scan_id": str(scan.id),
        "scan_file_id": str(file.id),
        **_phone_values(marker, draft, leader),
    }


def _phone_values(marker: str, draft: Draft, leader: User) -> dict[str, str]:
    """An open code whose secret the prober holds, with a page that was brought."""
    opened = open_capture(draft.id, key="other", actor=fresh_actor(leader))
    page = stored_file(f"手机{marker}.jpg", leader.id)
    opened.capture.uploads = [str(page.id)]
    opened.capture.save(update_fields=["uploads"])
    return {"capture_id": str(opened.capture.id), "phone_token": opened.token, "phone_file_id": str(page.id)}


def public_code(application: Application, title: str, leader: User) -> str:
    """The check code of a form whose title anybody with the paper may read at its own host."""
    printed = request_printed_form(application.id, round_number=1, actor=fresh_actor(leader))
    Application.objects.filter(pk=application.pk).update(title=title)
    return printed.code
