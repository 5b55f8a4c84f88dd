from __future__ import annotations

import pytest

from reviews.domain.remarks import (
    MAX_OPINION,
    MAX_REMARK,
    Remark,
    check_reason_given,
    checked_opinion,
    checked_remarks,
)
from tenants.domain.errors import Problem, ValidationFailed

PATHS = frozenset({"title", "materials.contract"})


def problems_of(refusal: pytest.ExceptionInfo[ValidationFailed]) -> tuple[Problem, ...]:
    return refusal.value.problems


def test_an_opinion_loses_its_surrounding_blanks() -> None:
    assert checked_opinion("  同意\n", required=True) == "同意"


def test_an_opinion_may_be_left_out_where_none_is_required() -> None:
    assert checked_opinion("   ", required=False) == ""


def test_a_required_opinion_is_asked_for() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        checked_opinion("   ", required=True)

    assert problems_of(refusal) == (Problem("opinion", "opinion_missing"),)


def test_an_opinion_has_a_longest_length() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        checked_opinion("意" * (MAX_OPINION + 1), required=False)

    assert problems_of(refusal) == (Problem("opinion", "opinion_too_long", {"most": MAX_OPINION}),)


def test_remarks_without_words_are_dropped_and_the_rest_keep_their_order() -> None:
    given = [Remark("materials.contract", " 缺章 "), Remark("title", "  "), Remark("title", "与合同不一致")]

    assert checked_remarks(given, known_paths=PATHS) == (
        Remark("materials.contract", "缺章"),
        Remark("title", "与合同不一致"),
    )


def test_every_wrong_remark_is_named_at_its_index() -> None:
    given = [
        Remark("unknown", "x"),
        Remark("title", "x"),
        Remark("title", "y"),
        Remark("materials.contract", "z" * (MAX_REMARK + 1)),
    ]

    with pytest.raises(ValidationFailed) as refusal:
        checked_remarks(given, known_paths=PATHS)

    assert problems_of(refusal) == (
        Problem("items[0]", "remark_path_unknown"),
        Problem("items[2]", "remark_path_twice"),
        Problem("items[3]", "remark_too_long", {"most": MAX_REMARK}),
    )


@pytest.mark.parametrize(("opinion", "remarks"), [("请修改", ()), ("", (Remark("title", "x"),))])
def test_a_reason_is_words_or_remarks(opinion: str, remarks: tuple[Remark, ...]) -> None:
    check_reason_given(opinion, remarks)


def test_a_return_without_a_reason_is_refused() -> None:
    with pytest.raises(ValidationFailed) as refusal:
        check_reason_given("", ())

    assert problems_of(refusal) == (Problem("opinion", "return_reason_missing"),)
