"""Kept documents: until when they count, what must be said of them, where they may be chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.kept_materials import (
    KeptDetails,
    OfferedFile,
    Validity,
    problems_of_details,
    refusal_of,
    validity_on,
)

TODAY = date(2026, 11, 21)
GOOD = KeptDetails("营业执照", "440000000012345", date(2020, 1, 1), date(2030, 1, 1), unclassified=True)
PDF = OfferedFile("营业执照.pdf", "pdf", 2048, is_clean=True)


@pytest.mark.parametrize(
    ("until", "state"),
    [
        (None, Validity.VALID),
        (date(2026, 12, 22), Validity.VALID),
        (date(2026, 12, 21), Validity.EXPIRING),
        (TODAY, Validity.EXPIRING),
        (date(2026, 11, 20), Validity.EXPIRED),
    ],
)
def test_the_last_day_still_counts(until: date | None, state: Validity) -> None:
    assert validity_on(TODAY, until) is state


@given(st.dates(), st.dates(date(1900, 1, 1), date(2999, 1, 1)), st.integers(0, 400))
def test_a_document_never_becomes_valid_again(until: date, day: date, later: int) -> None:
    order = [Validity.VALID, Validity.EXPIRING, Validity.EXPIRED]

    now, then = validity_on(day, until), validity_on(day + timedelta(days=later), until)

    assert order.index(then) >= order.index(now)


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        (GOOD, []),
        (replace(GOOD, valid_until=None, permanent=True), []),
        (replace(GOOD, name=" "), [("name", "kept_name_missing")]),
        (replace(GOOD, name="照" * 101), [("name", "kept_name_too_long")]),
        (replace(GOOD, name="方案（机密）"), [("name", "classified_file_name")]),
        (replace(GOOD, document_number="11010519491231002X"), [("document_number", "kept_number_is_identity")]),
        (replace(GOOD, issued_on=date(2026, 11, 22)), [("issued_on", "kept_issued_in_future")]),
        (replace(GOOD, issued_on=date(202, 1, 1)), [("issued_on", "kept_day_implausible")]),
        (replace(GOOD, permanent=True), [("valid_until", "kept_validity_twice")]),
        (replace(GOOD, valid_until=None), [("valid_until", "kept_validity_missing")]),
        (replace(GOOD, valid_until=date(2019, 1, 1)), [("valid_until", "kept_ends_before_issue")]),
        (replace(GOOD, issued_on=None, valid_until=date(203, 1, 1)), [("valid_until", "kept_day_implausible")]),
        (replace(GOOD, unclassified=False), [("unclassified", "kept_not_declared")]),
    ],
)
def test_what_is_said_is_judged_at_its_field(said: KeptDetails, problems: list[tuple[str, str]]) -> None:
    found = problems_of_details(said, file_name="执照.pdf", today=TODAY)

    assert [(each.path, each.code) for each in found] == problems


def test_a_mark_of_classification_in_the_name_of_the_file_is_refused() -> None:
    found = problems_of_details(GOOD, file_name="秘密★5年.pdf", today=TODAY)

    assert [(each.path, each.code) for each in found] == [("file", "classified_file_name")]


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (PDF, ""),
        (replace(PDF, valid_until=TODAY), ""),
        (replace(PDF, is_clean=False), "kept_file_not_ready"),
        (replace(PDF, valid_until=date(2026, 11, 20)), "kept_expired"),
        (replace(PDF, file_format="ofd"), "kept_format"),
        (replace(PDF, size=3 << 20), "kept_too_large"),
        (replace(PDF, name="【秘密】.pdf"), "classified_file_name"),
    ],
)
def test_a_place_takes_what_suits_it(offer: OfferedFile, code: str) -> None:
    refusal = refusal_of(offer, formats=("pdf", "jpg"), max_bytes=2 << 20, today=TODAY)

    assert (refusal.code if refusal else "") == code
