"""What a clerk notes about paper, and what keeps an entry from being submitted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from applications.domain.counter import Brought, entry_problems

GOOD = Brought("91440101231245152Y", "某镇农业服务站", "梁来办", "13800001234", "经办人")


def problems(words: Brought, *, for_people: bool = False, is_on_board: bool = False) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in words.problems(for_people=for_people, is_on_board=is_on_board)]


@pytest.fixture
def good() -> Brought:
    return GOOD


def test_what_is_whole_is_taken(good: Brought) -> None:
    assert problems(good) == []
    assert problems(replace(good, organisation_name=""), is_on_board=True) == []
    assert problems(replace(good, uscc="", organisation_name=""), for_people=True) == []


def test_spaces_and_spellings_do_not_matter(good: Brought) -> None:
    typed = replace(good, uscc=f" {good.uscc.lower()} ", person_mobile="+86 138-0000-1234", person_name=" 梁来办 ")

    assert typed.tidied() == good


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"uscc": ""}, [("uscc", "required")]),
        ({"uscc": "12345"}, [("uscc", "uscc_malformed")]),
        ({"organisation_name": ""}, [("organisation_name", "counter_name_missing")]),
        ({"organisation_name": "长" * 121}, [("organisation_name", "too_long")]),
        ({"person_name": ""}, [("person_name", "required")]),
        ({"person_name": "长" * 41}, [("person_name", "too_long")]),
        ({"relation": ""}, [("relation", "required")]),
        ({"person_mobile": "076088331234"}, [("person_mobile", "mobile_malformed")]),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    good: Brought, change: dict[str, str], found: list[tuple[str, str]]
) -> None:
    assert problems(replace(good, **change)) == found


@pytest.mark.parametrize(
    ("evidence", "required", "seen", "needed", "codes"),
    [
        (True, True, True, True, []),
        (False, True, True, True, ["counter_evidence_missing"]),
        (True, True, False, True, ["counter_stamp_unseen"]),
        (False, True, False, True, ["counter_evidence_missing", "counter_stamp_unseen"]),
        (False, False, False, False, []),
    ],
)
def test_mandate_and_stamp_before_submission(
    *, evidence: bool, required: bool, seen: bool, needed: bool, codes: list[str]
) -> None:
    found = entry_problems(has_evidence=evidence, evidence_required=required, stamp_seen=seen, stamp_needed=needed)

    assert [each.code for each in found] == codes
