"""What is frozen of a written notice, and what a record of hand-over must say."""

from __future__ import annotations

from datetime import date

import pytest

from applications.domain.written import HandOver, WrittenContent, read_content

MADE, TODAY = date(2026, 3, 2), date(2026, 3, 5)
GIVEN = ("周岳", "letter", date(2026, 3, 3))


def test_words_come_back_as_they_were() -> None:
    words = WrittenContent("某研究院", ("第一段", "“引号”"), "法", "复议", "某局")

    assert read_content(words.as_json()) == words


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (HandOver(*GIVEN), []),
        (HandOver("周岳", "letter", MADE), []),
        (HandOver("周岳", "letter", TODAY), []),
        (HandOver("", "", None), ["recipient", "document", "day"]),
        (HandOver("周" * 41, "licence", date(2026, 3, 1)), ["recipient", "document", "day"]),
        (HandOver("周岳", "letter", date(2026, 3, 6), "长" * 301), ["day", "note"]),
    ],
)
def test_a_hand_over_is_checked(given: HandOver, wrong: list[str]) -> None:
    assert [problem.path for problem in given.problems(made=MADE, today=TODAY)] == wrong
