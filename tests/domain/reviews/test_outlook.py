"""What stands below the button in a block and where several sign: the signatures and strands that are still asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from procedures.domain.chain import decide
from procedures.domain.chain_commands import Approve, Start
from procedures.domain.chain_model import (
    AssigneeKind,
    AssigneeRule,
    Branch,
    Chain,
    ChainContext,
    ChainState,
    Join,
    Parallel,
    Signing,
    SigningMode,
    Step,
    StepKind,
)
from procedures.domain.chain_view import path_ahead
from reviews.domain.outlook import outlook

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RULE = AssigneeRule(AssigneeKind.ROLE, role="officer")


def step(key: str, *, signing: Signing | None = None) -> Step:
    return Step(key, key, StepKind.EXAMINE, RULE, key, signing=signing or Signing())


BLOCK = Parallel(
    "block",
    (
        Branch("one", "one", (step("check"),)),
        Branch("two", "two", (step("sign", signing=Signing(SigningMode.ALL)),)),
    ),
)
CHAIN = Chain((step("accept"), BLOCK, step("head")))
PEOPLE = ChainContext(assignees={"accept": ("a",), "check": ("b",), "sign": ("c", "d"), "head": ("e",)})
CHECK, SIGN = "block.one", "block.two"


def walked(chain: Chain, *acts: tuple[str, str, str]) -> ChainState:
    state = decide(chain, ChainState(), Start(), PEOPLE, NOW).state
    for key, branch, who in acts:
        state = decide(chain, state, Approve(key, branch, "", who, who), PEOPLE, NOW).state
    return state


@pytest.mark.parametrize(
    ("acts", "at", "expected"),
    [
        ((), ("accept", ""), (["check", "sign"], [], False)),
        ((("accept", "", "a"),), ("check", CHECK), ([], ["sign"], False)),
        ((("accept", "", "a"),), ("sign", SIGN), ([], ["check"], True)),
        ((("accept", "", "a"), ("sign", SIGN, "c")), ("sign", SIGN), ([], ["check"], False)),
        (
            (("accept", "", "a"), ("check", CHECK, "b"), ("sign", SIGN, "c")),
            ("sign", SIGN),
            (["head"], [], False),
        ),
    ],
)
def test_what_is_still_asked_for(
    acts: tuple[tuple[str, str, str], ...], at: tuple[str, str], expected: tuple[list[str], list[str], bool]
) -> None:
    state = walked(CHAIN, *acts)
    here = CHAIN.step(at[0])
    assert here is not None

    found = outlook(CHAIN, state, path_ahead(CHAIN, state, PEOPLE), at=here, branch=at[1], now=NOW)

    assert found is not None
    assert ([each.key for each in found.opens], [each.key for each in found.beside], found.signing) == expected


def test_where_one_strand_is_enough_the_next_step_comes() -> None:
    chain = Chain((replace(BLOCK, join=Join.ANY), step("head")))
    state = walked(chain)

    found = outlook(chain, state, path_ahead(chain, state, PEOPLE), at=step("check"), branch=CHECK, now=NOW)

    assert found is not None
    assert [each.key for each in found.opens] == ["head"]


def test_nothing_is_foreseen_at_a_task_that_is_closed() -> None:
    state = walked(CHAIN, ("accept", "", "a"))

    assert outlook(CHAIN, state, path_ahead(CHAIN, state, PEOPLE), at=step("accept"), branch="", now=NOW) is None
