"""The structure of zip files: read from the directory first, then unpacked against a budget, never to a named path."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from documents.inspection.limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES
from documents.inspection.verdict import Refused

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_END_RECORD = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 256
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BLOCK = 1 << 16


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip whose directory was found sound. Raises Refused for what is not, and for what breaks while it is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_frame(path, archive)
            _check_directory(archive)
            _check_layout(path, archive)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        raise Refused("file_damaged") from error


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name as the packer meant it: Chinese Windows writes GBK without saying so."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return info.orig_filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, budget: int = MAX_UNPACKED_BYTES) -> bytes:
    """The whole content of one entry, counted while it unpacks: the directory may lie about the size."""
    content = bytearray()
    with archive.open(info) as source:
        while block := source.read(_BLOCK):
            content += block
            if len(content) > budget:
                raise Refused("file_archive_bomb")
    if len(content) != info.file_size:
        raise Refused("file_damaged")
    return bytes(content)


def _check_frame(path: Path, archive: zipfile.ZipFile) -> None:
    """Nothing before the first entry, nothing behind the end record."""
    size = path.stat().st_size
    with path.open("rb") as source:
        first = source.read(4)
        source.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
        tail = source.read()
    end = tail.rfind(_END_RECORD)
    if first[:2] != b"PK" or end < 0 or len(tail) - end != _END_SIZE + len(archive.comment):
        raise Refused("file_polyglot")


def _check_directory(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(info.file_size for info in entries) > MAX_UNPACKED_BYTES:
        raise Refused("file_archive_bomb")
    names: set[str] = set()
    for info in entries:
        name = entry_name(info)
        if _leads_outside(name) or stat.S_ISLNK(info.external_attr >> 16) or name.casefold() in names:
            raise Refused("file_archive_unsafe_name")
        names.add(name.casefold())
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise Refused("file_encrypted")
        if info.compress_type not in _METHODS:
            raise Refused("file_archive_method")
        if info.file_size > RATIO_FREE_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise Refused("file_archive_bomb")


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return not name or name.startswith(("/", "\\")) or ".." in parts or "\0" in name or ":" in parts[0]


def _check_layout(path: Path, archive: zipfile.ZipFile) -> None:
    """Entries lie one behind the other from the first byte: overlapping ones are how small bombs grow large."""
    position = 0
    with path.open("rb") as source:
        for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
            source.seek(info.header_offset)
            header = _LOCAL_HEADER.unpack(source.read(_LOCAL_HEADER.size))
            if header[0] != b"PK\x03\x04" or info.header_offset < position:
                raise Refused("file_archive_bomb")
            if position == 0 and info.header_offset:
                raise Refused("file_polyglot")
            position = info.header_offset + _LOCAL_HEADER.size + header[9] + header[10] + info.compress_size
