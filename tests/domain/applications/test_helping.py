"""What an invitation to help has to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from applications.domain.helping import Help, HelpWanted, helper_ids, read_helps, write_helps

TODAY = date(2026, 3, 2)
KNOWN = frozenset({"overview", "project", "people"})
GOOD = HelpWanted("何同学", "13800001234", ("overview", "people"), "学生", TODAY)


def problems(wanted: HelpWanted) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in wanted.problems(known=KNOWN, today=TODAY)]


def test_what_is_whole_is_taken() -> None:
    assert problems(GOOD) == []
    assert problems(replace(GOOD, role="", until=None)) == []


def test_it_is_tidied() -> None:
    typed = replace(GOOD, name=" 何同学 ", mobile="+86 138 0000 1234", sections=("overview", "people", "overview"))

    assert typed.tidied() == GOOD


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"name": ""}, ("name", "person_name_missing")),
        ({"name": "长" * 41}, ("name", "too_long")),
        ({"role": "长" * 21}, ("role", "too_long")),
        ({"mobile": "12"}, ("mobile", "mobile_malformed")),
        ({"sections": ()}, ("sections", "help_sections_missing")),
        ({"sections": ("overview", "nowhere")}, ("sections", "help_sections_missing")),
        ({"until": date(2026, 3, 1)}, ("until", "help_until_passed")),
    ],
)
def test_what_is_wrong_is_told_at_its_field(change: dict[str, object], found: tuple[str, str]) -> None:
    assert problems(replace(GOOD, **change)) == [found]  # type: ignore[arg-type]


def test_what_is_kept_with_a_draft_is_read_again() -> None:
    kept = (
        Help(UUID(int=1), UUID(int=2), "何同学", "13800001234", "学生", ("overview", "people"), TODAY),
        Help(UUID(int=3), UUID(int=4), "会计", "13800005678", "", ("project",), None),
    )

    assert read_helps(write_helps(kept)) == kept
    assert helper_ids(kept) == [str(UUID(int=2)), str(UUID(int=4))]
    assert read_helps(None) == ()
    assert [each.is_over(date(2026, 3, 3)) for each in kept] == [True, False]
    assert not kept[0].is_over(TODAY)
