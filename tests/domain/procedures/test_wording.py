"""Codes and conditions in Chinese."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import accounts.wording
import documents.domain.numbering
import procedures.domain.form
import tenants.sentences
from procedures.domain.conditions import Reason, evaluate
from procedures.domain.form_schema import FieldType
from procedures.domain.values import Json, Value
from procedures.scoring_wording import SENTENCES as SCORING
from procedures.wording import SENTENCES, condition_labels, explain_words, reason_words
from tests.domain.procedures.forms import condition, field, form_of, options

LABELS = {
    "a": "研发投入",
    "b": "营业收入",
    "kind": "类别",
    "kind:x": "甲类",
    "kind:y": "乙类",
    "rows": "清单",
    "rows.m": "金额",
}
A: Json = {"var": "a"}
B: Json = {"var": "b"}


def codes_in(source: str) -> set[str]:
    """Every code that a module writes as a literal where a problem or a refusal is made."""
    places = {"Problem": 1, "Unreadable": 0, "IllegalTransition": 0}
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
            at = places[node.func.id]
            given = node.args[at] if len(node.args) > at else None
            ways = (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
            found |= {str(way.value) for way in ways if isinstance(way, ast.Constant)}
    return found


def test_every_code_of_the_engines_has_a_sentence() -> None:
    sources = [*Path(procedures.domain.form.__file__).parent.rglob("*.py"), Path(documents.domain.numbering.__file__)]
    raised = set().union(*(codes_in(path.read_text(encoding="utf-8")) for path in sources))

    below = accounts.wording.SENTENCES.keys() | tenants.sentences.SENTENCES.keys() | SCORING.keys()
    assert raised - SENTENCES.keys() - below == set()
    assert len(raised) > 50


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({">=": [{"/": [A, B]}, "0.02"]}, "“研发投入” ÷ “营业收入”不低于0.02"),
        ({"<": [A, 5]}, "“研发投入”小于5"),
        ({"*": [{"+": [A, B]}, 2]}, "（“研发投入” + “营业收入”） × 2"),
        ({"-": [A]}, "负 “研发投入”"),
        ({"-": [A, B]}, "“研发投入” − “营业收入”"),
        ({"in": [{"var": "kind"}, ["x", "z"]]}, "“类别”属于“甲类”或z"),
        ({"in": ["x", {"var": "kind"}]}, "x属于“类别”"),
        ({"not": [{"filled": [A]}]}, "并非（“研发投入”已填写）"),
        (
            {"and": [{"or": [{"==": [A, 1]}, {"==": [B, 1]}]}, {"before": ["2024-01-01", B]}]},
            "（“研发投入”为1，或者“营业收入”为1），且2024-01-01早于“营业收入”",
        ),
        ({">": [{"sum": [{"var": "rows"}, "m"]}, {"count": [{"var": "rows"}]}]}, "“清单”中“金额”之和大于“清单”的个数"),
        ({"==": [{"earliest": [A, B]}, "2024-01-01"]}, "“研发投入”与“营业收入”为2024-01-01"),
        ({"==": [{"earliest": [A]}, True]}, "“研发投入”为是"),
        ({"var": "z"}, "“z”"),
        (["x", "y"], "x或y"),
        ({"==": [{"var": "kind"}, False]}, "“类别”为否"),
    ],
)
def test_condition_in_words(tree: Json, words: str) -> None:
    assert explain_words(condition(tree), LABELS) == words


@pytest.mark.parametrize(
    ("actual", "words"),
    [
        (None, "“研发投入”尚未填写"),
        (Fraction(1, 50), "“研发投入”为0.02"),
        (Fraction(1, 3), "“研发投入”为1/3"),
        (Decimal("1.50"), "“研发投入”为1.5"),
        (date(2024, 5, 1), "“研发投入”为2024年5月1日"),
        (("x", "y"), "“研发投入”为x、y"),
        ((), "“研发投入”已填写"),
        (({"m": 1},), "“研发投入”已填写"),
    ],
)
def test_reason_in_words(actual: Value | None, words: str) -> None:
    assert reason_words(Reason("==", ("a",), actual, 1, holds=None), LABELS) == words


def test_reason_names_options_by_their_label() -> None:
    form = form_of(field("kind", FieldType.MULTI, label="类别", options=options("x", "y")))
    outcome = evaluate(condition({"contains_any": [{"var": "kind"}, ["y"]]}), {"kind": ("x",)})

    assert [reason_words(reason, condition_labels(form)) for reason in outcome.because] == ["“类别”为X"]
    assert reason_words(Reason("==", (), 1, 1, holds=True), {}) == "为1"
