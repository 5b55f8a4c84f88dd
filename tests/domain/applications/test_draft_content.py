from __future__ import annotations

from applications.domain.draft_content import differing_fields, fill_section, without_open_rows
from procedures.domain.form_schema import Section
from tests.domain.procedures.packages import city_package

FORM = city_package().form("soft_science")


def section(key: str) -> Section:
    found = FORM.section(key)
    assert found is not None
    return found


def test_only_shown_fields_of_the_section_are_replaced() -> None:
    before = {"achievement_name": "旧", "level": "not_evaluated", "evaluation_unit": "别处"}
    raw = {"achievement_name": "新", "evaluation_unit": "越界"}

    filled = fill_section(before, section("overview"), raw, shown=frozenset({"achievement_name"}))

    assert filled == {"achievement_name": "新", "level": "not_evaluated", "evaluation_unit": "别处"}


def test_a_shown_field_without_input_was_emptied() -> None:
    filled = fill_section({"keywords": ["甲"]}, section("overview"), {}, shown=frozenset({"keywords"}))

    assert filled == {}


def test_sums_of_sums_are_added_up_and_typed_sums_ignored() -> None:
    raw = {"funding": {"total": "1", "provincial": "0.1", "county": "0.2", "own": "1"}}

    filled = fill_section({}, section("project"), raw, shown=frozenset({"funding"}))

    assert filled["funding"] == {"provincial": "0.1", "county": "0.2", "own": "1", "local_total": "0.3", "total": "1.3"}


def test_no_amounts_make_no_sums() -> None:
    assert fill_section({}, section("project"), {"funding": {"own": ""}}, shown=frozenset({"funding"})) == {}


def test_an_opened_row_stays_open_and_is_not_judged() -> None:
    raw = {"completers": [{"name": "甲"}, {"name": ""}]}

    filled = fill_section({}, section("people"), raw, shown=frozenset({"completers"}))

    assert filled == {"completers": [{"name": "甲"}, {}]}
    assert without_open_rows(FORM, filled) == {"completers": [{"name": "甲"}]}
    assert without_open_rows(FORM, {"completers": [{}]}) == {}


def test_what_differs_is_named() -> None:
    shown = frozenset({"achievement_name", "level"})
    found = differing_fields(section("overview"), {"level": "a", "stage": "x"}, {"level": "b"}, shown=shown)

    assert [item.key for item in found] == ["level"]
