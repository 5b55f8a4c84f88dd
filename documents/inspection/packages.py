"""A zip of papers, where the rules allow one: every file inside is inspected like a file uploaded alone."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from documents.domain.file_rules import FORMATS
from documents.inspection.archives import entry_name, open_archive, read_entry
from documents.inspection.formats import inspect_content
from documents.inspection.verdict import Finding, Refused

_ZIP = "zip"


def inspect_package(path: Path) -> Finding:
    """Raises Refused with the name of the first file inside that may not be kept. Archives in archives are refused."""
    files = 0
    with open_archive(path) as archive, TemporaryDirectory() as folder:
        for info in archive.infolist():
            if info.is_dir():
                continue
            files += 1
            name = entry_name(info)
            inner = Path(folder) / "entry"
            inner.write_bytes(read_entry(archive, info))
            try:
                _inspect_entry(inner, name, Path(folder) / "cleaned")
            except Refused as refusal:
                shown = PurePosixPath(name).name[:80]
                raise Refused("file_in_archive_refused", {"name": shown, "reason": refusal.code}) from refusal
    if not files:
        raise Refused("file_empty")
    return Finding(_ZIP)


def _inspect_entry(path: Path, name: str, cleaned: Path) -> None:
    extension = PurePosixPath(name).suffix.removeprefix(".").lower()
    formats = [
        key for key, known in FORMATS.items() if extension in known.extensions and key != _ZIP and not known.becomes
    ]
    if not formats:
        raise Refused("file_type_in_archive")
    inspect_content(path, formats[0], tuple(formats), cleaned)
