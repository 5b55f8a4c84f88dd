"""试办: the path, limits and states of pretend applications, across 春节 2026 and into a year nobody knows yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from procedures.domain.chain_model import ChainStatus
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.compiling import compile_package
from procedures.domain.package.reading import parse_package
from procedures.domain.simulating import Act, PretendAct, Simulation, simulate
from procedures.domain.values import Json
from tenants.domain.calendar import LimitDate
from tenants.services.national_calendar import shipped_calendar
from tests.domain.procedures.packages import minimal_json

OFFICE: Json = {"kind": "role", "role": "office"}


def step(key: str, kind: str = "examine", **given: Any) -> Any:
    return {"step": {"key": key, "name": key, "kind": kind, "assignee": OFFICE, **given}}


def package(**limits: Json) -> CompiledPackage:
    """受理, two strands side by side, and the decision on larger amounts by somebody else."""
    results: Json = [
        {"key": "granted", "label": "同意", "effect": "approve"},
        {"key": "denied", "label": "不同意", "effect": "deny"},
    ]
    strands: Json = [{"key": key, "label": key, "nodes": [step(key)]} for key in ("experts", "finance")]
    large: Json = {"key": "large", "label": "大额", "when": {">=": [{"var": "amount"}, 100]}, "nodes": [step("chief")]}
    chain: Json = {
        "nodes": [
            step("accept", "accept", limit_days=3),
            {"parallel": {"key": "side", "branches": strands}},
            {"choose": {"key": "size", "branches": [large], "otherwise": {"key": "rest", "label": "其他"}}},
            step("decide", "decide", limit_days=5, results=results),
        ]
    }
    given = {"promised_days": 10, "statutory_days": 20, "starts_after": "accept", **limits}
    return compile_package(parse_package({**minimal_json(), "chain": chain, "limits": given}))


def run(*acts: PretendAct, start: str = "2026-02-09", facts: Any = None, **given: Any) -> Simulation:
    return simulate(package(), facts or {}, date.fromisoformat(start), acts, shipped_calendar(), **given)


def on(day: str, act: Act, step: str = "", **given: str) -> PretendAct:
    return PretendAct(date.fromisoformat(day), act, step, **given)


def path(found: Simulation) -> list[tuple[str, str, str, str]]:
    """Step, opened, due, how and when closed."""
    return [
        (
            each.step,
            each.opened.isoformat()[5:],
            each.due.day.isoformat()[5:] if each.due else "-",
            f"{each.outcome or 'open'}{' ' + each.closed.isoformat()[5:] if each.closed else ''}",
        )
        for each in found.visits
    ]


def test_a_straight_way_counts_working_days_across_the_holidays() -> None:
    found = run(
        on("2026-02-11", Act.APPROVE),
        on("2026-02-13", Act.APPROVE, "experts"),
        on("2026-02-14", Act.APPROVE, "finance"),
        on("2026-02-25", Act.DECIDE, result="granted"),
    )

    assert path(found) == [
        ("accept", "02-09", "02-12", "approved 02-11"),
        ("experts", "02-11", "-", "approved 02-13"),
        ("finance", "02-11", "-", "approved 02-14"),
        ("decide", "02-14", "02-28", "granted 02-25"),
    ]
    assert (found.status, found.result, found.refused) == (ChainStatus.FINISHED, "granted", ())
    # 02-12, 13, 14 (a make-up Saturday), 24 to 28 (another), 03-02, 03-03
    assert found.promised == LimitDate(date(2026, 3, 3), provisional=False)


def test_time_with_the_applicant_is_not_counted_and_the_way_is_walked_again() -> None:
    found = run(
        on("2026-02-11", Act.APPROVE),
        on("2026-02-12", Act.APPROVE, "experts"),
        on("2026-02-24", Act.RETURN, "finance"),
        on("2026-02-26", Act.RESUBMIT),
    )

    assert [(each.step, each.visit, each.outcome, each.void) for each in found.visits] == [
        ("accept", 1, "approved", True),
        ("experts", 1, "approved", True),
        ("finance", 1, "returned", False),
        ("accept", 2, "", False),
    ]
    assert found.open_steps == ("accept",)
    # 02-25 and 02-26 were the applicant's
    assert found.promised == LimitDate(date(2026, 3, 5), provisional=False)


def test_limits_wait_for_acceptance_and_stand_while_it_is_suspended() -> None:
    fresh = run()
    suspended = run(on("2026-02-11", Act.APPROVE), on("2026-02-12", Act.SUSPEND))

    assert (fresh.promised, fresh.statutory, fresh.open_steps) == (None, None, ("accept",))
    assert (suspended.status, suspended.stands_since) == (ChainStatus.SUSPENDED, date(2026, 2, 12))


def test_the_answers_choose_the_way() -> None:
    found = run(
        on("2026-02-11", Act.APPROVE),
        on("2026-02-12", Act.APPROVE, "experts"),
        on("2026-02-12", Act.APPROVE, "finance"),
        facts={"amount": 100},
    )

    assert found.open_steps == ("chief",)


def test_what_cannot_be_done_then_is_told_and_passed_over() -> None:
    found = run(
        on("2026-02-11", Act.APPROVE),
        on("2026-02-12", Act.APPROVE),
        on("2026-02-10", Act.APPROVE, "experts"),
        on("2026-02-12", Act.DECIDE, "decide", result="granted"),
        on("2026-02-12", Act.APPROVE, "experts"),
    )

    assert [(each.at, each.problem.path, each.problem.code) for each in found.refused] == [
        (1, "acts[1]", "simulate_which_step"),
        (2, "acts[2].on", "simulate_day_before"),
        (3, "acts[3]", "step_not_open"),
    ]
    assert found.open_steps == ("finance",)


def test_a_wrong_result_is_told_at_its_place() -> None:
    found = run(
        on("2026-02-11", Act.APPROVE),
        on("2026-02-12", Act.APPROVE, "experts"),
        on("2026-02-12", Act.APPROVE, "finance"),
        on("2026-02-13", Act.DECIDE, result="perhaps"),
    )

    assert [(each.problem.path, each.problem.code) for each in found.refused] == [("acts[3].result", "result_unknown")]


def test_a_year_that_is_not_arranged_yet_makes_limits_provisional() -> None:
    found = run(on("2026-12-29", Act.APPROVE), start="2026-12-28")

    assert found.promised is not None
    assert found.promised.provisional


@pytest.mark.parametrize(("people", "blocked"), [({"accept": ()}, ()), ({}, ("role:office",))])
def test_the_people_are_those_of_the_rule_or_whoever_is_named(people: Any, blocked: tuple[str, ...]) -> None:
    assert run(people=people).visits[0].people == blocked
