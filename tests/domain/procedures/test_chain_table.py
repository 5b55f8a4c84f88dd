"""Every command at every kind of step in every way of deciding it: what comes of it, or why it is refused.

Three people are asked at `here`, after `first` and before `next`. What is not named in a row comes out as its first
word says.
"""

from __future__ import annotations

import pytest

from procedures.domain import chain_commands as given
from procedures.domain.chain import decide
from procedures.domain.chain_commands import Command
from procedures.domain.chain_model import (
    SIGNED_KINDS,
    Chain,
    ChainContext,
    ReturnMode,
    SeatPlace,
    Signing,
    SigningMode,
    StepKind,
)
from tenants.domain.errors import IllegalTransition
from tests.domain.procedures.chains import NOW, open_steps, play, step

NEEDED = {SigningMode.COUNT: 2, SigningMode.RATIO: 60}
ALONE = (
    StepKind.ACCEPT,
    StepKind.RECEIVE_PAPER,
    StepKind.DECIDE,
    StepKind.NOTIFY,
    StepKind.EXTERNAL,
    StepKind.SEAL,
    StepKind.PUBLIC_NOTICE,
    StepKind.ISSUE,
)
PROVED = {"seal": "step_needs_proof", "issue": "step_needs_proof", "public_notice": "step_awaits_notice"}
ALONE_THERE = dict.fromkeys(("seal", "issue", "public_notice", "receive_paper", "decide"), "nobody_signs_after")
CELLS = {f"{kind}/{mode}": (kind, mode) for kind in sorted(SIGNED_KINDS) for mode in SigningMode} | {
    kind.value: (kind, SigningMode.ANY_ONE) for kind in ALONE
}
ONE = [f"{kind}/any_one" for kind in sorted(SIGNED_KINDS)]
SEVERAL = [name for name, (kind, mode) in CELLS.items() if kind in SIGNED_KINDS and mode is not SigningMode.ANY_ONE]
ALL_OF_THEM = [f"{kind}/{mode}" for kind in sorted(SIGNED_KINDS) for mode in ("all", "sequence")]
HERE = {"step": "here", "by": "u:1"}
SEAT = {**HERE, "seat": "u:1"}
PAST = {"notify": "step_not_open"}


def row(usual: str, *exceptions: tuple[list[str], str], **single: str) -> dict[str, str]:
    named = {name: word for names, word in exceptions for name in names}
    return dict.fromkeys(CELLS, usual) | named | single


ROWS: list[tuple[Command, dict[str, str]]] = [
    (
        given.Approve(**SEAT),
        row(
            "here#1",
            (ONE, "next#1"),
            **PAST,
            accept="next#1",
            receive_paper="step_receives_paper",
            decide="step_needs_decision",
            external="step_awaits_answer",
            **PROVED,
        ),
    ),
    (given.Deem("here", "《某法》第三十二条"), row("next#1", **PAST, **PROVED, decide="step_needs_decision")),
    (
        given.Complete(**SEAT, proof="file-1"),
        row("step_takes_no_proof", **PAST, seal="next#1", issue="next#1"),
    ),
    (given.EndNotice("here", "notice-1"), row("step_awaits_no_notice", **PAST, public_notice="next#1")),
    (
        given.GiveOutTask("here", "u:9", "u:8"),
        row("here#1", (SEVERAL, "task_not_for_a_group"), **PAST, external="task_not_for_a_group"),
    ),
    (
        given.Object(**SEAT, reason="不同意"),
        row("step_takes_no_objection", (SEVERAL, "here#1"), (ALL_OF_THEM, "returned"), **PAST),
    ),
    (
        given.ReceivePaper(**SEAT),
        row(
            "step_receives_no_paper",
            **PAST,
            receive_paper="next#1",
            decide="step_needs_decision",
            external="step_awaits_answer",
            **PROVED,
        ),
    ),
    (given.Decide(**SEAT, result="registered", opinion="同意"), row("step_takes_no_decision", **PAST, decide="next#1")),
    (given.ReturnToApplicant(**HERE, reason="缺"), row("returned", **PAST)),
    (
        given.ReturnToStep(**HERE, reason="缺", to="first", then=ReturnMode.WALK_AGAIN),
        row("first#2", **PAST),
    ),
    (given.RequestSupplement(**HERE, reason="缺"), row("step_accepts_nothing", **PAST, accept="supplementing")),
    (given.RefuseAcceptance(**HERE, reason="不属职权"), row("step_accepts_nothing", **PAST, accept="refused")),
    (given.Answer("here", True, "R-1"), row("step_awaits_no_answer", **PAST, external="next#1")),
    (
        given.Claim(**HERE),
        row("here#1", (SEVERAL, "task_not_for_a_group"), **PAST, external="task_not_for_a_group"),
    ),
    (given.Release(**HERE), row("task_not_claimed_by_you", **PAST)),
    (given.Transfer(**SEAT, to="u:9"), row("here#1", **PAST, external="step_awaits_answer")),
    (
        given.AddSigners(**HERE, people=("u:9",), place=SeatPlace.BEFORE),
        row("here#1", **PAST, external="step_is_blocked"),
    ),
    (
        given.AddSigners(**HERE, people=("u:9",), place=SeatPlace.AFTER),
        row(
            "here#1",
            **PAST,
            **ALONE_THERE,
            external="step_is_blocked",
        ),
    ),
    (
        given.AddSigners(**HERE, people=("u:9",), place=SeatPlace.MAIN),
        row("step_has_one_signer", (SEVERAL, "here#1"), **PAST),
    ),
    (given.RemoveSigner(**HERE, who="u:2"), row("signer_not_added_by_you", **PAST)),
    (
        given.NameAssignees("here", ("u:9",)),
        row("step_is_not_blocked", **PAST, external="step_awaits_answer"),
    ),
    (given.TakeBack("first", "u:0"), row("first#2")),
    (given.Suspend("条款", "鉴定"), row("here#1", notify="next#1")),
    (given.Terminate("条款", "死亡"), row("terminated")),
    (given.Withdraw(), row("withdrawn", decide="withdraw_too_late")),
    (given.RevokeDecision("错", "file-1"), row("nothing_decided")),
    (given.Resume(), row("chain_status_forbids")),
    (given.Resubmit(), row("chain_status_forbids")),
]


def outcome(command: Command, kind: StepKind, mode: SigningMode) -> str:
    """Where it stands afterwards: what is open, else how it ended; or the reason of the refusal."""
    signing = Signing(mode, NEEDED.get(mode, 0))
    chain = Chain((step("first"), step("here", kind, signing=signing), step("next")))
    people = {"first": ("u:0",), "here": ("u:1", "u:2", "u:3"), "next": ("u:7",)}
    context = ChainContext(assignees=people)
    state = play(chain, given.Start(), given.Approve("first", by="u:0", seat="u:0"), context=context).state
    try:
        after = decide(chain, state, command, context, NOW).state
    except IllegalTransition as refused:
        return refused.code
    return ",".join(open_steps(after)) or after.status.value


@pytest.mark.parametrize(("command", "expected"), ROWS, ids=[type(command).__name__ for command, _ in ROWS])
def test_each_command_at_each_kind_of_step_in_each_mode(command: Command, expected: dict[str, str]) -> None:
    assert {name: outcome(command, kind, mode) for name, (kind, mode) in CELLS.items()} == expected


def test_a_suspended_matter_lets_nothing_through_but_its_resumption_and_its_ends() -> None:
    chain = Chain((step("first"), step("here"), step("next")))
    context = ChainContext(assignees={"first": ("u:0",), "here": ("u:1",), "next": ("u:7",)})
    start = (given.Start(), given.Approve("first", by="u:0", seat="u:0"), given.Suspend("条款", "鉴定"))
    state = play(chain, *start, context=context).state
    passed = set()
    for command, _ in ROWS:
        try:
            decide(chain, state, command, context, NOW)
        except IllegalTransition:
            continue
        passed.add(type(command))

    assert passed == {given.Resume, given.Terminate, given.Withdraw}
