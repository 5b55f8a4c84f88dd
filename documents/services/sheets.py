"""Small spreadsheets that a form takes at once: read in the child process, kept nowhere."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from documents.domain.file_rules import MEGABYTE
from documents.domain.file_states import MalwareState
from documents.domain.sheets import Sheet
from documents.inspection.verdict import Refused
from documents.services.inspectors import read_sheet_file
from documents.services.malware import ScannerError, scan_file
from tenants.domain.errors import Problem, ValidationFailed

MAX_SHEET_BYTES = 5 * MEGABYTE


def read_upload(upload: UploadedFile[bytes]) -> Sheet:
    """The first sheet of an uploaded xlsx, scanned before it is parsed. Raises ValidationFailed at `file`."""
    if not (upload.name or "").lower().endswith(".xlsx"):
        raise ValidationFailed([Problem("file", "sheet_not_xlsx")])
    if (upload.size or 0) > MAX_SHEET_BYTES:
        raise ValidationFailed([Problem("file", "sheet_too_large", {"limit": MAX_SHEET_BYTES // MEGABYTE})])
    with tempfile.TemporaryDirectory(prefix="tongban-sheet-") as folder:
        path = Path(folder) / "upload.xlsx"
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        try:
            _require_harmless(path)
            sheet = read_sheet_file(path)
        except Refused as refusal:
            raise ValidationFailed([Problem("file", refusal.code, refusal.params)]) from refusal
    if not sheet.lines:
        raise ValidationFailed([Problem("file", "sheet_empty")])
    return sheet


def _require_harmless(path: Path) -> None:
    """Where the site runs a scanner, nothing is parsed that it did not pass: not while it is silent either."""
    try:
        state = scan_file(path)
    except (ScannerError, OSError) as error:
        raise Refused("sheet_not_scanned") from error
    if state is MalwareState.INFECTED:
        raise Refused("file_infected")
