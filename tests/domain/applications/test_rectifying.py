"""更正: a slip of the pen and nothing else."""

from __future__ import annotations

import pytest

from applications.domain.rectifying import Slip, rectified
from applications.domain.written import WrittenContent, read_content

WORDS = WrittenContent(
    "某研究院", ("贵单位申报的“低炭烧结工艺”，准予登记。", "登记号：001"), "《办法》", "复议", "某局"
)
KEPT = ("准予登记", "001", "")


@pytest.mark.parametrize(
    ("old", "new", "reason", "expected"),
    [
        ("低炭", "低碳", "错别字", []),
        ("某研究院", "某研究总院", "名称漏字", []),
        ("", "", "", [("old", "slip_old_missing"), ("new", "slip_new_missing"), ("reason", "slip_reason_missing")]),
        ("低炭", "长" * 61, "错别字", [("new", "slip_too_long")]),
        ("低炭", "低碳", "长" * 201, [("reason", "slip_too_long")]),
        ("低炭", "低炭", "错别字", [("new", "slip_unchanged")]),
        ("低碳", "低炭", "错别字", [("old", "slip_not_found")]),
        ("登记", "备案", "错别字", [("old", "slip_not_unique")]),
        ("准予登记", "予以登记", "措辞", [("new", "slip_changes_decision")]),
        ("：001", "：002", "号码", [("new", "slip_changes_decision")]),
        ("贵单位", "非贵单位", "措辞", [("new", "slip_changes_decision")]),
        ("《办法》", "《条例》", "依据", [("old", "slip_not_found")]),
        ("某局", "某厅", "落款", [("old", "slip_not_found")]),
    ],
)
def test_only_an_obvious_slip_is_put_right(old: str, new: str, reason: str, expected: list[tuple[str, str]]) -> None:
    found = Slip(old, new, reason).problems(WORDS, kept=KEPT)

    assert [(problem.path, problem.code) for problem in found] == expected


def test_every_rectification_leaves_its_mark() -> None:
    once = rectified(WORDS, Slip("低炭", "低碳", "错别字"), mark="第一次")
    twice = rectified(once, Slip("某研究院", "某研究总院", "漏字"), mark="第二次")

    assert (twice.addressee, twice.paragraphs[0]) == ("某研究总院", "贵单位申报的“低碳烧结工艺”，准予登记。")
    assert twice.rectification == "第一次\n第二次"
    assert read_content(twice.as_json()) == twice


def test_words_stored_by_an_earlier_release_are_read() -> None:
    stored = '{"addressee": "甲", "basis": "", "issuer": "某局", "paragraphs": ["一"], "remedy": ""}'

    assert read_content(stored) == WrittenContent("甲", ("一",), "", "", "某局")
