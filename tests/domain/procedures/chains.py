"""Chains for tests, and commands given one after the other."""

from __future__ import annotations

from datetime import UTC, datetime

from procedures.domain.chain import decide
from procedures.domain.chain_commands import Command
from procedures.domain.chain_events import ChainResult
from procedures.domain.chain_model import (
    AssigneeKind,
    AssigneeRule,
    Branch,
    Chain,
    ChainContext,
    ChainState,
    Effect,
    GiveOut,
    NobodyPolicy,
    Node,
    OwnPolicy,
    RepeatPolicy,
    ResultOption,
    Signing,
    Step,
    StepKind,
)
from procedures.domain.conditions import parse_expression
from procedures.domain.text import plain_text
from procedures.domain.values import Json

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ONE_SIGNS = Signing()
RESULTS = (
    ResultOption("registered", plain_text("予以登记"), Effect.APPROVE, number=True),
    ResultOption("refused", plain_text("不予登记"), Effect.DENY),
    ResultOption("noted", plain_text("备案"), Effect.APPROVE, opinion_required=False),
)


def step(
    key: str,
    kind: StepKind = StepKind.EXAMINE,
    nobody: NobodyPolicy = NobodyPolicy.BLOCK,
    *,
    fallback: str = "",
    may_return: bool = True,
    opinion_required: bool = False,
    signing: Signing = ONE_SIGNS,
    own: OwnPolicy = OwnPolicy.ALLOW,
    repeat: RepeatPolicy = RepeatPolicy.ASK,
    by: AssigneeKind = AssigneeKind.ROLE,
    give_out: tuple[GiveOut, ...] = (),
) -> Step:
    rule = AssigneeRule(by, "office", nobody, fallback, own, repeat, give_out=give_out)
    results = RESULTS if kind is StepKind.DECIDE else ()
    return Step(
        key,
        plain_text(key),
        kind,
        rule,
        plain_text(f"{key}*"),
        may_return=may_return,
        opinion_required=opinion_required,
        results=results,
        signing=signing,
    )


def branch(key: str, *nodes: Node, when: Json = None) -> Branch:
    return Branch(key, plain_text(key), nodes, None if when is None else parse_expression(when))


def everybody(chain: Chain, **facts: object) -> ChainContext:
    """Somebody at every step."""
    return ChainContext(facts, {each.key: (f"u:{each.key}",) for each in chain.steps()})  # type: ignore[arg-type]


def play(
    chain: Chain, *commands: Command, context: ChainContext | None = None, state: ChainState | None = None
) -> ChainResult:
    """The last result of commands given in turn."""
    result = ChainResult(state or ChainState(), ())
    for command in commands:
        result = decide(chain, result.state, command, context or everybody(chain), NOW)
    return result


def staffed(chain: Chain, *people: str, **context: object) -> ChainContext:
    """The same people at every step."""
    return ChainContext(assignees={each.key: people for each in chain.steps()}, **context)  # type: ignore[arg-type]


def outcomes(state: ChainState) -> list[str]:
    """Every visit as `step#visit outcome`, voided ones with a cross."""
    return [f"{task.step}#{task.visit} {task.outcome or 'open'}{' ×' if task.void else ''}" for task in state.tasks]


def open_steps(state: ChainState) -> list[str]:
    return [f"{task.branch}:{task.step}#{task.visit}".lstrip(":") for task in state.open_tasks()]
