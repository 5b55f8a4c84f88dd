"""Written notices of a package: what the lint finds, when each is made, how its words are filled."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from procedures.domain.lint import lint
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.reading import parse_package
from procedures.domain.written import Occasion, paragraphs_of
from tests.domain.procedures.packages import city_package, minimal_json

NUMBER = {"scheme": "papers", "pattern": "科登〔{year}〕{seq}号"}
LAW = {"legal_basis": "法第一条", "remedy": "六十日内申请行政复议"}


def paper(**given: Any) -> dict[str, Any]:
    return {
        "key": "paper", "kind": "receipt", "made_on": "submitted", "title": "收件凭证", "body": "收到{name}", **given
    }  # fmt: skip


def findings(*papers: dict[str, Any], change: Callable[[Any], object] = lambda document: None) -> list[tuple[str, str]]:
    document: Any = deepcopy(minimal_json())
    document["outputs"] = {"notices": list(papers)}
    change(document)
    return [(finding.path, finding.code) for finding in lint(parse_package(document)) if "limits" not in finding.path]


def with_denial(document: Any) -> None:
    results = [{"key": "yes", "label": "同意", "effect": "approve"}, {"key": "no", "label": "不同意", "effect": "deny"}]
    decide = {
        "key": "decide", "name": "批复", "kind": "decide", "assignee": {"kind": "role", "role": "o"}, "results": results
    }  # fmt: skip
    document["chain"]["nodes"] = [{"step": decide}]


REFUSAL = {"kind": "refusal", "made_on": "acceptance_refused", "number": NUMBER}
DECISION = {"kind": "decision", "made_on": "decided", "number": NUMBER}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (paper(), []),
        (paper(body="{applicant}：{materials}{items}{reason}{due}{day}"), []),
        (paper(body="{moon}"), [("outputs.paper.body", "written_place_unknown")]),
        (paper(body="{name"), [("outputs.paper.body", "message_braces_wrong")]),
        (paper(body={"zh-hans": "收到", "en": "{nam}"}), [("outputs.paper.body", "written_place_unknown")]),
        (paper(made_on="decided"), [("outputs.paper.made_on", "written_occasion_unfit")]),
        (paper(kind="acceptance", made_on="accepted"), [("outputs.paper.number", "written_without_number")]),
        (paper(**REFUSAL, **LAW), []),
        (paper(**REFUSAL, legal_basis="法"), [("outputs.paper.remedy", "written_without_remedy")]),
        (paper(**REFUSAL, remedy="复议"), [("outputs.paper.legal_basis", "written_without_basis")]),
        (paper(results=["maybe"]), [
            ("outputs.paper.results", "written_results_without_decision"),
            ("outputs.paper.results", "written_result_unknown"),
        ]),
        (paper(number={"scheme": "s", "pattern": "号"}), [("outputs.paper.number.pattern", "number_pattern_counter")]),
    ],
)  # fmt: skip
def test_what_can_be_wrong_with_a_paper(given: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert findings(given) == expected


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ((paper(**DECISION, results=["yes"]), paper(**DECISION, **LAW, key="no", results=["no"])), []),
        ((paper(**DECISION, **LAW),), []),
        ((paper(**DECISION, results=["yes"]),), [("outputs.notices", "denial_without_written_notice")]),
        ((paper(**DECISION),), [
            ("outputs.paper.remedy", "written_without_remedy"),
            ("outputs.paper.legal_basis", "written_without_basis"),
        ]),
        ((paper(**DECISION, **LAW), paper()), [("outputs.notices", "key_repeated")]),
    ],
)  # fmt: skip
def test_a_denial_has_its_paper_with_ground_and_appeal(
    papers: tuple[dict[str, Any], ...], expected: list[tuple[str, str]]
) -> None:
    assert findings(*papers, change=with_denial) == expected


def test_a_package_without_papers_is_as_it_was() -> None:
    package = compile_package(parse_package(minimal_json()))

    assert (package.outputs.notices, str(package.outputs.issuer)) == ((), "局")


@pytest.mark.parametrize(
    ("occasion", "result", "made"),
    [
        (Occasion.SUBMITTED, "", ["receipt"]),
        (Occasion.RESUBMITTED, "", []),
        (Occasion.RETURNED, "", ["correction"]),
        (Occasion.DECIDED, "registered", ["registered"]),
        (Occasion.DECIDED, "refused", ["refused"]),
        (Occasion.TERMINATED, "", []),
    ],
)
def test_what_the_shipped_package_writes(occasion: Occasion, result: str, made: list[str]) -> None:
    assert [rule.key for rule in city_package().outputs.made_on(occasion, result)] == made


def test_words_are_filled_once_and_lists_become_lines() -> None:
    lines = paragraphs_of(
        "“{name}”：\n\n{items}\n{materials}", {"name": "{reason}"}, {"items": ["甲", "乙"], "materials": []}
    )

    assert lines == ["“{reason}”：", "1. 甲", "2. 乙", "—"]
