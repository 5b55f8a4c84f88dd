"""OFD (GB/T 33190): a package of XML pages, pictures, fonts and seals; read part by part, never drawn.

What plays, opens attached files or points outside the package is refused. The XML invoice that electronic invoices
carry as an attachment is the one attachment that may stay.
"""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path

from documents.inspection.archives import open_archive, read_entry
from documents.inspection.limits import MAX_PAGES
from documents.inspection.verdict import Finding, Refused
from documents.inspection.xml_parts import local_name, parse_part

_ROOT = "OFD.xml"
_ENCRYPTED = frozenset({"encryptions.xml", "decryptseed.dat"})
_PICTURES = {"png": b"\x89PNG", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "bmp": b"BM", "gif": b"GIF8"}
_OTHER_PARTS = frozenset({"tif", "tiff", "jb2", "gbig2", "ttf", "otf", "ttc", "cff", "dat", "esl"})
_PROGRAMS = (b"MZ", b"\x7fELF", b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", b"<", b"#!")
_ACTING = frozenset({"GotoA", "Sound", "Movie", "Script", "JavaScript"})
_PLACES = frozenset({"DocRoot", "PublicRes", "DocumentRes", "MediaFile", "FontFile", "FileLoc", "BaseLoc", "FileRef"})
_WEB = ("http://", "https://", "mailto:")


def inspect_ofd(path: Path) -> Finding:
    """Read every part and count the pages. Raises Refused."""
    with open_archive(path) as archive:
        names = {info.filename.lstrip("/"): info for info in archive.infolist() if not info.is_dir()}
        if _ROOT not in names:
            raise Refused("file_content_mismatch")
        if any(name.lower() in _ENCRYPTED for name in names):
            raise Refused("file_encrypted")
        parts = {name: _read_part(archive, info) for name, info in names.items()}
    pages = sum(_count_pages(root, parts) for root in _documents(parts))
    if not pages:
        raise Refused("file_damaged")
    if pages > MAX_PAGES:
        raise Refused("file_too_many_pages", {"limit": MAX_PAGES})
    return Finding("ofd", pages=pages)


def _read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Part | None:
    """What stands in an XML part; None for any other, which was looked at and may stay."""
    extension = posixpath.splitext(info.filename)[1].removeprefix(".").lower()
    content = read_entry(archive, info)
    if extension == "xml":
        return _Part(content)
    if extension in _PICTURES and not content.startswith(_PICTURES[extension]):
        raise Refused("file_content_mismatch")
    if extension not in _PICTURES and (extension not in _OTHER_PARTS or content.startswith(_PROGRAMS)):
        raise Refused("file_embedded_object")
    return None


def _documents(parts: dict[str, _Part | None]) -> list[str]:
    root = parts[_ROOT]
    if root is None or root.outermost != "OFD":
        raise Refused("file_content_mismatch")
    return [place.lstrip("/") for name, place in root.places if name == "DocRoot"]


def _count_pages(root: str, parts: dict[str, _Part | None]) -> int:
    """The pages of one document, each of which must be there."""
    document = parts.get(root)
    if document is None or document.outermost != "Document":
        raise Refused("file_damaged")
    for place in document.pages:
        whole = place.lstrip("/") if place.startswith("/") else posixpath.join(posixpath.dirname(root), place)
        if parts.get(whole) is None:
            raise Refused("file_damaged")
    return len(document.pages)


class _Part:
    """What one XML part says about pages and places."""

    def __init__(self, content: bytes) -> None:
        self.outermost = ""
        self.places: list[tuple[str, str]] = []
        self.pages: list[str] = []
        self._path: list[str] = []
        self._text = ""
        parse_part(content, start=self._start, end=self._end, text=self._add)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        if not self._path:
            self.outermost = local
        if local in _ACTING:
            raise Refused("file_ofd_active")
        if local == "URI" and not attributes.get("URI", "http://").lower().startswith(_WEB):
            raise Refused("file_external_reference")
        if local == "Page" and self._path[-1:] == ["Pages"]:
            self.pages.append(_checked(attributes.get("BaseLoc", "")))
        self._path.append(local)
        self._text = ""

    def _add(self, text: str) -> None:
        if self._path and self._path[-1] in _PLACES:
            self._text += text

    def _end(self, _name: str) -> None:
        local = self._path.pop()
        if local in _PLACES:
            self.places.append((local, _checked(self._text.strip())))


def _checked(place: str) -> str:
    """A place inside the package. Raises Refused for one that leads out of it."""
    if "://" in place or place.startswith("\\\\"):
        raise Refused("file_external_reference")
    if ".." in place.replace("\\", "/").split("/"):
        raise Refused("file_archive_unsafe_name")
    return place
