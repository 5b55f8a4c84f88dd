"""What may be declared, and how names become harmless."""

from __future__ import annotations

from uuid import UUID

import pytest

from documents.domain.file_rules import (
    FORMATS,
    FileRules,
    check_declaration,
    clean_name,
    format_by_name,
    kept_name,
    taken_extensions,
    taken_formats,
)
from documents.domain.file_states import TRANSITIONS, FileState, move_file
from documents.domain.object_keys import KeySpace
from documents.wording import SENTENCES
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed

FILE = UUID(int=7)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("合同.pdf", "合同.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\fakepath\\合同.pdf", "合同.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        (" .pdf. ", "pdf"),
        ("...", ""),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_clean_name(name: str, expected: str) -> None:
    assert clean_name(name) == expected


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("a.PDF", "", "pdf"),
        ("a.jpeg", "", "jpg"),
        ("image", "image/png", "png"),
        ("a.docx", "application/wps-office.docx", "docx"),
        ("a.pdf.exe", "application/pdf", None),
        ("a.doc", "application/pdf", None),
        ("noname", "", None),
    ],
)
def test_format_by_name(name: str, content_type: str, expected: str | None) -> None:
    found = format_by_name(name, content_type)

    assert (found.key if found else None) == expected


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ValidationFailed) as failure:
        check_declaration("\x00", size=0, content_type="", rules=FileRules(("pdf", "zip"), 100))

    assert failure.value.problems == (
        Problem("file", "file_name_missing"),
        Problem("file", "file_format_not_allowed", {"formats": "PDF、ZIP"}),
        Problem("file", "file_empty"),
    )


@pytest.mark.parametrize(("size", "is_taken"), [(1, True), (100, True), (101, False)])
def test_limit_is_inclusive(size: int, is_taken: bool) -> None:
    rules = FileRules(("pdf",), 100)

    if is_taken:
        assert check_declaration("a.pdf", size=size, content_type="", rules=rules).key == "pdf"
    else:
        with pytest.raises(ValidationFailed):
            check_declaration("a.pdf", size=size, content_type="", rules=rules)


@pytest.mark.parametrize(("formats", "max_bytes"), [((), 1), (("exe",), 1), (("pdf",), 0)])
def test_rules_that_make_no_sense_are_a_mistake(formats: tuple[str, ...], max_bytes: int) -> None:
    with pytest.raises(ValueError):
        FileRules(formats, max_bytes)


def test_states_move_as_the_table_says_and_not_otherwise() -> None:
    moved = set()
    for state in FileState:
        for target in FileState:
            try:
                moved.add((state, move_file(state, target)))
            except IllegalTransition:
                continue

    assert moved == {(state, target) for state, targets in TRANSITIONS.items() for target in targets}


def test_keys_lie_in_the_tenants_place() -> None:
    place = KeySpace("zhongshan", "/prod/")
    keys = [place.incoming(FILE), place.final(FILE, "ab"), place.page(FILE, 3, "cd")]

    assert keys == [
        f"zhongshan/prod/incoming/{FILE}",
        f"zhongshan/prod/files/{FILE}/sha256/ab",
        f"zhongshan/prod/pages/{FILE}/3/sha256/cd",
    ]
    assert all(place.holds(key) for key in keys)
    assert not KeySpace("zhong", "").holds(keys[0])
    assert not place.holds("zhongshan/prod/../liuzhou/x")


def test_heic_is_taken_wherever_a_jpeg_is_and_nowhere_else() -> None:
    assert taken_formats(("pdf", "jpg")) == ("pdf", "jpg", "heic")
    assert taken_formats(("pdf", "png")) == ("pdf", "png")
    assert taken_extensions(("heic",)) == ("heic", "heif", "jpg", "jpeg")
    assert taken_extensions(("pdf",)) == ("pdf",)


@pytest.mark.parametrize(
    ("name", "kept_as", "expected"),
    [("IMG_1.HEIC", "jpg", "IMG_1.jpg"), ("IMG_1.png", "jpg", "IMG_1.png"), ("a.b.heif", "jpg", "a.b.jpg")],
)
def test_converted_file_takes_the_extension_of_what_it_became(name: str, kept_as: str, expected: str) -> None:
    assert kept_name(name, kept_as) == expected


@pytest.mark.parametrize("key", FORMATS)
def test_too_large_file_is_told_how_its_kind_is_made_smaller(key: str) -> None:
    with pytest.raises(ValidationFailed) as failure:
        check_declaration(f"a.{key}", size=101, content_type="", rules=FileRules((key,), 100))

    expected = f"file_too_large_{FORMATS[key].shrinking}"
    assert failure.value.problems == (Problem("file", expected, {"size": 1, "limit": 1}),)
    assert expected in SENTENCES
