"""What one examiner finds of the materials: kept, settled with the act, proposed for a return."""

from __future__ import annotations

import pytest

from procedures.domain.materials import FiledFile, FiledMaterial, MaterialsList, MaterialSpec
from procedures.domain.text import plain_text
from reviews.domain.material_verdicts import (
    EXEMPT,
    Fitness,
    MaterialVerdict,
    check_unfit_confirmed,
    checked_verdict,
    filed_version,
    material_names,
    proposed_remarks,
    read_verdicts,
    settled_verdicts,
    told_verdicts,
    with_verdict,
)
from reviews.domain.remarks import Remark
from tenants.domain.errors import ValidationFailed

NAMES = {"report": "工作报告", "contract": "合同"}


def fit(material: str, remark: str = "") -> MaterialVerdict:
    return MaterialVerdict(material, Fitness.FIT, remark, ("a",), 1)


def unfit(material: str, remark: str = "缺公章") -> MaterialVerdict:
    return MaterialVerdict(material, Fitness.UNFIT, remark, ("a",), 1)


def refused(error: pytest.ExceptionInfo[ValidationFailed]) -> list[tuple[str, str, dict[str, object]]]:
    return [(each.path, each.code, dict(each.params)) for each in error.value.problems]


@pytest.mark.parametrize(
    ("filed", "version"),
    [
        (None, ()),
        (FiledMaterial(), ()),
        (FiledMaterial(exempt=True), (EXEMPT,)),
        (FiledMaterial((FiledFile("b", "二.pdf"), FiledFile("a", "一.pdf"))), ("a", "b")),
        (FiledMaterial((FiledFile("a", "改名.pdf"), FiledFile("b", "二.pdf"))), ("a", "b")),
        (FiledMaterial((FiledFile("a", "一.pdf"),), exempt=True), ("a",)),
    ],
)
def test_a_version_is_its_files_whatever_their_names_or_the_declaration(
    filed: FiledMaterial | None, version: tuple[str, ...]
) -> None:
    assert filed_version(filed) == version


def test_one_verdict_for_each_material_stays_in_its_place() -> None:
    both = (fit("report"), fit("contract"))

    assert with_verdict((), "report", fit("report")) == (fit("report"),)
    assert with_verdict(both, "report", unfit("report")) == (unfit("report"), fit("contract"))
    assert with_verdict(both, "report", None) == (fit("contract"),)
    assert with_verdict(both, "licence", None) == both


def test_what_is_stored_reads_back() -> None:
    verdicts = (unfit("report"), fit("contract"))

    assert read_verdicts([each.as_json() for each in verdicts]) == verdicts
    assert read_verdicts([]) == ()


def test_a_remark_loses_its_blanks_and_has_a_limit() -> None:
    assert checked_verdict(unfit("report", "  缺公章 ")).remark == "缺公章"
    assert checked_verdict(unfit("report", " ")).remark == ""
    with pytest.raises(ValidationFailed) as error:
        checked_verdict(unfit("report", "缺" * 501))
    assert refused(error) == [("remark", "remark_too_long", {"most": 500})]


def test_unfit_says_why_when_the_act_is_done() -> None:
    with pytest.raises(ValidationFailed) as error:
        settled_verdicts((unfit("report", ""), fit("contract")), NAMES)

    assert refused(error) == [("verdict-report", "verdict_remark_missing", {"name": "工作报告"})]


def test_with_the_act_stay_known_materials_and_words_of_the_unfit_alone() -> None:
    given = (unfit("report"), fit("contract", "先写的话"), unfit("gone", ""))

    assert settled_verdicts(given, NAMES) == (unfit("report"), fit("contract"))


def test_unfit_materials_are_passed_on_confirmation_only() -> None:
    with pytest.raises(ValidationFailed) as error:
        check_unfit_confirmed((unfit("report"), fit("contract")), NAMES, confirmed=False)
    check_unfit_confirmed((unfit("report"),), NAMES, confirmed=True)
    check_unfit_confirmed((fit("report"), fit("contract")), NAMES, confirmed=False)

    assert refused(error) == [("unfit_confirmed", "unfit_not_confirmed", {"names": "工作报告"})]


def test_a_return_proposes_what_is_unfit_in_the_newest_words() -> None:
    earlier = [Remark("title", "太短"), Remark("materials.report", "重扫")]
    verdicts = (unfit("report", "缺公章"), unfit("contract", "缺页"), fit("licence"), unfit("silent", ""))

    assert proposed_remarks(verdicts, earlier) == [
        Remark("title", "太短"),
        Remark("materials.report", "缺公章"),
        Remark("materials.contract", "缺页"),
    ]


def test_the_ledger_keeps_keys_and_no_words() -> None:
    assert told_verdicts((unfit("report"), fit("contract"))) == "report:unfit,contract:fit"


def test_names_are_those_of_the_variants_list() -> None:
    items = (
        MaterialSpec("report", plain_text("工作报告")),
        MaterialSpec("patent", plain_text("专利证书"), variants=frozenset({"applied"})),
    )

    assert material_names(MaterialsList(items), "applied") == {"report": "工作报告", "patent": "专利证书"}
    assert material_names(MaterialsList(items), "theory") == {"report": "工作报告"}
