"""What a form refuses, and where it says so."""

from __future__ import annotations

import pytest

from procedures.domain.code_checks import identity_birth, is_uscc
from procedures.domain.form import normalise
from procedures.domain.form_checks import Level, validate
from procedures.domain.form_schema import Check, FieldType, IdentityLink, MatrixColumn, OfficeLine
from procedures.domain.text import plain_text
from procedures.domain.values import Json
from tenants.domain.errors import Problem
from tests.domain.procedures.forms import condition, field, form_of, options

T = FieldType
#: Invented numbers whose check digits are right.
IDENTITY = "11010519491231002X"
USCC = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("attributes", "answer", "problem"),
    [
        ({"kind": T.TEXT}, "字" * 201, Problem("x", "too_long", {"most": 200, "count": 201})),
        ({"kind": T.LONG_TEXT, "max_chars": 3}, "一二三四", Problem("x", "too_long", {"most": 3, "count": 4})),
        ({"kind": T.LONG_TEXT}, "样机（机密）已交付", Problem("x", "classified_text", {"mark": "（机密）"})),
        ({"kind": T.TEXTS}, ["密级：秘密"], Problem("x", "classified_text", {"mark": "密级：秘密"})),
        ({"kind": T.MONEY, "digits": 2}, "1.234", Problem("x", "too_many_digits", {"most": 2})),
        ({"kind": T.MONEY, "minimum": "0"}, "-1", Problem("x", "below_minimum", {"minimum": "0"})),
        ({"kind": T.INTEGER, "maximum": "10"}, 11, Problem("x", "above_maximum", {"maximum": "10"})),
        (
            {"kind": T.DATE, "minimum": "2020-01-01"},
            "2019-12-31",
            Problem("x", "below_minimum", {"minimum": "2020-01-01"}),
        ),
        (
            {"kind": T.YEAR_MONTH, "maximum": "2020-01"},
            "2020-02",
            Problem("x", "above_maximum", {"maximum": "2020-01"}),
        ),
        ({"kind": T.TEXTS, "max_items": 3}, ["a", "b", "c", "d"], Problem("x", "too_many_items", {"most": 3})),
        ({"kind": T.TEXTS, "max_chars": 2}, ["abc"], Problem("x", "too_long", {"most": 2, "count": 3})),
        ({"kind": T.MULTI, "options": options("a", "b", exclusive="a")}, ["a", "b"], Problem("x", "option_exclusive")),
        ({"kind": T.MOBILE}, "12345678901", Problem("x", "not_a_mobile")),
        ({"kind": T.PHONE}, "12", Problem("x", "not_a_phone")),
        ({"kind": T.EMAIL}, "a@b", Problem("x", "not_an_email")),
        ({"kind": T.POSTAL_CODE}, "52840", Problem("x", "not_a_postal_code")),
        ({"kind": T.USCC}, USCC[:-1] + "4", Problem("x", "not_a_uscc")),
        ({"kind": T.IDENTITY_NUMBER}, "110105194912310021", Problem("x", "not_an_identity_number")),
        ({"kind": T.INTEGER}, {"raw": "x"}, Problem("x", "not_an_integer")),
        ({"kind": T.INTEGER}, {"raw": "5"}, Problem("x", "not_saved_yet")),
        ({"kind": T.TABLE}, {"raw": "x"}, Problem("x", "not_a_table")),
    ],
)
def test_wrong_answer_is_a_problem_already_in_a_draft(attributes: dict, answer: Json, problem: Problem) -> None:
    form = form_of(field("x", **attributes))

    assert validate(form, {"x": answer}) == (problem,)


@pytest.mark.parametrize(
    ("attributes", "answer"),
    [
        ({"kind": T.MOBILE}, "13800000000"),
        ({"kind": T.PHONE}, "0760-88331234-802"),
        ({"kind": T.PHONE}, "400-123-4567"),
        ({"kind": T.EMAIL}, "lab@example.org.cn"),
        ({"kind": T.POSTAL_CODE}, "528403"),
        ({"kind": T.USCC}, USCC),
        ({"kind": T.IDENTITY_NUMBER}, IDENTITY),
        ({"kind": T.MONEY, "digits": 2, "minimum": "0", "maximum": "9"}, "1.25"),
        ({"kind": T.DATE, "minimum": "2020-01-01", "maximum": "2020-12-31"}, "2020-06-01"),
        ({"kind": T.MULTI, "options": options("a", "b", exclusive="a")}, ["a"]),
        ({"kind": T.SINGLE, "options": options("a")}, "a"),
        ({"kind": T.COMPUTED, "required": True}, "9"),
    ],
)
def test_right_answer_has_no_problem(attributes: dict, answer: Json) -> None:
    form = form_of(field("x", **attributes))

    assert validate(form, {"x": answer}, Level.SUBMIT) == ()


def test_identity_and_credit_code_refuse_every_single_wrong_character() -> None:
    for at in range(18):
        for character in "0123456789X":
            changed = IDENTITY[:at] + character + IDENTITY[at + 1 :]
            assert (identity_birth(changed) is None) is (changed != IDENTITY)
        for character in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            changed = USCC[:at] + character + USCC[at + 1 :]
            assert is_uscc(changed) is (changed == USCC)


def test_identity_number_with_an_impossible_birth_date() -> None:
    assert identity_birth("110105194913310028") is None
    assert [identity_birth(f"11010519491331002{last}") for last in "0123456789X"] == [None] * 11


def test_required_counts_only_on_submission_and_only_where_it_holds() -> None:
    form = form_of(
        field("always", required=True),
        field("sometimes", required_when=condition({"==": [{"var": "kind"}, "plan"]})),
        field("kind"),
        field("hidden", required=True, visible_when=condition({"==": [{"var": "kind"}, "other"]})),
    )

    assert validate(form, {}, Level.DRAFT) == ()
    assert validate(form, {}, Level.SUBMIT) == (Problem("always", "required"),)
    assert validate(form, {"always": "x", "kind": "plan"}, Level.SUBMIT) == (Problem("sometimes", "required"),)


FUNDING = field(
    "funding",
    T.MATRIX,
    label="经费",
    digits=2,
    minimum="0",
    required=True,
    cells=(
        MatrixColumn("total", plain_text("总计"), sum_of=("state", "local", "own"), required=True),
        MatrixColumn("state", plain_text("国家")),
        MatrixColumn("local", plain_text("合计"), plain_text("地方"), sum_of=("province", "city")),
        MatrixColumn("province", plain_text("省"), plain_text("地方")),
        MatrixColumn("city", plain_text("市"), plain_text("地方")),
        MatrixColumn("own", plain_text("自有")),
    ),
)


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({"total": "3.5", "local": "3", "province": "1", "city": "2", "own": "0.5"}, ()),
        ({"total": "5", "state": "5"}, ()),
        ({"total": "4", "state": "3"}, (Problem("funding.total", "sum_differs", {"sum": "3"}),)),
        (
            {"total": "4", "local": "4", "province": "1"},
            (Problem("funding.local", "sum_differs", {"sum": "1"}),),
        ),
        ({"state": "1"}, (Problem("funding.total", "required"),)),
        (
            {"total": "0", "province": "1"},
            (Problem("funding.local", "required"),),
        ),
        (
            {"total": "1.001", "own": "1.001"},
            (
                Problem("funding.total", "too_many_digits", {"most": 2}),
                Problem("funding.own", "too_many_digits", {"most": 2}),
            ),
        ),
    ],
)
def test_money_matrix_adds_up(cells: dict[str, Json], problems: tuple[Problem, ...]) -> None:
    assert validate(form_of(FUNDING), {"funding": cells}, Level.SUBMIT) == problems


PEOPLE = field(
    "people",
    T.TABLE,
    min_items=2,
    max_items=3,
    match_on=("number",),
    columns=(
        field("type", T.SINGLE, options=options("card", "passport"), required=True),
        field("born", T.YEAR_MONTH),
        field("number", T.IDENTITY_NUMBER, identity=IdentityLink("type", "card", "born")),
        field("note", visible_when=condition({"==": [{"var": "row.type"}, "passport"]}), required=True),
    ),
)


def test_table_is_checked_row_by_row() -> None:
    rows: Json = [
        {"type": "card", "born": "1949-12", "number": IDENTITY},
        {"type": "card", "born": "1950-12", "number": IDENTITY},
        {"type": "passport", "number": "E12345678"},
        {},
    ]

    assert validate(form_of(PEOPLE), {"people": rows}, Level.SUBMIT) == (
        Problem("people", "too_many_rows", {"most": 3}),
        Problem("people[1].number", "identity_birth_differs", {"birth": "1949-12"}),
        Problem("people[2].note", "required"),
        Problem("people[3].type", "required"),
        Problem("people[1].number", "row_repeated", {"row": 1}),
    )


def test_too_few_rows_matter_on_submission() -> None:
    rows: Json = [{"type": "card"}]

    assert validate(form_of(PEOPLE), {"people": rows}) == ()
    assert validate(form_of(PEOPLE), {"people": rows}, Level.SUBMIT) == (
        Problem("people", "too_few_rows", {"fewest": 2}),
    )


def test_identity_number_outside_a_table_looks_at_its_neighbours() -> None:
    form = form_of(field("born", T.YEAR_MONTH), field("number", T.IDENTITY_NUMBER, identity=IdentityLink(birth="born")))

    assert validate(form, {"born": "1950-01", "number": IDENTITY}) == (
        Problem("number", "identity_birth_differs", {"birth": "1949-12"}),
    )
    assert validate(form, {"number": IDENTITY}) == ()


def test_relations_between_fields() -> None:
    form = form_of(
        field("start", T.DATE, label="起始日期"),
        field("end", T.DATE, not_before="start"),
        field("income", T.MONEY, digits=2, label="收入"),
        field("part", T.MONEY, digits=2, not_above="income"),
    )

    assert validate(form, {"start": "2024-05-01", "end": "2024-05-01", "income": "5", "part": "5"}) == ()
    assert validate(form, {"end": "2024-05-01", "part": "6"}) == ()
    assert validate(form, {"start": "2024-05-02", "end": "2024-05-01", "income": "5", "part": "5.01"}) == (
        Problem("end", "before_other", {"label": "起始日期"}),
        Problem("part", "above_other", {"label": "收入"}),
    )


def test_rule_over_several_fields_is_broken_only_when_it_is_false() -> None:
    rule = Check("rule", condition({"==": [{"var": "a"}, {"var": "b"}]}), ("a", "b"), plain_text("两项须一致。"))
    form = form_of(field("a"), field("b"), checks=(rule,))

    assert validate(form, {"a": "1"}) == ()
    assert validate(form, {"a": "1", "b": "2"}) == (
        Problem("a", "check_failed", {"message": "两项须一致。"}),
        Problem("b", "check_failed", {"message": "两项须一致。"}),
    )


INCOME = field(
    "income",
    T.MATRIX,
    digits=2,
    cells=(MatrixColumn("all", plain_text("收入")), MatrixColumn("part", plain_text("其中"), part_of="all")),
)


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({"all": "2", "part": "2"}, ()),
        ({"all": "2"}, ()),
        ({"all": "2", "part": "2.01"}, (Problem("income.part", "above_other", {"label": "收入"}),)),
        ({"part": "0.01"}, (Problem("income.part", "above_other", {"label": "收入"}),)),
        ({"part": "0"}, ()),
    ],
)
def test_a_part_is_at_most_its_whole(cells: dict[str, Json], problems: tuple[Problem, ...]) -> None:
    assert validate(form_of(INCOME), {"income": cells}) == problems


def test_what_the_office_fills_in_is_never_asked_of_the_applicant() -> None:
    line = field("opinion", T.OFFICE, required=True, office=OfficeLine.OPINION)

    assert normalise(form_of(line), {"opinion": "同意"}) == ({}, ())
    assert validate(form_of(line), {}, Level.SUBMIT) == ()
