"""Content decides: hostile files are refused or cleaned, good ones pass (security.md V10, T11)."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PIL import Image

from documents.domain.file_rules import FORMATS
from documents.inspection.child import answer
from documents.inspection.limits import PAGE_WIDTH
from documents.inspection.verdict import Finding, Refused
from documents.services.inspectors import inspect_file, render_file
from documents.wording import SENTENCES
from tests.services.documents.good_files import GOOD, pdf, phone_photo
from tests.services.documents.good_office import CONVERTED, MORE_GOOD
from tests.services.documents.hostile import EICAR, HOSTILE
from tests.services.documents.hostile_office import MORE_HOSTILE
from tests.services.documents.office_files import ofd, sample

ALL_GOOD = {**GOOD, **MORE_GOOD}
ALL_HOSTILE = {**HOSTILE, **MORE_HOSTILE}
EXHAUSTING = {"pixel flood", "docx bomb", "zip bomb", "ofd bomb", "lying bomb", "zip of many entries"}
ALLOWED = tuple(FORMATS)
PICTURES = {"jpg", "png"}


def inspect(folder: Path, content: bytes, declared: str, allowed: tuple[str, ...] = ALLOWED) -> Finding:
    path = folder / "received"
    path.write_bytes(content)
    return inspect_file(path, file_format=declared, allowed=allowed, cleaned=folder / "cleaned")


def inspect_here(folder: Path, content: bytes, declared: str, allowed: tuple[str, ...] = ALLOWED) -> Finding:
    """What the child does, without a process for each of many kinds; those that exhaust it go through `inspect`."""
    path = folder / "received"
    path.write_bytes(content)
    request = {"command": "inspect", "path": str(path), "output": str(folder / "cleaned"), "file_format": declared}
    said = answer({**request, "allowed": list(allowed)})
    if "refused" in said:
        raise Refused(said["refused"], said["params"])
    return Finding(said["file_format"], said["pages"], said["rewritten"])


@pytest.mark.parametrize("kind", [kind for kind, case in ALL_HOSTILE.items() if case.code])
def test_hostile_file_is_refused_with_its_code(kind: str, tmp_path: Path) -> None:
    case = ALL_HOSTILE[kind]

    with pytest.raises(Refused) as refusal:
        (inspect if kind in EXHAUSTING else inspect_here)(tmp_path, case.make(), case.declared)

    assert refusal.value.code == case.code
    assert str(SENTENCES[case.code]).format(**refusal.value.params)


@pytest.mark.parametrize("kind", [kind for kind, case in ALL_HOSTILE.items() if case.code is None])
def test_hostile_part_of_a_picture_is_taken_out(kind: str, tmp_path: Path) -> None:
    case = ALL_HOSTILE[kind]

    finding = inspect_here(tmp_path, case.make(), case.declared)

    kept = (tmp_path / "cleaned").read_bytes()
    becomes = FORMATS[case.declared].becomes or case.declared
    assert finding == Finding(becomes, pages=1, rewritten=True)
    assert [word for word in (b"<?php", b"<script", b"PK\x05\x06", EICAR) if word in kept] == []
    assert not zipfile.is_zipfile(tmp_path / "cleaned")


@pytest.mark.parametrize("kind", ALL_GOOD)
def test_good_file_passes(kind: str, tmp_path: Path) -> None:
    declared, make = ALL_GOOD[kind]

    finding = inspect_here(tmp_path, make(), declared)

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


@pytest.mark.parametrize("kind", CONVERTED)
def test_heic_is_kept_as_a_jpeg_without_where_it_was_taken(kind: str, tmp_path: Path) -> None:
    declared, make = CONVERTED[kind]
    content = make()

    finding = inspect_here(tmp_path, content, declared, ("jpg", "pdf"))

    kept = tmp_path / ("cleaned" if finding.rewritten else "received")
    assert (finding.file_format, finding.pages) == ("jpg", 1)
    with Image.open(kept) as picture:
        assert picture.format == "JPEG"
        assert dict(picture.getexif()) == {}
        assert picture.size == ((320, 240) if content == sample("photo.heic") else (400, 300))
    assert b"taken at home" not in kept.read_bytes()


def test_heic_is_refused_where_no_jpeg_may_be(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        inspect(tmp_path, sample("photo.heic"), "png", ("png",))

    assert refusal.value.code == "file_content_mismatch"


def test_pages_of_an_ofd_are_counted(tmp_path: Path) -> None:
    assert inspect(tmp_path, ofd(pages=12), "ofd") == Finding("ofd", pages=12)


def test_there_are_enough_of_both_kinds() -> None:
    assert len(ALL_HOSTILE) >= 60
    assert len(ALL_GOOD) >= 40
