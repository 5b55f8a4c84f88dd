"""Many files as one zip, sent while it is made: nothing is held but the piece on its way."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from documents.models import StoredFile
from documents.services.object_store import ObjectStore, current_store
from tenants.domain.clock import CHINA


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of an archive. `name` is its place inside, with `/` between folders."""

    name: str
    pieces: Iterable[bytes]


def stored(name: str, file: StoredFile) -> Packed:
    """A file of the store, read when its turn comes. The tenant is the present one: the sending comes after it."""
    return Packed(name, _lazily(current_store(), file.key))


def zip_stream(files: Iterable[Packed], *, at: datetime, listing: str) -> Iterator[bytes]:
    """The bytes of a zip with `files`, and last a text file named `listing` with the SHA-256 of each.

    File names are stored in UTF-8; every entry carries the moment `at`.
    """
    pipe = _Pipe()
    sums: list[str] = []
    moment = at.astimezone(CHINA).timetuple()[:6]
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for packed in files:
            digest = hashlib.sha256()
            with archive.open(_entry(packed.name, moment), "w", force_zip64=True) as target:
                for piece in packed.pieces:
                    digest.update(piece)
                    target.write(piece)
                    yield pipe.taken()
            sums.append(f"{digest.hexdigest()}  {packed.name}\n")
        archive.writestr(_entry(listing, moment), "".join(sums).encode())
    yield pipe.taken()


def _entry(name: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=moment)  # type: ignore[arg-type]
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _lazily(store: ObjectStore, key: str) -> Iterator[bytes]:
    yield from store.read(key)


class _Pipe(io.RawIOBase):
    """What the archive writes into and the response takes out of. It cannot seek, so sizes follow the data."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        given = b"".join(self._pieces)
        self._pieces.clear()
        return given
