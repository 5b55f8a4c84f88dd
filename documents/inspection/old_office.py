"""wps and et: compound files as WPS writes them, in the old binary layout of Word and Excel.

Only what decides is read: the names of the streams, the head of the document, the records of the workbook. Macros,
embedded objects, passwords, DDE and references to other files are refused.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import olefile

from documents.inspection.limits import MAX_ENTRIES
from documents.inspection.verdict import Finding, Refused

_MAIN_STREAMS = {"wps": ("worddocument",), "et": ("workbook", "book")}
_MACROS = frozenset({"macros", "vba", "_vba_project", "_vba_project_cur", "vbaproject", "jdedata", "jdedata.bin"})
_OBJECTS = frozenset({"\x01ole10native", "package", "equation native"})
_SECRETS = frozenset({"encryptedpackage", "encryptioninfo", "\x06dataspaces"})
_WORD_MAGIC, _WORD_ENCRYPTED = 0xA5EC, 0x0100
#: A field begins with 0x13 and its name follows, in one byte or two bytes a letter.
_FIELDS = tuple(
    re.compile(rb"\x13" + zero + rb"(?:\s" + zero + rb"){0,40}(?:" + b"|".join(names) + rb")", re.IGNORECASE)
    for zero, names in (
        (b"", [b"DDE", b"INCLUDETEXT", b"INCLUDEPICTURE"]),
        (rb"\0", [name.encode("utf-16-le") for name in ("DDE", "INCLUDETEXT", "INCLUDEPICTURE")]),
    )
)
_BOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _OBPROJ = 0x0809, 0x002F, 0x0085, 0x01AE, 0x00D3
_MACRO_SHEETS = frozenset({1, 6})
#: The head of a Word stream up to its flags, a sheet's record up to its kind, a book's record up to its mark.
_WORD_HEAD, _SHEET_KIND_AT, _BOOK_MARK = 32, 5, slice(2, 4)
_OWN_BOOKS = frozenset({0x0401, 0x3A01})


def inspect_old_office(path: Path, file_format: str) -> Finding:
    """Raises Refused."""
    try:
        with olefile.OleFileIO(path, raise_defects=olefile.DEFECT_INCORRECT) as compound:
            streams = compound.listdir(streams=True, storages=True)
            _check_names(streams)
            main = next((name for name in streams if _is_main(name, file_format)), None)
            if main is None:
                raise Refused("file_content_mismatch")
            content = compound.openstream(main).read()
    except (OSError, ValueError, IndexError, struct.error, UnicodeError) as error:
        raise Refused("file_damaged") from error
    if file_format == "wps":
        _check_document(content)
    else:
        _check_workbook(content)
    return Finding(file_format)


def _is_main(name: list[str], file_format: str) -> bool:
    return len(name) == 1 and name[0].lower() in _MAIN_STREAMS[file_format]


def _check_names(streams: list[list[str]]) -> None:
    if len(streams) > MAX_ENTRIES:
        raise Refused("file_too_complex")
    for path in streams:
        parts = [part.lower() for part in path]
        if _MACROS.intersection(parts):
            raise Refused("file_macro")
        if _SECRETS.intersection(parts):
            raise Refused("file_encrypted")
        is_pooled = parts[0] == "objectpool" and len(parts) > 1
        if is_pooled or _OBJECTS.intersection(parts) or parts[0].startswith("mbd"):
            raise Refused("file_embedded_object")


def _check_document(content: bytes) -> None:
    if len(content) < _WORD_HEAD:
        raise Refused("file_damaged")
    (magic,) = struct.unpack_from("<H", content)
    (flags,) = struct.unpack_from("<H", content, 10)
    if magic != _WORD_MAGIC:
        raise Refused("file_content_mismatch")
    if flags & _WORD_ENCRYPTED:
        raise Refused("file_encrypted")
    if any(field.search(content) for field in _FIELDS):
        raise Refused("file_external_reference")


def _check_workbook(content: bytes) -> None:
    records = _records(content)
    if next(records, (0, b""))[0] != _BOF:
        raise Refused("file_content_mismatch")
    for kind, data in records:
        if kind == _FILEPASS:
            raise Refused("file_encrypted")
        if kind == _OBPROJ or (kind == _BOUNDSHEET and _MACRO_SHEETS.intersection(data[_SHEET_KIND_AT:][:1])):
            raise Refused("file_macro")
        if kind == _SUPBOOK and int.from_bytes(data[_BOOK_MARK], "little") not in _OWN_BOOKS:
            raise Refused("file_external_reference")


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Records of the workbook stream; zeros behind the last one are padding."""
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == 0 and length == 0:
            return
        if at + 4 + length > len(content):
            raise Refused("file_truncated")
        yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length
