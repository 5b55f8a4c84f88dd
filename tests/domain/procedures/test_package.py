"""Package format 1: canonical bytes, YAML, parameters, reading, compiling."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.domain.chain_model import Choose, Parallel, Step
from procedures.domain.clock_rules import DeemedAcceptance, DeemedDecision, ExtensionRule, Window
from procedures.domain.deadlines import Limit, LimitUnit
from procedures.domain.lights import Forewarning
from procedures.domain.package.canonical import canonical_bytes, document_json, version_hash
from procedures.domain.package.compiled import CommitmentMoment
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.expressions import without_floats
from procedures.domain.package.parameters import places, with_parameters
from procedures.domain.package.reading import json_schema, parse_canonical, parse_package
from procedures.domain.package.upgrades import upgrade
from procedures.domain.package.words import compile_text
from procedures.domain.package.yaml_io import MAX_CHARACTERS, read_yaml, write_yaml
from procedures.domain.values import Json
from tenants.domain.errors import Problem, ValidationFailed
from tests.domain.procedures.packages import city_document, city_package, library_json, minimal_json

GOLDEN = Path(__file__).parent / "golden"

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**9), 10**9), st.text(max_size=6)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abcé", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), JSON, max_size=4)


@settings(max_examples=40, deadline=None)
@given(OBJECTS)
def test_canonical_bytes_are_a_fixed_point(document: dict[str, Json]) -> None:
    once = canonical_bytes(document)

    assert canonical_bytes(json.loads(once)) == once


@settings(max_examples=40, deadline=None)
@given(OBJECTS)
def test_the_order_of_keys_does_not_matter(document: dict[str, Json]) -> None:
    assert canonical_bytes(dict(reversed(document.items()))) == canonical_bytes(document)


def test_canonical_spelling() -> None:
    document = {"b": Decimal("1.50"), "a": ["e\u0301", None, True, 3]}

    assert canonical_bytes(document).decode() == '{"a":["é",null,true,3],"b":"1.5"}'
    assert version_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_floats_and_colliding_keys_have_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonical_bytes({"a": 0.1})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="same after normalisation"):
        canonical_bytes({"e\u0301": 1, "é": 2})


def test_format_1_is_frozen() -> None:
    """The stored bytes of an old package still read, and still have their hash. Never regenerate this file."""
    stored = (GOLDEN / "format_1.json").read_bytes()

    assert canonical_bytes(parse_canonical(stored)) == stored
    assert version_hash(stored) == (GOLDEN / "format_1.sha256").read_text(encoding="ascii").strip()


def test_yaml_gives_strings_only() -> None:
    text = "a: 0.10\nb: no\nc: 012\nd: 12:30\ne: 2024-05-01\nf:\ng: ''\nh: [1, ~]\n"

    assert read_yaml(text) == {
        "a": "0.10",
        "b": "no",
        "c": "012",
        "d": "12:30",
        "e": "2024-05-01",
        "f": None,
        "g": "",
        "h": ["1", "~"],
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2\n", Problem("a", "yaml_duplicate_key", {"line": 2})),
        ("a:\n  b: &x 1\n", Problem("", "yaml_alias", {"line": 2})),
        ("a: &x [*x]\n", Problem("", "yaml_alias", {"line": 1})),
        ("? [a]\n: b\n", Problem("", "yaml_key_not_text", {"line": 1})),
        ("a: [\n", Problem("", "yaml_not_readable", {"line": 2})),
        ("a: [1, 2", Problem("", "yaml_not_readable", {"line": 1})),
        ("a: \x07", Problem("", "yaml_not_readable", {"line": 1})),
        ("a: \ud800", Problem("", "yaml_not_readable", {"line": 1})),
        ("[" * 61, Problem("", "yaml_too_deep", {"line": 1})),
        ("- a\n", Problem("", "yaml_not_an_object")),
        ("", Problem("", "yaml_not_an_object")),
        ("a" * (MAX_CHARACTERS + 1), Problem("", "yaml_too_large", {"most": MAX_CHARACTERS})),
    ],
)
def test_yaml_that_is_refused(text: str, problem: Problem) -> None:
    with pytest.raises(ValidationFailed) as failed:
        read_yaml(text)

    assert [(each.code, dict(each.params)) for each in failed.value.problems] == [(problem.code, dict(problem.params))]


def test_yaml_round_trip() -> None:
    document = parse_package(library_json())

    written = write_yaml(document)

    assert canonical_bytes(parse_package(read_yaml(written))) == canonical_bytes(document)
    assert written.startswith("format: 1\nmeta:\n  code: achievement-registration\n")


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"format": 2}, "format", "package_format_unknown"),
        ({"format": None}, "format", "package_format_unknown"),
        ({"variants": []}, "variants", "package_value_invalid"),
        ({"stranger": 1}, "stranger", "package_part_unknown"),
        ({"guide": {}}, "guide.fee", "package_part_missing"),
        ({"variants": [{"key": "Bad Key", "name": "x"}]}, "variants[0].key", "package_value_invalid"),
        ({"variants": [{"key": "only", "name": 5}]}, "variants[0].name", "package_value_invalid"),
        ({"variants": [{"key": "only", "name": {"en": "Only"}}]}, "variants[0].name", "package_value_invalid"),
        ({"limits": {"promised_days": "soon"}}, "limits.promised_days", "package_value_invalid"),
        ({"chain": {"nodes": [{}]}}, "chain.nodes[0]", "package_value_invalid"),
        (
            {"eligibility": {"gates": [{"key": "g", "name": "x", "reason": "y"}]}},
            "eligibility.gates[0]",
            "package_value_invalid",
        ),
        (
            {"eligibility": {"gates": [{"key": "g", "name": "x", "reason": "y", "condition": {"eval": []}}]}},
            "eligibility.gates[0].condition",
            "package_value_invalid",
        ),
        (
            {"eligibility": {"gates": [{"key": "g", "name": "x", "reason": "y", "condition": {"==": [1, 0.5]}}]}},
            "eligibility.gates[0].condition",
            "package_value_invalid",
        ),
    ],
)
def test_problems_of_a_document_have_their_path(change: dict[str, Json], path: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as failed:
        parse_package({**minimal_json(), **change})

    assert [(problem.path, problem.code) for problem in failed.value.problems] == [(path, code)]


@pytest.mark.parametrize("stored", [b"", b"[]", b'{"a": 0.5}', b'{"a": NaN}', b"\xff"])
def test_bytes_that_are_no_package(stored: bytes) -> None:
    with pytest.raises(ValidationFailed) as failed:
        parse_canonical(stored)

    assert failed.value.problems == (Problem("", "package_not_json"),)


def test_old_formats_are_upgraded_step_by_step() -> None:
    upgrades = {1: lambda document: {**document, "one": "1"}, 2: lambda document: {**document, "two": "2"}}

    assert upgrade({"format": "1"}, upgrades, 3) == {"format": 3, "one": "1", "two": "2"}
    assert upgrade({"format": 3}, upgrades, 3) == {"format": 3}


def test_json_schema_describes_the_shipped_package() -> None:
    schema = json_schema()
    validator = jsonschema.Draft202012Validator(schema)

    validator.check_schema(schema)
    assert list(validator.iter_errors(document_json(city_document()))) == []
    assert [error.json_path for error in validator.iter_errors({**minimal_json(), "stranger": 1})] == ["$"]


def test_parameters_are_filled_and_stay_listed() -> None:
    document: dict[str, Json] = {
        "parameters": {"city": {"label": "市", "default": "本市"}, "days": {"label": "天", "default": "5"}},
        "guide": {"fee": "在${city}不收费", "rows": ["${days}", 3, None]},
        "format": 1,
    }

    assert with_parameters(document, {"city": "甲市"}) == {
        "parameters": {"city": {"label": "市", "default": "甲市"}, "days": {"label": "天", "default": "5"}},
        "guide": {"fee": "在甲市不收费", "rows": ["5", 3, None]},
        "format": 1,
    }
    assert with_parameters({"a": "b"}, {}) == {"a": "b"}
    assert places({"a": ["${x} ${y}"], "b": 1}) == frozenset({"x", "y"})


def test_unknown_and_undefined_parameters_are_refused() -> None:
    with pytest.raises(ValidationFailed) as failed:
        with_parameters({"a": "${gone}", "parameters": {"odd": "x"}}, {"stranger": "x"})

    assert failed.value.problems == (
        Problem("parameters.stranger", "parameter_unknown"),
        Problem("parameters", "parameter_undefined", {"name": "gone"}),
    )


def test_an_unfilled_package_compiles_with_its_defaults() -> None:
    compiled = compile_package(parse_package(library_json()))

    assert compiled.limits.promised == Limit(5)
    assert compiled.numbering.application.pattern == "CG000000{year}{seq:05}"


def test_limits_in_their_full_spelling_and_what_goes_with_them() -> None:
    document = minimal_json()
    document["limits"] = {
        "statutory": {"length": 3, "unit": "months", "rolls_over": False},
        "promised": {"length": 30, "unit": "calendar_days"},
        "starts_after": "examine",
        "forewarning": {"days": 2, "per_cent": 20},
        "extension": {"most": {"length": 10}, "times": 2, "basis": "law"},
        "deemed_acceptance": {"step": "examine", "within": {"length": 5}, "basis": "law"},
        "deemed_decision": {"result": "yes", "basis": "law"},
        "windows": [
            {"key": "w", "name": "w", "field": "day", "within": {"length": 6, "unit": "months"}, "hard": False}
        ],
    }
    document["chain"]["nodes"][0]["step"]["limit"] = {"length": 7, "unit": "calendar_days"}

    compiled = compile_package(parse_package(document))

    rules, law = compiled.clocks, compile_text("law")
    assert compiled.limits.statutory == Limit(3, LimitUnit.MONTHS, rolls_over=False)
    assert compiled.limits.promised == Limit(30, LimitUnit.CALENDAR_DAYS)
    assert next(iter(compiled.chain.steps())).limit == Limit(7, LimitUnit.CALENDAR_DAYS)
    assert rules.starts_after == "examine"
    assert rules.forewarning == Forewarning(2, 20)
    assert rules.extension == ExtensionRule(Limit(10), 2, "", law)
    assert rules.deemed_acceptance == DeemedAcceptance("examine", Limit(5), law)
    assert rules.deemed_decision == DeemedDecision("yes", law)
    assert rules.windows == (Window("w", compile_text("w"), "day", Limit(6, LimitUnit.MONTHS), is_hard=False),)


def test_a_parameter_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValidationFailed) as failed:
        parse_package(with_parameters(library_json(), {"promised_days": "several"}))

    assert {problem.path.partition(".")[0] for problem in failed.value.problems} == {"limits"}


def test_compiled_texts_and_lookups() -> None:
    compiled = city_package()

    assert str(compiled.meta.name) == "科技成果登记"
    assert [variant.key for variant in compiled.variants] == ["applied_technology", "basic_theory", "soft_science"]
    only_theory = compiled.form("basic_theory").by_key.keys() - compiled.form("applied_technology").by_key.keys()
    assert only_theory == {"publications"}
    assert [each.key for each in compiled.commitments_for("soft_science", CommitmentMoment.START)] == [
        "disclosure_consent",
        "not_secret",
    ]
    assert [each.key for each in compiled.commitments_for("soft_science")][-1] == "truthfulness"
    with pytest.raises(KeyError):
        compiled.form("unknown")


def test_blocks_of_a_chain_compile() -> None:
    office = {"kind": "role", "role": "office"}
    one = {"step": {"key": "one", "name": "一", "kind": "examine", "assignee": office}}
    two = {"step": {"key": "two", "name": "二", "kind": "examine", "assignee": office, "applicant_name": "二*"}}
    document = minimal_json()
    document["chain"] = {
        "nodes": [
            {
                "choose": {
                    "key": "kind",
                    "branches": [
                        {"key": "red", "label": "红", "when": {"==": [{"var": "colour"}, "red"]}, "nodes": [one]}
                    ],
                    "otherwise": {"key": "other", "label": "其他"},
                }
            },
            {
                "parallel": {
                    "key": "both",
                    "branches": [{"key": "a", "label": "甲", "nodes": [two]}, {"key": "b", "label": "乙"}],
                    "join": "any",
                }
            },
        ]
    }

    chain = compile_package(parse_package(document)).chain

    assert [type(node) for node in chain.nodes] == [Choose, Parallel]
    assert [str(step.applicant_name) for step in chain.steps()] == ["一", "二*"]
    assert isinstance(chain.step("two"), Step)
    assert chain.step("three") is None


def test_a_package_without_optional_parts_compiles() -> None:
    compiled = compile_package(parse_package(minimal_json()))

    assert (compiled.notice, compiled.numbering.registration, compiled.gates) == (None, None, ())
    assert compiled.forms["only"].section("main") is not None
    assert compiled.forms["only"].section("gone") is None


def test_expressions_hold_no_floats() -> None:
    assert without_floats({"a": [1, "b", {"c": None}]}) == {"a": [1, "b", {"c": None}]}
    with pytest.raises(ValueError, match="written as strings"):
        without_floats([0.5])
