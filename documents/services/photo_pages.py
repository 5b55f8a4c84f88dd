"""Photographs of pages, bound into one PDF that is small enough for its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.domain.file_rules import size_params
from documents.inspection.verdict import Refused
from documents.models import StoredFile
from documents.services.inspectors import bind_photo_files, flatten_photo_file
from documents.services.object_store import current_store

#: Longest side and JPEG quality, the better first: some 200 dpi on A4, and what is left where that is too large.
_FINENESS = ((2200, 85), (1600, 70))


@dataclass(frozen=True, slots=True)
class Photo:
    """One page to be: a checked picture, quarter turns to the right, and eight corner numbers or none."""

    file: StoredFile
    turns: int
    corners: tuple[int, ...]


def bind_photos(
    photos: Sequence[Photo], *, folder: Path, max_bytes: int, on_page: Callable[[int], None]
) -> tuple[Path, int]:
    """A PDF in `folder` and its pages; `on_page` is told how many pages are done. Raises Refused with what to do."""
    sources = [_fetched(photo.file, folder / f"{number}.source") for number, photo in enumerate(photos)]
    bound, pages = folder / "pages.pdf", 0
    for longest, quality in _FINENESS:
        flat = []
        for number, (photo, source) in enumerate(zip(photos, sources, strict=True), start=1):
            flat.append(folder / f"{number}.jpg")
            flatten_photo_file(
                source, flat[-1], turns=photo.turns, corners=photo.corners, longest=longest, quality=quality
            )
            on_page(number)
        pages = bind_photo_files(flat, bound)
        if bound.stat().st_size <= max_bytes:
            return bound, pages
    raise Refused("photos_too_large", size_params(bound.stat().st_size, max_bytes))


def _fetched(file: StoredFile, target: Path) -> Path:
    with target.open("wb") as out:
        for block in current_store().read(file.key):
            out.write(block)
    return target
