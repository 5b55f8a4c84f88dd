"""The check before submission, on the shipped package."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.domain.eligibility import GateVerdict, check_gates
from procedures.domain.form import condition_facts, normalise
from procedures.domain.materials import FiledFile, FiledMaterial
from procedures.domain.submission import submit_check, submit_warnings
from tenants.domain.errors import Problem
from tests.domain.procedures.answers import agreed, filed_materials, typed_answers
from tests.domain.procedures.packages import city_package

VARIANT = "applied_technology"


def check(
    *,
    answers: dict[str, Any] | None = None,
    materials: dict[str, Any] | None = None,
    commitments: dict[str, str] | None = None,
) -> list[tuple[str, str]]:
    compiled = city_package()
    typed = {**typed_answers(), **(answers or {})}
    normalised, _ = normalise(compiled.form(VARIANT), typed)
    filed = {**filed_materials(), **(materials or {})}
    problems = submit_check(
        compiled, VARIANT, normalised, filed, agreed(compiled) if commitments is None else commitments
    )
    return [(problem.path, problem.code) for problem in problems]


def test_a_complete_filing_is_ready() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"answers": {"achievement_name": ""}}, [("form.overview.achievement_name", "required")]),
        ({"answers": {"keywords": "a;b;c;d"}}, [("form.overview.keywords", "too_many_items")]),
        ({"answers": {"standard_number": ""}}, [("form.overview.standard_number", "required")]),
        ({"answers": {"result_forms": ["new_product"], "standard_number": ""}}, []),
        ({"answers": {"research_end": "2021-01-01"}}, [("form.overview.research_end", "before_other")]),
        ({"answers": {"evaluation_date": "2021-01-01"}}, [("form.evaluation.evaluation_date", "check_failed")]),
        ({"answers": {"cooperation": ["independent", "other"]}}, [("form.overview.cooperation", "option_exclusive")]),
        (
            {"answers": {"funding": {"total": "100", "own": "99", "local_total": "2", "county": "1"}}},
            [("form.project.funding.total", "sum_differs"), ("form.project.funding.local_total", "sum_differs")],
        ),
        ({"answers": {"unit_uscc": "91350100M000100Y44"}}, [("form.units.unit_uscc", "not_a_uscc")]),
        ({"answers": {"completers": []}}, [("form.people.completers", "required")]),
        (
            {"answers": {"registration_object": "other_fiscal"}},
            [
                ("eligibility.other_fiscal_accepted", "gate_failed"),
                ("form.project.project_source_unit", "required"),
                ("form.project.project_name", "required"),
                ("form.project.project_number", "required"),
            ],
        ),
        (
            {"answers": {"evaluation_methods": ["ip_grant"]}},
            [("eligibility.non_fiscal_evaluated", "gate_failed")],
        ),
        ({"answers": {"unit_province": "乙省"}}, [("eligibility.unit_in_province", "gate_failed")]),
        (
            {"answers": {"registration_object": ""}},
            [
                ("eligibility.other_fiscal_accepted", "gate_unknown"),
                ("form.overview.registration_object", "required"),
            ],
        ),
        (
            {"materials": {"third_party_report": FiledMaterial()}},
            [("materials.acceptance_report", "material_group_missing")],
        ),
        ({"materials": {"people_list": FiledMaterial()}}, [("materials.people_list", "material_missing")]),
        (
            {"materials": {"contract": FiledMaterial()}},
            [
                ("materials.people_list", "material_missing"),
                ("materials.people_list", "material_exemption_without_ground"),
            ],
        ),
        (
            {"materials": {"publications": FiledMaterial((FiledFile("a", "a.pdf"),))}},
            [("materials.publications", "material_unknown")],
        ),
        (
            {"commitments": {"disclosure_consent": "old"}},
            [
                ("eligibility.not_secret", "gate_failed"),
                ("commitments.disclosure_consent", "commitment_outdated"),
                ("commitments.not_secret", "commitment_missing"),
                ("commitments.truthfulness", "commitment_missing"),
            ],
        ),
    ],
)
def test_what_stands_in_the_way(given: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert check(**given) == problems


def test_an_unknown_gate_names_what_is_missing() -> None:
    compiled = city_package()

    problems = submit_check(compiled, VARIANT, {}, {}, agreed(compiled))

    assert problems[0] == Problem(
        "eligibility.other_fiscal_accepted",
        "gate_unknown",
        {
            "name": "其他财政投入产生的成果已通过验收",
            "reason": "其他财政投入产生的科技成果必须已通过验收。",
            "fields": "evaluation_methods、registration_object",
        },
    )


def test_a_provincial_project_before_acceptance_is_only_warned() -> None:
    compiled = city_package()
    answers = {**typed_answers(), "registration_object": "provincial_plan"}

    warnings = submit_warnings(compiled, VARIANT, normalise(compiled.form(VARIANT), answers)[0], {}, agreed(compiled))

    assert [(problem.path, problem.code) for problem in warnings] == [
        ("eligibility.provincial_plan_accepted", "gate_failed")
    ]


def test_gates_tell_why() -> None:
    compiled = city_package()
    form = compiled.form(VARIANT)
    facts = condition_facts(form, normalise(form, typed_answers())[0])

    outcomes = {each.gate.key: each for each in check_gates(compiled.gates, VARIANT, facts, agreed(compiled))}

    assert {key: each.verdict for key, each in outcomes.items()} == dict.fromkeys(outcomes, GateVerdict.PASSED)
    assert [reason.actual for reason in outcomes["non_fiscal_evaluated"].outcome.because] == [("institution",)]
