"""From the first bytes to the right parser."""

from __future__ import annotations

from pathlib import Path

from documents.inspection.office import inspect_office
from documents.inspection.pdf import inspect_pdf
from documents.inspection.pictures import inspect_picture
from documents.inspection.verdict import Finding, Refused

_PICTURE_STARTS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def inspect_content(path: Path, declared: str, allowed: tuple[str, ...], cleaned: Path) -> Finding:
    """Parse a single document (not a zip of papers) as what it is. Raises Refused.

    A picture with the wrong picture extension is taken for what it is, if that is allowed: phones do this every day.
    """
    if not path.stat().st_size:
        raise Refused("file_empty")
    match _real_format(path, declared):
        case "pdf":
            return inspect_pdf(path)
        case "jpg" | "png" as picture:
            if picture not in allowed:
                raise Refused("file_content_mismatch")
            return inspect_picture(path, picture, cleaned)
        case office:
            return inspect_office(path, office)


def _real_format(path: Path, declared: str) -> str:
    with path.open("rb") as source:
        start = source.read(16)
    picture = next((key for sign, key in _PICTURE_STARTS.items() if start.startswith(sign)), None)
    if declared in {"jpg", "png"}:
        if picture is None:
            raise Refused("file_content_mismatch")
        return picture
    if declared == "pdf" and not start.startswith(b"%PDF-"):
        with path.open("rb") as source:
            hides_one = b"%PDF-" in source.read(1 << 16)
        raise Refused("file_polyglot" if hides_one else "file_content_mismatch")
    if declared in {"docx", "xlsx"} and start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("file_old_office")
    if declared in {"docx", "xlsx"} and not start.startswith(b"PK"):
        raise Refused("file_content_mismatch")
    return declared
