"""Judging a form again after a change says the same as judging it from nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.domain.form_checks import judge
from procedures.domain.form_schema import Check, FieldType, FormSchema, IdentityLink, MatrixColumn
from procedures.domain.text import plain_text
from procedures.domain.values import Answers, Json
from tests.domain.procedures.forms import condition, field, form_of, options

T = FieldType
CHOSEN = condition({"==": [{"var": "kind"}, "a"]})
#: Every way in which the problems of one field hang on the answer to another.
TANGLED: FormSchema = form_of(
    field("kind", T.SINGLE, options=options("a", "b")),
    field("asked", required_when=CHOSEN),
    field("shown", required=True, visible_when=CHOSEN),
    field("deeper", required=True, visible_when=condition({"filled": [{"var": "shown"}]})),
    field("start", T.DATE),
    field("end", T.DATE, not_before="start"),
    field("whole", T.MONEY),
    field("part", T.MONEY, not_above="whole"),
    field("paper", T.SINGLE, options=options("card", "passport")),
    field("born", T.YEAR_MONTH),
    field(
        "number", T.IDENTITY_NUMBER, identity=IdentityLink(document_type="paper", resident_option="card", birth="born")
    ),
    field("sums", T.MATRIX, cells=(MatrixColumn("a", plain_text("甲")), MatrixColumn("b", plain_text("乙")))),
    field("total", T.COMPUTED, formula=condition({"+": [{"var": "whole"}, {"var": "part"}]})),
    field("dear", required_when=condition({">": [{"var": "total"}, 2]})),
    field(
        "people",
        T.TABLE,
        min_items=1,
        match_on=("name",),
        columns=(
            field("name", required=True),
            field("post", required_when=CHOSEN),
            field("rank", required=True, visible_when=condition({"==": [{"var": "row.post"}, "x"]})),
        ),
    ),
    checks=(Check("few", condition({"<": [{"var": "part"}, 3]}), ("part",), plain_text("太多")),),
)
WORDS = st.sampled_from(["", "x", "y", "机密★"])
AMOUNTS = st.sampled_from(["0", "1", "2.5", "9"])
DAYS = st.sampled_from(["2026-01-31", "2026-02-28"])
ROWS = st.lists(st.dictionaries(st.sampled_from(["name", "post", "rank"]), WORDS), max_size=3)
ANSWERS: st.SearchStrategy[Answers] = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["a", "b"]),
        **dict.fromkeys(("asked", "shown", "deeper", "dear"), WORDS),
        **dict.fromkeys(("start", "end"), DAYS),
        **dict.fromkeys(("whole", "part"), AMOUNTS),
        "paper": st.sampled_from(["card", "passport"]),
        "born": st.sampled_from(["1949-12", "1950-01"]),
        "number": st.sampled_from(["11010519491231002X", "1"]),
        "sums": st.dictionaries(st.sampled_from(["a", "b"]), AMOUNTS),
        "people": ROWS,
    },
)


@settings(max_examples=200, deadline=None)
@given(ANSWERS, ANSWERS, st.sets(st.sampled_from(sorted(TANGLED.by_key)), max_size=2))
def test_what_is_kept_from_before_is_what_would_be_found(first: Answers, other: Answers, changed: set[str]) -> None:
    second: dict[str, Json] = {key: answer for key, answer in first.items() if key not in changed}
    second |= {key: answer for key, answer in other.items() if key in changed}

    again = judge(TANGLED, second, since=judge(TANGLED, first))

    assert again == judge(TANGLED, second)


def test_what_nothing_has_changed_for_is_kept() -> None:
    answers: dict[str, Json] = {"kind": "b", "people": [{"name": ""}], "number": "1", "paper": "card"}
    before = judge(TANGLED, answers)

    after = judge(TANGLED, answers | {"asked": "x"}, since=before)

    assert before.found["people"]
    assert before.found["number"]
    assert after.found["people"] is before.found["people"]
    assert after.found["number"] is before.found["number"]
