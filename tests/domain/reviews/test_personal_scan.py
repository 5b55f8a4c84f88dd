"""What a public text must not hold, however it is written; and what only looks like it."""

from __future__ import annotations

import pytest

from reviews.domain.personal_scan import Finding, PersonalKind, findings_in

ID, MOBILE, ACCOUNT = PersonalKind.IDENTITY_NUMBER, PersonalKind.MOBILE, PersonalKind.ACCOUNT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("身份证 11010519491231002X。", ID),
        ("身份证 11010519491231002x", ID),
        ("１１０１０５１９４９１２３１００２Ｘ", ID),
        ("110105 19491231 002X", ID),
        ("旧证 110105491231002", ID),
        ("电话13800138000联系", MOBILE),
        ("138-0013-8000", MOBILE),
        ("１３８００１３８０００", MOBILE),
        ("+86 13800138000", MOBILE),
        ("8613800138000", MOBILE),
        ("账号 6222 0210 0111 2345 678", ACCOUNT),
        ("户号 44001234567890", ACCOUNT),
    ],
)
def test_a_personal_number_is_found_however_it_is_written(text: str, kind: PersonalKind) -> None:
    assert [found.kind for found in findings_in(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "新增销售收入 1234567890 元",
        "0760-88333788",
        "2023年6月10日至2024年6月10日",
        "ZL202310123456.7",
        "GB/T 13745-2009",
        "12345678901",
        "2023.06.10-2024.06.10",
        "2023-06-10 2024-06-10",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert findings_in(text) == ()


def test_a_finding_says_where_and_shows_only_its_ends() -> None:
    assert findings_in("请致电 13800138000，或 13900139001") == (
        Finding(MOBILE, 4, "138…000"),
        Finding(MOBILE, 18, "139…001"),
    )
