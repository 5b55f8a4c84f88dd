"""代录 in packages and in the chain: what stamped paper may stand for, and that the chain walks past it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from procedures.domain.chain_commands import Approve, Start
from procedures.domain.chain_events import StepSkipped, TaskOpened
from procedures.domain.chain_model import Chain, ChainContext
from procedures.domain.lint import lint
from procedures.domain.package.compiled import CounterRule
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.reading import parse_package
from tests.domain.procedures.chains import NOW, everybody, play, step
from tests.domain.procedures.packages import city_package, library_json, minimal_json


def findings(part: dict[str, Any]) -> list[tuple[str, str]]:
    document = json.loads(json.dumps(library_json())) | {"counter_entry": part}
    return [(finding.path, finding.code) for finding in lint(parse_package(document))]


def test_the_shipped_package_lets_stamped_paper_stand_for_the_unit() -> None:
    assert city_package().counter_entry == CounterRule(
        evidence_required=True, stands_in=frozenset({"second_level_department", "applicant_unit"})
    )


@pytest.mark.parametrize("part", [None, {"allowed": False}])
def test_a_package_that_is_silent_lets_nobody_enter_paper(part: dict[str, Any] | None) -> None:
    document = minimal_json() | ({} if part is None else {"counter_entry": part})

    assert compile_package(parse_package(document)).counter_entry is None


@pytest.mark.parametrize("key", ["registration_point", "receive_paper", "decide", "nowhere"])
def test_paper_stands_for_steps_of_the_unit_only(key: str) -> None:
    assert findings({"allowed": True, "stands_in": [key]}) == [("counter_entry.stands_in", "counter_step_unfit")]


def test_paper_stands_for_nothing_without_proof_or_permission() -> None:
    stands = {"stands_in": ["applicant_unit"]}

    assert findings({"allowed": True, "evidence_required": False, **stands}) == [
        ("counter_entry.evidence_required", "counter_stamp_unproved")
    ]
    assert findings({"allowed": False, **stands}) == [("counter_entry.allowed", "counter_entry_unused")]


def test_the_chain_walks_past_what_is_stood_for_even_where_somebody_could_act() -> None:
    chain = Chain((step("department"), step("unit"), step("office")))
    context = ChainContext(
        assignees={key: (f"u:{key}",) for key in ("department", "unit", "office")}, stood_in=frozenset({"unit"})
    )

    started = play(chain, Start(), context=context)
    passed = play(chain, Start(), Approve("department"), context=context)

    assert started.events[1:] == (TaskOpened("department", "", 1, 1, ("u:department",), NOW),)
    assert passed.events[1:] == (
        StepSkipped("unit", "", 1, "stood_in", 1),
        TaskOpened("office", "", 1, 1, ("u:office",), NOW),
    )


def test_nothing_is_stood_for_online() -> None:
    assert everybody(Chain((step("unit"),))).stood_in == frozenset()
