from __future__ import annotations

import pytest

from tenants.domain.grams import folded, grams_asked, grams_of


@pytest.mark.parametrize(
    ("text", "query", "is_found"),
    [
        ("高温合金的制备", "合金", True),
        ("高温合金的制备", "金", True),
        ("高温合金的制备", "金合", False),
        ("粤ＣＧ 2026-001", "cg2026", True),
        ("粤CG2026001", "2026 001", True),
        ("粤CG2026001", "003", False),
    ],
)
def test_a_text_holds_the_grams_of_what_it_contains(text: str, query: str, is_found: bool) -> None:
    assert (set(grams_asked(query)) <= set(grams_of(text))) is is_found


def test_nothing_asks_for_nothing() -> None:
    assert (grams_asked("  "), grams_of(""), folded(" Ａ b")) == ([], [], "ab")
