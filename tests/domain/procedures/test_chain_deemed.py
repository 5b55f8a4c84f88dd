"""What the law takes for consent: a step is passed, whoever was still to act, and nobody's signature is made up."""

from __future__ import annotations

import pytest

from procedures.domain.chain import decide
from procedures.domain.chain_commands import Approve, Claim, Deem, Start
from procedures.domain.chain_events import Accepted, DecisionDue, Signed, TaskClosed, TaskOpened
from procedures.domain.chain_model import APPROVED, Chain, ChainContext, ChainState, Signing, SigningMode, StepKind
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tests.domain.procedures.chains import NOW, step

PEOPLE = ("u:a", "u:b", "u:c")
LAW = "《某法》第三十二条"


def started(*steps: object) -> tuple[Chain, ChainContext, ChainState]:
    chain = Chain((*steps, step("decide", StepKind.DECIDE)))  # type: ignore[arg-type]
    context = ChainContext({}, {each.key: PEOPLE for each in chain.steps()}, frozenset())
    return chain, context, decide(chain, ChainState(), Start(), context, NOW).state


@pytest.mark.parametrize(
    "kind", [StepKind.EXAMINE, StepKind.COUNTERSIGN, StepKind.RECEIVE_PAPER, StepKind.EXTERNAL, StepKind.ACCEPT]
)
def test_a_step_that_people_examine_at_can_count_as_passed(kind: StepKind) -> None:
    signing = Signing(SigningMode.ALL) if kind is StepKind.COUNTERSIGN else Signing()
    chain, context, state = started(step("first", kind, signing=signing))

    result = decide(chain, state, Deem("first", LAW), context, NOW)

    kinds = {type(event) for event in result.events} - {DecisionDue}
    assert kinds == {TaskClosed, TaskOpened} | ({Accepted} if kind is StepKind.ACCEPT else set())
    assert result.state.tasks[0].outcome == APPROVED
    assert [task.step for task in result.state.open_tasks()] == ["decide"]


def test_half_of_a_countersign_and_a_claim_do_not_stop_the_law() -> None:
    chain, context, state = started(
        step("first", StepKind.COUNTERSIGN, signing=Signing(SigningMode.ALL)), step("second")
    )
    state = decide(chain, state, Approve("first", by="u:a", seat="u:a"), context, NOW).state
    result = decide(chain, state, Deem("first", LAW), context, NOW)
    claimed = decide(chain, result.state, Claim("second", by="u:b"), context, NOW).state

    assert not any(isinstance(event, Signed) for event in result.events)
    assert [task.step for task in decide(chain, claimed, Deem("second", LAW), context, NOW).state.open_tasks()] == [
        "decide"
    ]


def test_a_decision_is_given_and_never_passed_and_the_provision_is_named() -> None:
    chain, context, state = started(step("first"))
    at_decision = decide(chain, state, Deem("first", LAW), context, NOW).state

    with pytest.raises(IllegalTransition, match="step_needs_decision"):
        decide(chain, at_decision, Deem("decide", LAW), context, NOW)
    with pytest.raises(ValidationFailed):
        decide(chain, state, Deem("first", " "), context, NOW)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (StepKind.SEAL, "step_needs_proof"),
        (StepKind.ISSUE, "step_needs_proof"),
        (StepKind.PUBLIC_NOTICE, "step_awaits_notice"),
        (StepKind.DECIDE, "step_needs_decision"),
    ],
)
def test_silence_makes_no_stamp_no_certificate_no_notice_and_no_decision(kind: StepKind, why: str) -> None:
    chain, context, state = started(step("first", kind))

    with pytest.raises(IllegalTransition, match=why):
        decide(chain, state, Deem("first", LAW), context, NOW)
