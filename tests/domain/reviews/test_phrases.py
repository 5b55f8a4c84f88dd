from __future__ import annotations

import pytest

from reviews.domain.phrases import MAX_PHRASE, checked_phrase, filled_phrase
from tenants.domain.errors import ValidationFailed

VALUES = {"title": "高强韧钢", "number": "CG0001", "material": "工作报告"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("同意。", "同意。"),
        ("“{title}”（{number}）材料齐全。", "“高强韧钢”（CG0001）材料齐全。"),
        ("{unit}补正", "补正"),
        ("{{原文}}", "{原文}"),
    ],
)
def test_fields_are_filled_from_the_application(text: str, filled: str) -> None:
    assert filled_phrase(checked_phrase(text, material=""), VALUES) == filled


@pytest.mark.parametrize(
    ("text", "material", "code"),
    [
        (" ", "", "phrase_missing"),
        ("意" * (MAX_PHRASE + 1), "", "phrase_too_long"),
        ("{leader}", "", "phrase_field_unknown"),
        ("{title.__class__}", "", "phrase_field_unknown"),
        ("{title!r}", "", "phrase_field_unknown"),
        ("{title:>999999}", "", "phrase_field_unknown"),
        ("{", "", "phrase_field_unknown"),
        ("{material}请重新扫描", "", "phrase_field_unknown"),
    ],
)
def test_what_cannot_be_filled_is_refused(text: str, material: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        checked_phrase(text, material=material)

    assert [(problem.path, problem.code) for problem in refused.value.problems] == [("text", code)]


def test_a_phrase_about_a_material_may_name_it() -> None:
    text = checked_phrase("{material}请重新扫描。", material="materials.work_report")

    assert filled_phrase(text, VALUES) == "工作报告请重新扫描。"
