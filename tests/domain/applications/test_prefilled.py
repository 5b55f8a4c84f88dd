"""Answers that nobody typed: where from, which stay, and until when they count as such."""

from __future__ import annotations

import pytest

from applications.domain.prefilled import Origin, after_typing, locked_fields, origin_of
from tests.domain.procedures.forms import field, form_of

FORM = form_of(field("name", prefill="organisation.name", locked=True), field("code", prefill="organisation.uscc"))


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("", None),
        ("organisation.name", Origin.ORGANISATION),
        ("applicant.mobile", Origin.APPLICANT),
        ("plan_project.title", Origin.PLAN_PROJECT),
        ("application", Origin.APPLICATION),
    ],
)
def test_a_source_belongs_to_a_record(source: str, origin: Origin | None) -> None:
    assert origin_of(source) is origin


def test_a_locked_field_is_open_where_the_record_says_nothing() -> None:
    assert locked_fields(FORM, {"name": "organisation.name", "code": "organisation.uscc"}) == {"name"}
    assert locked_fields(FORM, {"code": "organisation.uscc"}) == frozenset()


def test_typing_over_ends_the_origin_and_nothing_else() -> None:
    before = {"name": "organisation.name", "code": "application"}

    assert after_typing(before, ["code", "other"]) == {"name": "organisation.name", "code": ""}
