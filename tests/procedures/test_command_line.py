"""`manage.py procedure`: packages on the command line. One call as a process of its own, without any server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from procedures.domain.package.reading import parse_package
from procedures.domain.package.yaml_io import write_yaml
from procedures.domain.values import Json
from tests.domain.procedures.packages import SHIPPED, minimal_json

RICH: Json = {">=": [{"var": "amount"}, 200]}
PRIZE: Json = {"==": [{"var": "colour"}, "red"]}


def package(tmp_path: Path, **changes: Json) -> Path:
    rule = {
        "ladder": {"input": {"value": {"var": "amount"}}, "start": "100", "base": "1", "step": "100", "points": "1"}
    }
    groups: Json = [
        {
            "key": "spending",
            "label": "投入",
            "pass_mark": "1",
            "criteria": [
                {"key": "spent", "label": "经费", "rule": rule, "most": "5"},
                {"key": "special", "label": "特色工作", "rule": {"manual": {"most": "10"}}},
            ],
        }
    ]
    gate: Json = {
        "key": "rich",
        "name": "研发经费",
        "reason": "不低于 200 万元",
        "condition": RICH,
        "routes": [{"key": "prize", "name": "获奖单位", "condition": PRIZE}],
    }
    document = {
        **minimal_json(),
        "eligibility": {"gates": [gate]},
        "scoring": {"sheets": [{"key": "self", "label": "自评表", "base": groups, "pass_mark": "6"}]},
        **changes,
    }
    path = tmp_path / "package.yaml"
    path.write_text(write_yaml(parse_package(document)), encoding="utf-8")
    return path


def facts(tmp_path: Path, **given: Json) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({key.replace("__", "."): value for key, value in given.items()}), encoding="utf-8")
    return path


def answer(*arguments: object) -> tuple[int, Any]:
    out = StringIO()
    try:
        call_command("procedure", *(str(each) for each in arguments), stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_a_package_is_scored_by_a_process_that_has_no_database(tmp_path: Path) -> None:
    given = facts(tmp_path, amount="412.50", judged__special=4)
    command = [sys.executable, "manage.py", "procedure", "score", package(tmp_path), "--facts", given]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TONGBAN_", "DJANGO_"))}

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["status"], told["total"], told["decision"]) == ("ok", "8", {"verdict": "passed", "because": []})
    assert [(row["key"], row["points"], row["working"]) for row in told["criteria"]] == [
        ("spent", "4", "412.5，达到 100 计 1 分，每再满 100 加 1 分，满 3 次，共 4 分。"),
        ("special", "4", "由人评定为 4 分。"),
    ]
    assert told["gates"][0]["because"] == ["“金额”为412.5"]


def test_what_is_missing_is_named_and_gives_no_total(tmp_path: Path) -> None:
    status, told = answer("score", package(tmp_path), "--facts", facts(tmp_path, amount="412.50"))

    assert (status, told["status"], told["total"], told["missing"]) == (1, "incomplete", None, ["judged.special"])
    assert told["decision"]["verdict"] == "open"


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"amount": "many", "judged__special": 4}, [("amount", "not_a_number")]),
        ({"amount": "100", "judged__special": "x"}, [("judged.special", "not_a_number")]),
        ({"amount": "100", "judged__special": 11}, [("judged.special", "score_out_of_range")]),
        ({"amuont": "100", "amount": "100", "judged__special": 1}, [("amuont", "field_unknown")]),
    ],
)
def test_what_cannot_be_is_told_at_its_name(
    tmp_path: Path, given: dict[str, Json], problems: list[tuple[str, str]]
) -> None:
    status, told = answer("score", package(tmp_path), "--facts", facts(tmp_path, **given))

    assert (status, told["status"], told["total"]) == (1, "invalid", None)
    assert [(each["path"], each["code"]) for each in told["problems"]] == problems


def test_a_gate_fails_with_its_reason_unless_a_direct_route_replaces_it(tmp_path: Path) -> None:
    given = {"amount": "150", "judged__special": 9}

    _, failed = answer("score", package(tmp_path), "--facts", facts(tmp_path, **given))
    _, around = answer("score", package(tmp_path), "--facts", facts(tmp_path, **given, colour="red"))

    assert (failed["total"], failed["gates"][0]["verdict"], failed["gates"][0]["because"]) == (
        "10",
        "failed",
        ["“金额”为150"],
    )
    assert [each["code"] for each in failed["decision"]["because"]] == ["score_gate_failed"]
    assert (around["gates"][0]["verdict"], around["gates"][0]["route"]) == ("passed", "获奖单位")
    assert around["decision"]["verdict"] == "passed"


def test_the_shipped_package_passes_and_a_broken_one_does_not(tmp_path: Path) -> None:
    broken = package(tmp_path, notice={"fields": ["nothing"], "applicant_days": 7, "office_days": 30})

    assert answer("lint", SHIPPED) == (0, {"status": "ok", "findings": []})
    status, told = answer("lint", broken)
    assert (status, told["status"]) == (1, "errors")
    assert told["findings"] == [
        {
            "path": "notice.fields",
            "code": "field_unknown",
            "severity": "error",
            "message": "引用了不存在的字段“nothing”。",
        }
    ]


def test_an_application_walks_its_way_on_pretend_days(tmp_path: Path) -> None:
    acts = tmp_path / "acts.json"
    acts.write_text(json.dumps([{"on": "2026-03-05", "act": "decide", "result": "no"}]), encoding="utf-8")
    given = ("simulate", package(tmp_path), "--facts", facts(tmp_path, amount="150"), "--start", "2026-03-02")

    status, told = answer(*given)
    after, ended = answer(*given, "--acts", acts)

    assert (status, told["state"], told["refused"]) == (0, "running", [])
    first = told["path"][0]
    assert (first["opened"], first["closed"], first["people"]) == ("2026-03-02", None, ["role:office"])
    assert told["open"] == [first["step"]]
    assert (after, ended["status"], ended["refused"][0]["code"]) == (1, "refused", "result_unknown")


@pytest.mark.parametrize(
    "acts",
    [{}, [{"act": "approve"}], [{"on": "x", "act": "approve"}], [{"on": "2026-03-05", "act": "fly"}], ["approve"],
     [{"on": "2026-03-05", "act": "approve", "colour": "red"}]],
)  # fmt: skip
def test_acts_that_cannot_be_read_are_told(tmp_path: Path, acts: Json) -> None:
    path = tmp_path / "acts.json"
    path.write_text(json.dumps(acts), encoding="utf-8")
    given = ("simulate", package(tmp_path), "--facts", facts(tmp_path), "--start", "2026-03-02", "--acts", path)

    status, told = answer(*given)

    assert (status, told["problems"][0]["code"]) == (2, "simulate_acts_unread")


def test_what_a_newer_package_has_otherwise_is_told_by_key(tmp_path: Path) -> None:
    older = tmp_path / "older.yaml"
    older.write_bytes(package(tmp_path).read_bytes())
    newer = package(tmp_path, limits={"statutory_days": 20, "promised_days": 4})

    assert answer("diff", older, older) == (0, {"status": "equal", "changes": []})
    assert answer("diff", older, newer) == (
        1,
        {
            "status": "different",
            "changes": [{"kind": "changed", "path": "limits.promised_days", "names": [], "old": 5, "new": 4}],
        },
    )


def test_what_cannot_be_used_is_told_in_the_same_shape(tmp_path: Path) -> None:
    plain = package(tmp_path, scoring={})
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")

    answers = [
        answer("lint", tmp_path / "none.yaml"),
        answer("lint", tmp_path / "bad.yaml"),
        answer("score", plain, "--facts", tmp_path / "list.json"),
        answer("score", plain, "--facts", facts(tmp_path)),
        answer("score", plain, "--facts", facts(tmp_path), "--variant", "other"),
    ]

    assert [(status, told["status"], told["problems"][0]["code"]) for status, told in answers] == [
        (2, "unusable", "file_not_readable"),
        (2, "unusable", "yaml_not_readable"),
        (2, "unusable", "file_not_json"),
        (2, "unusable", "sheet_unknown"),
        (2, "unusable", "variant_unknown"),
    ]
