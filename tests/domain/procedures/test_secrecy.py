from __future__ import annotations

import pytest

from procedures.domain.secrecy import classification_mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★10年 研究报告", "机密★"),
        ("绝密 ★ 长期", "绝密 ★"),
        ("密级：秘密", "密级：秘密"),
        ("密　级: 机密", "密　级: 机密"),
        ("【秘密】总结报告.pdf", "【秘密】"),
        ("报告（机密）.pdf", "（机密）"),
    ],
)
def test_a_mark_is_found(text: str, mark: str) -> None:
    assert classification_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    ["", "不涉及国家秘密", "不含有未经许可的商业秘密（技术秘密）", "密级：公开", "机密性、完整性和可用性", "★绿色建筑"],
)
def test_ordinary_words_are_none(text: str) -> None:
    assert classification_mark(text) == ""
