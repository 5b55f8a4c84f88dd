from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from applications.domain.content import FiledMaterial, canonical_json, content_hash, fingerprint
from applications.domain.cursors import Cursor, parse_cursor
from applications.domain.guide_search import matches
from applications.domain.states import ENDED, TRANSITIONS, Status, StatusCommand, can, move
from tenants.domain.errors import IllegalTransition
from tenants.domain.ids import new_id
from tests.domain.procedures.packages import city_package


@pytest.mark.parametrize(("status", "command"), list(product(Status, StatusCommand)))
def test_every_move_is_in_the_table_or_refused(status: Status, command: StatusCommand) -> None:
    if can(status, command):
        assert move(status, command) is TRANSITIONS[status, command]
    else:
        with pytest.raises(IllegalTransition):
            move(status, command)


def test_nothing_leaves_the_end_but_an_undone_decision() -> None:
    leaving = {(status, command) for status, command in TRANSITIONS if status in ENDED}

    assert leaving == {(Status.APPROVED, StatusCommand.REVOKE), (Status.DENIED, StatusCommand.REVOKE)}


def test_a_cursor_survives_its_way_through_an_address() -> None:
    cursor = Cursor(datetime(2026, 11, 21, 5, 0, 0, 123456, UTC), new_id())

    assert parse_cursor(cursor.encode()) == cursor


@pytest.mark.parametrize("word", ["", "%%%", "YWJj", "MjAyNi0xMS0yMXx6eg", "中文"])
def test_nonsense_is_no_cursor(word: str) -> None:
    assert parse_cursor(word) is None


def digest(**changes: object) -> str:
    given = {
        "package_hash": "p",
        "variant": "v",
        "answers": {"a": "1", "b": "2"},
        "personal": {},
        "materials": [
            FiledMaterial("m", 1, "x", "m.pdf", exempt=False),
            FiledMaterial("k", 1, "y", "k.pdf", exempt=False),
        ],
        "agreements": {},
    } | changes
    return content_hash(**given)  # type: ignore[arg-type]


def test_the_hash_knows_content_and_not_order() -> None:
    same = digest(
        answers={"b": "2", "a": "1"},
        materials=[
            FiledMaterial("k", 1, "y", "k.pdf", exempt=False),
            FiledMaterial("m", 1, "x", "m.pdf", exempt=False),
        ],
    )

    assert digest() == same
    assert len({digest(), digest(answers={"a": "1"}), digest(variant="w"), digest(personal={"c": "3"})}) == 4
    chosen = [FiledMaterial("m", 1, "x", "m.pdf", exempt=False, kept="v1")]
    uploaded = [FiledMaterial("m", 1, "x", "m.pdf", exempt=False)]
    assert digest(materials=chosen) != digest(materials=uploaded)
    assert canonical_json({"名": "值"}) == '{"名":"值"}'.encode()
    assert fingerprint("ab", "c") != fingerprint("a", "bc")


@pytest.mark.parametrize(
    ("query", "found"), [("", True), ("成果 登记", True), ("软著 养老", False), ("中国图书馆", False)]
)
def test_every_word_of_a_search_counts(query: str, found: bool) -> None:
    assert matches(city_package(), query) is found
