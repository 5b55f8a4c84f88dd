"""发布前体检: each finding on the smallest package that shows it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from procedures.domain.lint import Finding, Severity, errors, lint
from procedures.domain.package.reading import parse_package
from procedures.domain.values import Json
from tests.domain.procedures.packages import city_document, library_json, minimal_json

OFFICE = {"kind": "role", "role": "office"}
SOMEBODY = "019a0000-0000-7000-8000-000000000001"


def findings(change: Callable[[Any], object]) -> list[tuple[str, str]]:
    document = deepcopy(minimal_json())
    change(document)
    return [(finding.path, finding.code) for finding in lint(parse_package(document))]


def section(document: Any) -> Any:
    return document["form"]["sections"][0]


def add_field(**field: Json) -> Callable[[Any], object]:
    return lambda document: section(document)["fields"].append({"key": "x", "label": "x", **field})


def add_step(**step: Any) -> Callable[[Any], object]:
    given = {"key": "x", "name": "x", "kind": "examine", "assignee": OFFICE, **step}
    return lambda document: document["chain"]["nodes"].insert(0, {"step": given})


def add_node(**node: Any) -> Callable[[Any], object]:
    return lambda document: document["chain"]["nodes"].insert(0, node)


def step(key: str) -> dict[str, Any]:
    return {"step": {"key": key, "name": key, "kind": "examine", "assignee": OFFICE}}


def put(path: str, value: Any) -> Callable[[Any], object]:
    def change(document: Any) -> None:
        *parents, last = path.split(".")
        for parent in parents:
            document = document.setdefault(parent, {})
        document[last] = value

    return change


def gate(condition: Json) -> Callable[[Any], object]:
    return put("eligibility.gates", [{"key": "g", "name": "g", "reason": "g", "condition": condition}])


def test_the_smallest_and_the_shipped_package_are_sound() -> None:
    assert lint(parse_package(minimal_json())) == ()
    assert lint(city_document()) == ()
    assert lint(parse_package(library_json())) == ()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        # keys
        (lambda d: d["variants"].append({"key": "only", "name": "x"}), [("variants", "key_repeated")]),
        (add_field(key="name", type="text"), [("form[only]", "key_repeated")]),
        (
            add_field(type="table", columns=[{"key": "a", "type": "text", "label": "a"}] * 2),
            [("form.x", "key_repeated")],
        ),
        (
            lambda d: d["form"]["option_sets"]["colours"].append(
                {"key": "group", "label": "x", "children": [{"key": "red", "label": "x"}]}
            ),
            [("form.option_sets.colours", "key_repeated")],
        ),
        # form
        (lambda d: section(d)["fields"][0].update(title=False), [("form", "no_title_field")]),
        (
            lambda d: d["form"]["sections"].append({"key": "two", "label": "二"}),
            [("form.two", "section_without_field")],
        ),
        (add_field(type="multi"), [("form.main.x", "field_without_options")]),
        (add_field(type="tree", option_set="gone"), [("form.main.x", "field_without_options")]),
        (add_field(type="table"), [("form.main.x", "table_without_columns")]),
        (add_field(type="matrix"), [("form.main.x", "matrix_without_cells")]),
        (add_field(type="computed"), [("form.main.x", "computed_without_formula")]),
        (add_field(type="office"), [("form.main.x", "office_line_missing")]),
        (
            add_field(type="matrix", cells=[{"key": "part", "label": "其中", "part_of": "gone"}]),
            [("form.main.x.part", "field_unknown")],
        ),
        (
            lambda d: d.update(assumptions=[{"about": "gone", "text": "假定"}]),
            [("assumptions.gone", "assumption_about_nothing")],
        ),
        (add_field(type="text", prefill="moon.phase"), [("form.main.x", "prefill_unknown")]),
        (add_field(type="text", prefill="applicant.name", locked=True), []),
        (add_field(type="text", rectifiable=True), []),
        (add_field(type="texts", rectifiable=True), [("form.main.x", "rectifiable_not_possible")]),
        (add_field(type="text", privacy="secret", rectifiable=True), [("form.main.x", "rectifiable_not_possible")]),
        (add_field(type="text", locked=True), [("form.main.x", "locked_without_record")]),
        (add_field(type="number", prefill="applicant.name", locked=True), [("form.main.x", "locked_without_record")]),
        (
            add_field(type="table", columns=[{"key": "c", "type": "text", "label": "丙", "prefill": "applicant.name"}]),
            [("form.main.x.c", "prefill_in_rows")],
        ),
        (add_field(type="date", not_before="gone"), [("form.main.x", "field_unknown")]),
        (add_field(type="date", not_before="day"), []),
        (
            add_field(type="table", columns=[{"key": "a", "type": "matrix", "label": "a"}], match_on=["b"]),
            [
                ("form.main.x.a", "column_type_not_possible"),
                ("form.main.x.a", "matrix_without_cells"),
                ("form.main.x", "field_unknown"),
            ],
        ),
        (
            add_field(type="matrix", cells=[{"key": "a", "label": "a", "sum_of": ["a", "b"]}]),
            [("form.main.x.a", "field_unknown"), ("form.main.x.a", "field_unknown")],
        ),
        # conditions
        (
            add_field(type="text", visible_when={"==": [{"var": "gone"}, 1]}),
            [("form.main.x", "condition_unknown_field")],
        ),
        (
            add_field(type="text", required_when={"==": [{"var": "colour"}, "green"]}),
            [("form.main.x", "condition_unknown_option")],
        ),
        (
            add_field(type="text", required_when={"in": [{"var": "colour"}, ["red", "green"]]}),
            [("form.main.x", "condition_unknown_option")],
        ),
        (
            add_field(type="text", required_when={"<": [{"var": "amount"}, {"var": "day"}]}),
            [("form.main.x", "condition_kinds_differ")],
        ),
        (add_field(type="text", visible_when={"+": [1, 2]}), [("form.main.x", "condition_not_yes_or_no")]),
        (add_field(type="text", visible_when="true"), []),
        (add_field(type="text", visible_when={"filled": [{"var": "x"}]}), [("form.main.x", "condition_circle")]),
        (add_field(type="computed", formula={"+": [{"var": "x"}, 1]}), [("form.main.x", "condition_circle")]),
        (add_field(type="computed", formula={"+": [{"var": "gone"}, 1]}), [("form.main.x", "condition_unknown_field")]),
        (
            add_field(
                type="table",
                columns=[{"key": "a", "type": "text", "label": "a", "visible_when": {"filled": [{"var": "row.b"}]}}],
            ),
            [("form.main.x.a", "condition_unknown_field")],
        ),
        (gate({"==": [{"sum": [{"var": "day"}, "a"]}, {"count": [{"var": "day"}]}]}), []),
        (gate({"==": [{"var": "variant"}, "other"]}), [("eligibility.g", "condition_unknown_option")]),
        (
            put(
                "form.checks",
                [{"key": "c", "condition": {"filled": [{"var": "gone"}]}, "fields": ["lost"], "message": "x"}],
            ),
            [("form.checks.c", "condition_unknown_field"), ("form.checks.c", "field_unknown")],
        ),
        (
            put("materials.items", [{"key": "m", "name": "m", "required_when": {"filled": [{"var": "gone"}]}}]),
            [("materials.m", "condition_unknown_field")],
        ),
        # references
        (
            put("materials.items", [{"key": "m", "name": "m", "variants": ["gone"]}]),
            [("materials.m", "variant_unknown")],
        ),
        (lambda d: section(d).update(variants=["gone", "only"]), [("form.main", "variant_unknown")]),
        (add_field(type="text", variants=["gone"]), [("form.main.x", "variant_unknown")]),
        (
            lambda d: d["form"]["option_sets"]["colours"][0].update(variants=["gone"]),
            [("form.option_sets.red", "variant_unknown")],
        ),
        (
            put(
                "materials", {"groups": [{"key": "g", "name": "g"}], "items": [{"key": "m", "name": "m", "group": "h"}]}
            ),
            [("materials.m", "material_group_unknown"), ("materials.groups.g", "material_group_empty")],
        ),
        (
            put(
                "materials.items", [{"key": "m", "name": "m", "exemption": {"declaration": "x", "needs_material": "n"}}]
            ),
            [("materials.m", "material_not_in_list")],
        ),
        (
            put("eligibility.gates", [{"key": "g", "name": "g", "reason": "g", "commitment": "gone"}]),
            [("eligibility.g", "commitment_not_in_package")],
        ),
        (put("notice", {"fields": ["gone"]}), [("notice.fields", "field_unknown")]),
        (
            lambda d: (section(d)["fields"][0].update(privacy="personal"), put("notice", {"fields": ["name"]})(d)),
            [("notice.fields", "personal_field_published")],
        ),
        # chain
        (add_step(assignee={"kind": "role"}), [("chain.x.assignee", "step_without_assignee")]),
        (add_step(assignee={**OFFICE, "nobody": "role"}), [("chain.x.assignee", "step_without_fallback")]),
        (add_step(kind="decide"), [("chain.x.results", "decision_without_results")]),
        (
            add_step(results=[{"key": "a", "label": "a", "effect": "deny"}]),
            [("chain.x.results", "results_without_decision")],
        ),
        (add_step(limit_days=6), [("chain.x.limit_days", "step_limit_above_limit")]),
        (add_step(key="decide"), [("chain.nodes", "key_repeated")]),
        (
            lambda d: d["chain"]["nodes"][0]["step"]["assignee"].update(nobody="skip"),
            [("chain.decide", "decision_may_not_be_passed_over"), ("chain.nodes", "chain_may_be_empty")],
        ),
        (
            add_node(
                choose={
                    "key": "c",
                    "branches": [
                        {"key": "a", "label": "a"},
                        {"key": "b", "label": "b", "when": "false"},
                        {"key": "a", "label": "c", "when": "true"},
                    ],
                    "otherwise": {"key": "d", "label": "d", "when": {"filled": [{"var": "gone"}]}},
                }
            ),
            [
                ("chain.c.d", "condition_unknown_field"),
                ("chain.c", "key_repeated"),
                ("chain.c.a", "branch_unreachable"),
                ("chain.c.b", "branch_unreachable"),
                ("chain.c.d", "branch_unreachable"),
                ("chain.c.d", "otherwise_with_condition"),
            ],
        ),
        (
            add_node(
                parallel={
                    "key": "p",
                    "join": "count",
                    "count": 3,
                    "branches": [
                        {"key": "a", "label": "a", "nodes": [step("one")]},
                        {"key": "b", "label": "b", "when": "true"},
                    ],
                }
            ),
            [
                ("chain.p", "parallel_count"),
                ("chain.p.b", "strand_with_condition"),
                ("chain.p.b", "strand_without_step"),
            ],
        ),
        (
            add_node(
                choose={
                    "key": "c",
                    "branches": [
                        {"key": "a", "label": "a", "when": {"filled": [{"var": "day"}]}, "nodes": [step("one")]}
                    ],
                    "otherwise": {"key": "b", "label": "b"},
                }
            ),
            [],
        ),
        (
            add_node(
                parallel={
                    "key": "p",
                    "branches": [
                        {"key": "a", "label": "a", "nodes": [step("one")]},
                        {"key": "b", "label": "b", "nodes": [step("two")]},
                    ],
                }
            ),
            [],
        ),
        # who is asked
        (add_step(assignee={"kind": "user"}), [("chain.x.assignee", "step_without_assignee")]),
        (add_step(assignee={"kind": "user", "user": "张三"}), [("chain.x.assignee", "step_without_assignee")]),
        (add_step(assignee={"kind": "user", "user": SOMEBODY}), []),
        (add_step(assignee={"kind": "county"}), [("chain.x.assignee", "step_without_assignee")]),
        (add_step(assignee={"kind": "county", "role": "office"}), []),
        (add_step(assignee={"kind": "department_head", "department": "finance"}), []),
        (
            add_step(assignee={**OFFICE, "user": SOMEBODY, "field": "colour"}),
            [
                ("chain.x.assignee.user", "assignee_setting_unused"),
                ("chain.x.assignee.field", "assignee_setting_unused"),
            ],
        ),
        (add_step(assignee={"kind": "previous_choice"}), [("chain.x.assignee", "choice_without_step_before")]),
        (add_step(assignee={"kind": "field", "role": "office"}), [("chain.x.assignee", "step_without_assignee")]),
        (
            add_step(assignee={"kind": "field", "field": "gone", "role": "office"}),
            [("chain.x.assignee.field", "field_unknown")],
        ),
        (
            add_step(assignee={"kind": "field", "field": "amount", "role": "office"}),
            [("chain.x.assignee.field", "assignee_field_unfit")],
        ),
        (
            add_step(
                assignee={
                    "kind": "field",
                    "field": "colour",
                    "cases": [{"value": "red", "user": SOMEBODY}, {"value": "blue", "user": SOMEBODY}],
                }
            ),
            [],
        ),
        (
            add_step(
                assignee={
                    "kind": "field",
                    "field": "colour",
                    "role": "office",
                    "cases": [{"value": "green", "department": "a"}, {"value": "red"}, {"value": "red"}],
                }
            ),
            [
                ("chain.x.assignee.cases", "condition_unknown_option"),
                ("chain.x.assignee.cases", "key_repeated"),
                ("chain.x.assignee.cases", "assignee_case_unfit"),
            ],
        ),
        (add_step(assignee={**OFFICE, "give_out": ["county", "evenly"]}), []),
        (add_step(assignee={**OFFICE, "give_out": ["field"], "field": "colour"}), []),
        (
            add_step(assignee={**OFFICE, "give_out": ["field"]}),
            [("chain.x.assignee.give_out", "step_without_assignee")],
        ),
        (
            add_step(assignee={"kind": "user", "user": SOMEBODY, "give_out": ["evenly"]}),
            [("chain.x.assignee.give_out", "give_out_unfit")],
        ),
        (
            add_step(assignee={**OFFICE, "give_out": ["evenly"]}, signing={"mode": "all"}),
            [("chain.x.assignee.give_out", "give_out_unfit")],
        ),
        (
            lambda d: (add_step(kind="public_notice")(d), d.pop("notice", None)),
            [("chain.x", "notice_step_without_notice")],
        ),
        (
            add_step(kind="issue"),
            [("chain.x", "issue_without_certificate"), ("chain.x", "issue_before_decision")],
        ),
        (add_step(kind="seal"), []),
        # limits, numbering, guide, parameters
        (put("limits.promised_days", 21), [("limits.promised_days", "promised_above_statutory")]),
        (put("limits", {}), [("limits.promised_days", "no_promised_limit")]),
        (
            put("limits", {"promised_days": 5, "promised": {"length": 5}}),
            [("limits.promised", "limit_given_twice")],
        ),
        (
            put("limits", {"statutory": {"length": 20}, "promised": {"length": 2, "unit": "months"}}),
            [("limits.promised", "promised_above_statutory")],
        ),
        (put("limits", {"statutory": {"length": 20}, "promised": {"length": 30, "unit": "calendar_days"}}), []),
        (put("limits.starts_after", "gone"), [("limits.starts_after", "limit_step_unknown")]),
        (
            put("limits.deemed_decision", {"result": "gone", "basis": "b"}),
            [("limits.deemed_decision.result", "deemed_result_unknown")],
        ),
        (
            put("limits", {"promised_days": 5, "deemed_decision": {"result": "yes", "basis": "b"}}),
            [("limits.deemed_decision", "deemed_without_limit")],
        ),
        (
            put("limits.deemed_acceptance", {"step": "decide", "within": {"length": 0}, "basis": "b"}),
            [
                ("limits.deemed_acceptance.step", "limit_step_unknown"),
                ("limits.deemed_acceptance.within", "limit_without_length"),
            ],
        ),
        (
            lambda d: (
                add_step(kind="seal")(d),
                put("limits.deemed_acceptance", {"step": "x", "within": {"length": 5}, "basis": "b"})(d),
            ),
            [("limits.deemed_acceptance.step", "limit_step_unknown")],
        ),
        (
            put("limits.windows", [{"key": "w", "name": "w", "field": "name", "within": {"length": 6}}]),
            [("limits.windows.w", "window_field_unfit")],
        ),
        (add_step(kind="external", system="archive"), []),
        (add_step(system="archive"), [("chain.x", "system_without_external")]),
        (add_step(limit={"length": 6}), [("chain.x.limit_days", "step_limit_above_limit")]),
        (put("guide.legal_basis", []), [("guide.legal_basis", "no_legal_basis")]),
        (
            put("numbering.application.pattern", "{year}"),
            [("numbering.application.pattern", "number_pattern_counter")],
        ),
        (
            lambda d: d["chain"]["nodes"][0]["step"]["results"][0].update(number=True),
            [("numbering.registration", "numbering_missing")],
        ),
        (
            lambda d: (
                put("parameters", {"a": {"label": "a", "default": "x"}, "b": {"label": "b", "default": "x"}})(d),
                put("meta.name", "${a}")(d),
            ),
            [("parameters.b", "parameter_unused")],
        ),
        (put("meta.name", "${gone}"), [("parameters", "parameter_undefined")]),
    ],
)
def test_finding(change: Callable[[Any], object], found: list[tuple[str, str]]) -> None:
    assert findings(change) == found


def test_a_column_that_is_summed_must_exist() -> None:
    def change(document: Any) -> None:
        columns = [{"key": "a", "type": "money", "label": "a"}]
        add_field(key="rows", type="table", columns=columns)(document)
        gate({">": [{"sum": [{"var": "rows"}, "b"]}, 1]})(document)

    assert findings(change) == [("eligibility.g", "condition_unknown_column")]


def test_only_errors_refuse_publication() -> None:
    document = {**minimal_json(), "limits": {}}
    found = lint(parse_package(document))

    assert found == (Finding("limits.promised_days", "no_promised_limit", Severity.WARNING, {}),)
    assert errors(found) == ()
    assert len(errors((Finding("", "x", Severity.ERROR, {}), *found))) == 1


def message(event: str, channel: str, text: object) -> Callable[[Any], object]:
    return put("messages", [{"event": event, "channel": channel, "text": text}])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (message("paper_awaited", "in_app", "{procedure}：请交一份纸质材料。"), []),
        (message("paper_awaited", "sms", "{tenant}：请递交纸质材料 {link}"), []),
        (message("moon_rose", "in_app", "{name}"), [("messages.0.event", "message_event_unknown")]),
        (message("paper_awaited", "in_app", "{opinion}"), [("messages.0.text", "message_place_unknown")]),
        (message("paper_awaited", "in_app", {"zh-hans": "{name}", "en": "{nam}"}), [("messages.0.text", "message_place_unknown")]),
        (message("paper_awaited", "sms", "{name} {link}"), [("messages.0.text", "message_place_unknown")]),
        (message("paper_awaited", "mail", "请递交纸质材料"), [("messages.0.text", "message_without_link")]),
        (message("paper_awaited", "in_app", "{name"), [("messages.0.text", "message_braces_wrong")]),
        (message("paper_awaited", "in_app", "{name.__class__}"), [("messages.0.text", "message_braces_wrong")]),
    ],
)  # fmt: skip
def test_messages(change: Callable[[Any], object], expected: list[tuple[str, str]]) -> None:
    assert findings(change) == expected
