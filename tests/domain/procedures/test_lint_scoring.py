"""发布前体检 of score sheets: each finding on the smallest sheet that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.domain.lint import Severity, lint
from procedures.domain.package.canonical import canonical_bytes
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.reading import parse_canonical, parse_package
from procedures.domain.package.yaml_io import read_yaml, write_yaml
from procedures.domain.scoring import score
from procedures.domain.values import Json
from tenants.domain.errors import ValidationFailed
from tests.domain.procedures.packages import minimal_json
from tests.domain.procedures.sheets import texts

AMOUNT: Json = {"value": {"var": "amount"}}
PER_UNIT: dict[str, Json] = {"per_unit": {"input": AMOUNT, "points": "1"}}


def row(rule: Json = None, **given: Json) -> dict[str, Json]:
    return {"key": "it", "label": "一项", "rule": rule or PER_UNIT, **given}


def document(*rows: Json, group: dict[str, Json] | None = None, **sheet: Json) -> dict[str, Json]:
    groups: Json = [{"key": "all", "label": "全部", "criteria": list(rows), **(group or {})}]
    return {
        **minimal_json(),
        "scoring": {"sheets": [{"key": "sheet", "label": "自评表", "base": groups, **sheet}]},
    }


def found(package: dict[str, Json]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in lint(parse_package(package))]


def bands(*rows: dict[str, Json], **given: Json) -> Json:
    return {"bands": {"input": {"value": {"var": "amount"}, **given}, "bands": list(rows)}}


def band(points: str, lower: str = "", upper: str = "", **closed: Json) -> dict[str, Json]:
    return {"points": points, "lower": lower, "upper": upper, **closed}


def choice(*options: tuple[str, str], kind: str = "choice", field: str = "colour") -> Json:
    return {kind: {"field": field, "options": [{"value": key, "points": points} for key, points in options]}}


RED_BLUE = choice(("red", "2"), ("blue", "1"))
ROW = "scoring.sheet.it"


def test_a_sound_sheet_is_passed() -> None:
    assert found(document(row(most="5", stated="5"), group={"stated": "5"}, stated_base="5", pass_mark="3")) == []


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        # rows
        (document({"key": "it", "label": "特色工作", "stated": "10"}), [(ROW, "score_no_scale")]),
        (document(row(stated="20", most="10")), [(ROW, "score_cap_below_stated")]),
        (document(row(stated="20")), [(ROW, "score_above_stated")]),
        (document(row(RED_BLUE, stated="3")), [(ROW, "score_stated_unreachable")]),
        (document(row(evidence=["nothing"])), [(ROW, "material_not_in_list")]),
        (document(row(when={"==": [{"var": "nothing"}, "x"]})), [(ROW, "condition_unknown_field")]),
        (document(row({"manual": {"least": "5", "most": "3"}})), [(ROW, "score_range_empty")]),
        # what rules look at
        (document(row({"per_unit": {"input": {"value": {"var": "x"}}, "points": "1"}})), [
            (ROW, "condition_unknown_field"),
        ]),
        (document(row({"per_unit": {"input": {"value": {"var": "day"}}, "points": "1"}})), [
            (ROW, "score_input_no_number"),
        ]),
        (document(row(choice(("red", "2"), ("green", "1")))), [
            (ROW, "condition_unknown_option"),
            (ROW, "score_option_without_points"),
        ]),
        (document(row({"weighted_rows": {"table": "name", "columns": ["a"], "kinds": [
            {"options": ["x"], "points": "1"},
        ]}})), [(ROW, "condition_unknown_field")]),
        (document(row({"best_of": {"rules": [PER_UNIT, {"per_unit": {
            "input": {"value": {"var": "x"}}, "points": "1"}}]}})), [(ROW, "condition_unknown_field")]),
        # bands
        (document(row(bands(band("0", upper="50"), band("1", "60")))), [(ROW, "score_bands_gap")]),
        (document(row(bands(band("0", upper="50"), band("1", "50", lower_closed=False)))), [
            (ROW, "score_bands_gap"),
        ]),
        (document(row(bands(band("0", upper="50"), band("1", "40")))), [(ROW, "score_bands_overlap")]),
        (document(row(bands(band("0", upper="50", upper_closed=True), band("1", "50")))), [
            (ROW, "score_bands_share_border"),
        ]),
        (document(row(bands(band("0", "10", "50"), band("1", "50")))), [(ROW, "score_bands_no_lowest")]),
        (document(row(bands(band("0", upper="50"), band("1", "50", "90")))), [(ROW, "score_bands_no_highest")]),
        (document(row(bands(band("0", upper="50"), band("1", "50"), band("2", "9", "8")))), [(ROW, "score_band_empty")]),
        (document(row(bands(band("0", upper="7"), band("1", "7", "9"), band("3", "9", "11"), band("4", "11")))), [
            (ROW, "score_bands_uneven"),
        ]),
        (document(row(bands(band("1", upper="300"), band("2", "300")))), [(ROW, "score_points_for_nothing")]),
        # sums
        (document(row(RED_BLUE, stated="2"), group={"stated": "3"}), [("scoring.sheet.all", "score_sum_differs")]),
        (document(row(RED_BLUE, stated="2"), group={"stated": "2"}, stated_base="100"), [
            ("scoring.sheet", "score_sum_differs"),
        ]),
        (document(row(RED_BLUE), pass_mark="60"), [("scoring.sheet", "score_mark_unreachable")]),
        (document(row(), deductions=[{"key": "d", "label": "扣分", "criteria": [
            {"key": "bad", "label": "x", "rule": PER_UNIT},
        ]}]), [("scoring.sheet", "score_deduction_gives_points")]),
        # names
        (document(row(), row()), [("scoring", "key_repeated")]),
        (document({**row(), "key": "sheet"}), [("scoring", "key_repeated")]),
        (document(row(), variants=["other"]), [("scoring.sheet", "variant_unknown")]),
        (document(row(), vetoes=[{"key": "v", "name": "x", "reason": "x", "condition": {"var": "amount"}}]), [
            ("scoring.sheet.v", "condition_not_yes_or_no"),
        ]),
    ],
)  # fmt: skip
def test_each_trap_is_found(package: dict[str, Json], expected: list[tuple[str, str]]) -> None:
    assert found(package) == expected


def test_what_tables_may_mean_is_a_warning() -> None:
    odd = bands(band("1", upper="300"), band("2", "300", "500"), band("3", "500", "700"), band("6", "700"))

    assert {(each.code, each.severity) for each in lint(parse_package(document(row(odd))))} == {
        ("score_bands_uneven", Severity.WARNING),
        ("score_points_for_nothing", Severity.WARNING),
    }


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {**PER_UNIT, "manual": {"most": "1"}},
        {"per_unit": {"input": AMOUNT, "points": "1", "each": "0"}},
        {"ladder": {"input": AMOUNT, "start": "0", "base": "1", "step": "-1", "points": "1"}},
        {"per_unit": {"input": AMOUNT, "points": "1.0000001"}},
    ],
)
def test_what_is_no_rule_cannot_be_read(rule: Any) -> None:
    with pytest.raises(ValidationFailed):
        parse_package(document({"key": "it", "label": "一项", "rule": rule}))


def test_a_sheet_survives_writing_and_reading() -> None:
    given = parse_package(
        document(
            row(bands(band("0", upper="50"), band("1", "50"), least="")),
            row(RED_BLUE, stated="2") | {"key": "colours"},
            row({"manual": {"most": "10"}}) | {"key": "given"},
        )
    )

    again = parse_package(read_yaml(write_yaml(given)))
    stored = parse_canonical(canonical_bytes(given))
    sheet = compile_package(stored).sheets[0]
    result = score(sheet, {"amount": -3, "colour": "red", "judged.given": 7})

    assert canonical_bytes(again) == canonical_bytes(given)
    assert texts(result.total, *(each.points for each in result.criteria)) == "9 0 2 7"
