"""Content decides: hostile files are refused or cleaned, good ones pass (security.md V10, T11)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import Image

from documents.domain.file_rules import FORMATS
from documents.inspection.limits import PAGE_WIDTH
from documents.inspection.verdict import Finding, Refused
from documents.services.inspectors import inspect_file, render_file
from documents.wording import SENTENCES
from tests.services.documents.good_files import GOOD, pdf, phone_photo
from tests.services.documents.hostile import HOSTILE

ALLOWED = tuple(FORMATS)
PICTURES = {"jpg", "png"}


def inspect(folder: Path, content: bytes, declared: str, allowed: tuple[str, ...] = ALLOWED) -> Finding:
    path = folder / "received"
    path.write_bytes(content)
    return inspect_file(path, file_format=declared, allowed=allowed, cleaned=folder / "cleaned")


@pytest.mark.parametrize("kind", [kind for kind, case in HOSTILE.items() if case.code])
def test_hostile_file_is_refused_with_its_code(kind: str, tmp_path: Path) -> None:
    case = HOSTILE[kind]

    with pytest.raises(Refused) as refusal:
        inspect(tmp_path, case.make(), case.declared)

    assert refusal.value.code == case.code
    assert str(SENTENCES[case.code]).format(**refusal.value.params)


@pytest.mark.parametrize("kind", [kind for kind, case in HOSTILE.items() if case.code is None])
def test_hostile_part_of_a_picture_is_taken_out(kind: str, tmp_path: Path) -> None:
    case = HOSTILE[kind]

    finding = inspect(tmp_path, case.make(), case.declared)

    kept = (tmp_path / "cleaned").read_bytes()
    assert finding == Finding(case.declared, pages=1, rewritten=True)
    assert [word for word in (b"<?php", b"<script", b"PK\x05\x06", b"MZ") if word in kept] == []
    assert not zipfile.is_zipfile(tmp_path / "cleaned")


@pytest.mark.parametrize("kind", GOOD)
def test_good_file_passes(kind: str, tmp_path: Path) -> None:
    declared, make = GOOD[kind]

    finding = inspect(tmp_path, make(), declared)

    assert finding.file_format == ("png" if kind == "png named jpg" else declared)


def test_pages_are_counted(tmp_path: Path) -> None:
    assert inspect(tmp_path, pdf(37), "pdf") == Finding("pdf", pages=37)


def test_picture_with_another_extension_is_refused_where_its_real_format_is_not_allowed(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        inspect(tmp_path, GOOD["png"][1](), "jpg", ("jpg", "pdf"))

    assert refusal.value.code == "file_content_mismatch"


def test_photo_keeps_its_pixels_and_orientation_and_loses_where_it_was_taken(tmp_path: Path) -> None:
    photo = phone_photo()

    finding = inspect(tmp_path, photo, "jpg")

    assert finding.rewritten
    assert b"private words" not in (tmp_path / "cleaned").read_bytes()
    with Image.open(tmp_path / "received") as before, Image.open(tmp_path / "cleaned") as after:
        assert after.tobytes() == before.tobytes()
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.getexif().get_ifd(0x8825) == {}


def test_file_that_kills_its_parser_is_refused(tmp_path: Path) -> None:
    """A child that ends without an answer is a verdict on the file, never on the worker."""
    missing = tmp_path / "gone"

    with pytest.raises(Refused) as refusal:
        inspect_file(missing, file_format="pdf", allowed=ALLOWED, cleaned=tmp_path / "cleaned")

    assert refusal.value.code == "file_too_complex"


def test_pages_are_drawn_within_the_width(tmp_path: Path) -> None:
    path = tmp_path / "received"
    path.write_bytes(pdf(5))

    pages = render_file(path, file_format="pdf", first=2, last=9, folder=tmp_path)

    assert [page.number for page in pages] == [2, 3, 4, 5]
    with Image.open(pages[0].path) as page:
        assert page.format == "WEBP"
        assert (page.width, page.height) == (pages[0].width, pages[0].height)
        assert page.width <= PAGE_WIDTH
