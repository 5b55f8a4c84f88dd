"""Which files may be uploaded: formats, sizes, names. Decided from what the browser declares, before a byte moves.

The declaration is only a courtesy to honest people; `documents.inspection` decides by content.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from tenants.domain.errors import ParamValue, Problem, ValidationFailed

MEGABYTE = 1024 * 1024
LONGEST_NAME = 200
LONGEST_EXTENSION = 10


class Shrinking(StrEnum):
    """Kinds of files, by how each is made smaller."""

    PDF = "pdf"
    PICTURE = "picture"
    OFFICE = "office"
    OFD = "ofd"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format we can check. `viewable` means that page images can be made of it.

    `becomes` is what the check turns it into: such a format is taken wherever that one is, and never kept.
    `shrinking` names the words for what to do when a file is too large.
    """

    key: str
    label: str
    content_type: str
    extensions: tuple[str, ...]
    shrinking: Shrinking
    viewable: bool = False
    becomes: str = ""


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: Mapping[str, FileFormat] = {
    file_format.key: file_format
    for file_format in (
        FileFormat("pdf", "PDF", "application/pdf", ("pdf",), Shrinking.PDF, viewable=True),
        FileFormat("jpg", "JPG", "image/jpeg", ("jpg", "jpeg"), Shrinking.PICTURE, viewable=True),
        FileFormat("png", "PNG", "image/png", ("png",), Shrinking.PICTURE, viewable=True),
        FileFormat("heic", "HEIC", "image/heic", ("heic", "heif"), Shrinking.PICTURE, becomes="jpg"),
        FileFormat("ofd", "OFD", "application/ofd", ("ofd",), Shrinking.OFD),
        FileFormat("docx", "DOCX", f"{_OFFICE}.wordprocessingml.document", ("docx",), Shrinking.OFFICE),
        FileFormat("xlsx", "XLSX", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), Shrinking.OFFICE),
        FileFormat("wps", "WPS", "application/wps-office.wps", ("wps",), Shrinking.OFFICE),
        FileFormat("et", "ET", "application/wps-office.et", ("et",), Shrinking.OFFICE),
        FileFormat("zip", "ZIP", "application/zip", ("zip",), Shrinking.ARCHIVE),
    )
}


@dataclass(frozen=True, slots=True)
class FileRules:
    """What one place of a form or list of materials takes."""

    formats: tuple[str, ...]
    max_bytes: int

    def __post_init__(self) -> None:
        unknown = set(self.formats) - set(FORMATS)
        if unknown or not self.formats:
            raise ValueError(f"file rules need known formats, not {sorted(unknown) or 'none'}")
        if self.max_bytes < 1:
            raise ValueError("a limit below one byte lets nothing in")

    @property
    def taken(self) -> tuple[str, ...]:
        return taken_formats(self.formats)


def taken_formats(formats: Iterable[str]) -> tuple[str, ...]:
    """The formats named, and those that the check turns into one of them."""
    named = tuple(formats)
    return (*named, *(each.key for each in FORMATS.values() if each.becomes in named and each.key not in named))


def taken_extensions(formats: Iterable[str]) -> tuple[str, ...]:
    """How names of files may end that are kept under these formats; a format nobody knows ends like itself."""
    named = tuple(formats)
    kept = [*named, *(FORMATS[key].becomes for key in named if key in FORMATS and FORMATS[key].becomes)]
    return tuple(
        extension
        for key in dict.fromkeys(kept)
        for extension in (FORMATS[key].extensions if key in FORMATS else (key,))
    )


def kept_name(name: str, file_format: str) -> str:
    """The name of a file that is kept as `file_format`: a converted one takes the extension of what it became."""
    declared = format_by_name(name, "")
    if declared is None or declared.becomes != file_format:
        return name
    return str(PurePosixPath(name).with_suffix(f".{FORMATS[file_format].extensions[0]}"))


def clean_name(name: str) -> str:
    """The name to show: NFC, last path segment only, without control or direction marks, of bearable length."""
    visible = "".join(
        c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
    )
    last = visible.replace("\\", "/").rsplit("/", 1)[-1].strip(" .")
    if len(last) <= LONGEST_NAME:
        return last
    extension = PurePosixPath(last).suffix[:LONGEST_EXTENSION]
    return last[: LONGEST_NAME - len(extension)] + extension


def format_by_name(name: str, content_type: str) -> FileFormat | None:
    """The format a name promises; the declared type only where there is no extension (phones).

    A declared type is otherwise not looked at: WPS and others register types of their own for docx and xlsx.
    """
    extension = PurePosixPath(name).suffix.removeprefix(".").lower()
    for file_format in FORMATS.values():
        if extension in file_format.extensions or (not extension and content_type == file_format.content_type):
            return file_format
    return None


def check_declaration(name: str, *, size: int, content_type: str, rules: FileRules) -> FileFormat:
    """The format that the upload will be signed for. Raises ValidationFailed with every problem at `file`."""
    problems: list[Problem] = []
    if not clean_name(name):
        problems.append(Problem("file", "file_name_missing"))
    file_format = format_by_name(clean_name(name), content_type)
    if file_format is None or file_format.key not in rules.taken:
        problems.append(Problem("file", "file_format_not_allowed", {"formats": format_labels(rules.taken)}))
    if size < 1:
        problems.append(Problem("file", "file_empty"))
    if size > rules.max_bytes:
        problems.append(Problem("file", too_large_code(file_format), size_params(size, rules.max_bytes)))
    if problems or file_format is None:
        raise ValidationFailed(problems)
    return file_format


def format_labels(formats: Sequence[str]) -> str:
    return "、".join(FORMATS[key].label for key in formats)


def too_large_code(file_format: FileFormat | None) -> str:
    """The sentence that says how a file of this kind is made smaller."""
    return f"file_too_large_{file_format.shrinking}" if file_format else "file_too_large"


def size_params(size: int, limit: int) -> dict[str, ParamValue]:
    """Sizes in whole megabytes for a sentence: the limit rounded down, what is too much rounded up."""
    return {"size": -(-size // MEGABYTE), "limit": max(limit // MEGABYTE, 1)}
