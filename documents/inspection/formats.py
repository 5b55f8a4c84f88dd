"""From the first bytes to the right parser."""

from __future__ import annotations

from pathlib import Path

from documents.domain.file_rules import taken_formats
from documents.inspection.heic import convert_heic
from documents.inspection.ofd import inspect_ofd
from documents.inspection.office import inspect_office
from documents.inspection.old_office import inspect_old_office
from documents.inspection.pdf import inspect_pdf
from documents.inspection.pictures import inspect_picture
from documents.inspection.verdict import Finding, Refused

_PICTURE_STARTS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_ZIPPED, _OLD = frozenset({"docx", "xlsx", "ofd"}), frozenset({"wps", "et"})
_ZIP_START, _OLD_START = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
        case "heic":
            if "heic" not in taken_formats(allowed):
                raise Refused("file_content_mismatch")
            return convert_heic(path, cleaned)
        case "ofd":
            return inspect_ofd(path)
        case "wps" | "et" as old:
            return inspect_old_office(path, old)
        case office:
            return inspect_office(path, office)


def _real_format(path: Path, declared: str) -> str:
    with path.open("rb") as source:
        start = source.read(16)
    if declared in {"jpg", "png", "heic"}:
        return _picture_format(start)
    if declared == "pdf" and not start.startswith(b"%PDF-"):
        with path.open("rb") as source:
            hides_one = b"%PDF-" in source.read(1 << 16)
        raise Refused("file_polyglot" if hides_one else "file_content_mismatch")
    if declared in {"docx", "xlsx"} and start.startswith(_OLD_START[:4]):
        raise Refused("file_old_office")
    if declared in _ZIPPED and not start.startswith(_ZIP_START):
        raise Refused("file_content_mismatch")
    if declared in _OLD and not start.startswith(_OLD_START):
        raise Refused("file_content_mismatch")
    return declared


def _picture_format(start: bytes) -> str:
    if start[4:8] == b"ftyp" and start[8:12] in _HEIF_BRANDS:
        return "heic"
    found = next((key for sign, key in _PICTURE_STARTS.items() if start.startswith(sign)), None)
    if found is None:
        raise Refused("file_content_mismatch")
    return found
