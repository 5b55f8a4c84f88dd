"""Which files may be uploaded: formats, sizes, names. Decided from what the browser declares, before a byte moves.

The declaration is only a courtesy to honest people; `documents.inspection` decides by content.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tenants.domain.errors import ParamValue, Problem, ValidationFailed

MEGABYTE = 1024 * 1024
LONGEST_NAME = 200
LONGEST_EXTENSION = 10


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format we can check. `viewable` means that page images can be made of it."""

    key: str
    label: str
    content_type: str
    extensions: tuple[str, ...]
    viewable: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: Mapping[str, FileFormat] = {
    file_format.key: file_format
    for file_format in (
        FileFormat("pdf", "PDF", "application/pdf", ("pdf",), viewable=True),
        FileFormat("jpg", "JPG", "image/jpeg", ("jpg", "jpeg"), viewable=True),
        FileFormat("png", "PNG", "image/png", ("png",), viewable=True),
        FileFormat("docx", "DOCX", f"{_OFFICE}.wordprocessingml.document", ("docx",)),
        FileFormat("xlsx", "XLSX", f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
        FileFormat("zip", "ZIP", "application/zip", ("zip",)),
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
    if file_format is None or file_format.key not in rules.formats:
        problems.append(Problem("file", "file_format_not_allowed", {"formats": format_labels(rules.formats)}))
    if size < 1:
        problems.append(Problem("file", "file_empty"))
    if size > rules.max_bytes:
        problems.append(Problem("file", "file_too_large", size_params(size, rules.max_bytes)))
    if problems or file_format is None:
        raise ValidationFailed(problems)
    return file_format


def format_labels(formats: Sequence[str]) -> str:
    return "、".join(FORMATS[key].label for key in formats)


def size_params(size: int, limit: int) -> dict[str, ParamValue]:
    """Sizes in whole megabytes for a sentence: the limit rounded down, what is too much rounded up."""
    return {"size": -(-size // MEGABYTE), "limit": max(limit // MEGABYTE, 1)}
