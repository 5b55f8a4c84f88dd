"""The materials list: what is required, what is missing, what is wrong with what was filed."""

from __future__ import annotations

import pytest

from procedures.domain.materials import (
    MEGABYTE,
    Exemption,
    FiledFile,
    FiledMaterial,
    MaterialChange,
    MaterialChangeKind,
    MaterialGroup,
    MaterialsList,
    MaterialSpec,
    Necessity,
    diff_materials,
    file_problems,
    missing,
    required_materials,
)
from procedures.domain.text import plain_text
from tenants.domain.errors import Problem
from tests.domain.procedures.forms import condition

FILE = FiledFile("aa", "报告.PDF", 10)
FILED = FiledMaterial((FILE,))
GROUP = MaterialGroup("proof", plain_text("评价证明"))
MATERIALS = MaterialsList(
    items=(
        MaterialSpec("report", plain_text("报告")),
        MaterialSpec("extra", plain_text("补充"), Necessity.SOFT),
        MaterialSpec("contract", plain_text("合同"), required_when=condition({"==": [{"var": "kind"}, "plan"]})),
        MaterialSpec("names", plain_text("名单"), exemption=Exemption(plain_text("合同已包含"), "contract")),
        MaterialSpec("test", plain_text("检测"), variants=frozenset({"applied"})),
        MaterialSpec("acceptance", plain_text("验收书"), group="proof"),
        MaterialSpec("appraisal", plain_text("鉴定书"), group="proof", variants=frozenset({"applied"})),
        MaterialSpec("other", plain_text("其他"), Necessity.OPTIONAL, formats=("pdf", "jpg"), max_megabytes=1),
    ),
    groups=(GROUP,),
)


def required(variant: str = "theory", **facts: str) -> tuple:
    return required_materials(MATERIALS, variant, facts)


def test_list_of_a_variant() -> None:
    assert [(item.spec.key, item.necessity.value) for item in required("applied", kind="plan")] == [
        ("report", "hard"),
        ("extra", "soft"),
        ("contract", "hard"),
        ("names", "hard"),
        ("test", "hard"),
        ("acceptance", "optional"),
        ("appraisal", "optional"),
        ("other", "optional"),
    ]
    assert [item.spec.key for item in required() if item.group is GROUP] == ["acceptance"]


@pytest.mark.parametrize("facts", [{}, {"kind": "own"}])
def test_a_condition_that_is_false_or_unknown_asks_for_nothing(facts: dict[str, str]) -> None:
    necessity = {item.spec.key: item.necessity for item in required(**facts)}

    assert necessity["contract"] is Necessity.OPTIONAL


def test_what_is_missing() -> None:
    assert missing(required(kind="plan"), {"names": FILED}, Necessity.HARD) == (
        Problem("materials.report", "material_missing", {"name": "报告"}),
        Problem("materials.contract", "material_missing", {"name": "合同"}),
        Problem("materials.acceptance", "material_group_missing", {"name": "评价证明", "at_least": 1}),
    )
    assert missing(required(), {}, Necessity.SOFT) == (
        Problem("materials.extra", "material_missing", {"name": "补充"}),
    )


def test_one_of_a_group_is_enough() -> None:
    filed = {"report": FILED, "names": FILED, "test": FILED, "appraisal": FILED}

    assert missing(required("applied"), filed, Necessity.HARD) == ()


@pytest.mark.parametrize(
    ("filed", "lacking"),
    [
        ({"names": FiledMaterial(exempt=True), "contract": FILED}, False),
        ({"names": FiledMaterial(exempt=True)}, True),
        ({"names": FILED}, False),
        ({"contract": FILED}, True),
        ({"report": FiledMaterial(exempt=True)}, True),
    ],
)
def test_exemption_needs_its_ground(filed: dict[str, FiledMaterial], lacking: bool) -> None:
    problems = missing(required(), filed, Necessity.HARD)

    assert ("materials.names" in {problem.path for problem in problems}) is lacking
    assert "materials.report" in {problem.path for problem in problems}


def test_an_exemption_may_stand_alone() -> None:
    spec = MaterialSpec("names", plain_text("名单"), exemption=Exemption(plain_text("已报送")))
    listed = required_materials(MaterialsList((spec,)), "any", {})

    assert missing(listed, {"names": FiledMaterial(exempt=True)}, Necessity.HARD) == ()


def test_files_against_the_list() -> None:
    filed = {
        "report": FiledMaterial((FILE, FiledFile("bb", "b.pdf", 1))),
        "other": FiledMaterial((FiledFile("cc", "c.exe", MEGABYTE + 1), FiledFile("dd", "无后缀", 1))),
        "names": FiledMaterial(exempt=True),
        "test": FILED,
    }

    assert file_problems(required(), filed) == (
        Problem("materials.report", "material_too_many_files", {"most": 1}),
        Problem("materials.other", "material_too_many_files", {"most": 1}),
        Problem("materials.other", "material_format", {"file": "c.exe", "formats": "pdf、jpg"}),
        Problem("materials.other", "material_too_large", {"file": "c.exe", "most": 1}),
        Problem("materials.other", "material_format", {"file": "无后缀", "formats": "pdf、jpg"}),
        Problem("materials.names", "material_exemption_without_ground", {"name": "名单"}),
        Problem("materials.test", "material_unknown"),
    )


def test_what_changed_between_rounds() -> None:
    before = {"report": FILED, "names": FiledMaterial(exempt=True), "other": FILED}
    new = FiledFile("bb", "新.pdf", 1)
    after = {
        "report": FiledMaterial((FiledFile("aa", "改名.pdf", 10), new)),
        "names": FILED,
        "extra": FiledMaterial(exempt=True),
    }

    assert diff_materials(before, before) == ()
    assert diff_materials(before, after) == (
        MaterialChange("extra", MaterialChangeKind.EXEMPTED),
        MaterialChange("names", MaterialChangeKind.ADDED, FILE),
        MaterialChange("names", MaterialChangeKind.EXEMPTION_ENDED),
        MaterialChange("other", MaterialChangeKind.REMOVED, FILE),
        MaterialChange("report", MaterialChangeKind.ADDED, new),
    )
