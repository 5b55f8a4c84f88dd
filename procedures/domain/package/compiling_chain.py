"""The chain part as the chain engine takes it."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.domain.chain_model import (
    AssigneeCase,
    AssigneeRule,
    Branch,
    Chain,
    Choose,
    Node,
    Parallel,
    ResultOption,
    Signing,
    Step,
    StepKind,
)
from procedures.domain.package import document as doc
from procedures.domain.package.compiling_limits import compile_limit
from procedures.domain.package.expressions import read_expression
from procedures.domain.package.words import compile_text, compile_texts, optional_text


def compile_chain(part: doc.ChainPart) -> Chain:
    return Chain(_nodes(part.nodes), part.return_mode)


def _nodes(parts: tuple[doc.NodePart, ...]) -> tuple[Node, ...]:
    return tuple(node for part in parts for node in _node(part))


def _node(part: doc.NodePart) -> Iterator[Node]:
    """The one thing a node is; exactly one by the document's validation."""
    if part.step is not None:
        yield _step(part.step)
    if part.choose is not None:
        choose = part.choose
        yield Choose(choose.key, tuple(map(_branch, choose.branches)), _branch(choose.otherwise))
    if part.parallel is not None:
        parallel = part.parallel
        yield Parallel(parallel.key, tuple(map(_branch, parallel.branches)), parallel.join, parallel.count)


def _branch(part: doc.BranchPart) -> Branch:
    when = None if part.when is None else read_expression(part.when)
    return Branch(part.key, compile_text(part.label), _nodes(part.nodes), when)


def _assignee(part: doc.AssigneePart) -> AssigneeRule:
    return AssigneeRule(
        kind=part.kind,
        role=part.role,
        nobody=part.nobody,
        fallback_role=part.fallback_role,
        own=part.own,
        repeat=part.repeat,
        department=part.department,
        user=part.user,
        field=part.field,
        cases=tuple(AssigneeCase(each.value, each.department, each.user) for each in part.cases),
        give_out=part.give_out,
    )


def _step(part: doc.StepPart) -> Step:
    return Step(
        key=part.key,
        name=compile_text(part.name),
        kind=part.kind,
        assignee=_assignee(part.assignee),
        applicant_name=compile_text(part.applicant_name or part.name),
        approve_label=optional_text(part.approve_label),
        may_return=part.may_return,
        opinion_required=part.opinion_required,
        limit=compile_limit(part.limit_days, part.limit),
        results=tuple(
            ResultOption(each.key, compile_text(each.label), each.effect, each.number, each.opinion_required)
            for each in part.results
        ),
        note=optional_text(part.note),
        signing=Signing(part.signing.mode, part.signing.needed, part.signing.objected),
        phrases=compile_texts(part.phrases),
        system=(part.system or part.key) if part.kind is StepKind.EXTERNAL else part.system,
    )
