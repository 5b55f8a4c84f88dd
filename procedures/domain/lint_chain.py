"""What can be wrong with a chain: no way to a step, nobody to act, a decision without results."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.domain.chain_model import (
    SIGNED_KINDS,
    UNIT_SIDE,
    Branch,
    Choose,
    Join,
    NobodyPolicy,
    Node,
    ObjectionPolicy,
    Parallel,
    SigningMode,
    Step,
    StepKind,
    branches_of,
)
from procedures.domain.conditions import Literal
from procedures.domain.package.compiled import CompiledPackage
from procedures.domain.package.document import PackageDocument
from tenants.domain.errors import Problem

HUNDRED = 100


def lint_chain(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of the chain part."""
    yield from _outputs(compiled)
    yield from _nodes(compiled.chain.nodes, inside_parallel=False)
    steps = tuple(compiled.chain.steps())
    if steps and all(step.assignee.nobody is NobodyPolicy.SKIP for step in steps):
        yield Problem("chain.nodes", "chain_may_be_empty")


def _outputs(compiled: CompiledPackage) -> Iterator[Problem]:
    """A step that publishes or issues something has it, and nothing is issued before it is decided."""
    decided = False
    for step in compiled.chain.steps():
        path = f"chain.{step.key}"
        decided = decided or step.kind is StepKind.DECIDE
        if step.kind is StepKind.PUBLIC_NOTICE and compiled.notice is None:
            yield Problem(path, "notice_step_without_notice")
        if step.kind is StepKind.ISSUE and compiled.certificate is None:
            yield Problem(path, "issue_without_certificate")
        if step.system and step.kind is not StepKind.EXTERNAL:
            yield Problem(path, "system_without_external", {"system": step.system})
        if step.kind is StepKind.ISSUE and not decided:
            yield Problem(path, "issue_before_decision")


def lint_in_plan(_: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of the in_plan part: a step to hold that can be passed, and a way back from everywhere."""
    if compiled.in_plan is None:
        return
    held = compiled.chain.step(compiled.in_plan.held_step)
    if held is None or held.kind not in {StepKind.UNIT_EXAMINE, StepKind.EXAMINE}:
        yield Problem("in_plan.held_step", "in_plan_step_unfit", {"step": compiled.in_plan.held_step})
    for step in compiled.chain.steps():
        if not step.may_return:
            yield Problem(f"chain.{step.key}.may_return", "in_plan_needs_return")


def lint_counter_entry(document: PackageDocument, compiled: CompiledPackage) -> Iterator[Problem]:
    """Problems of the counter_entry part: paper stands for steps of the applicant's unit, and only stamped paper."""
    part = document.counter_entry
    if part is None:
        return
    for key in part.stands_in:
        step = compiled.chain.step(key)
        if step is None or step.kind is not StepKind.UNIT_EXAMINE or step.assignee.kind not in UNIT_SIDE:
            yield Problem("counter_entry.stands_in", "counter_step_unfit", {"step": key})
    if part.stands_in and not part.evidence_required:
        yield Problem("counter_entry.evidence_required", "counter_stamp_unproved")
    if part.stands_in and not part.allowed:
        yield Problem("counter_entry.allowed", "counter_entry_unused")
    if all(step.key in part.stands_in for step in compiled.chain.steps()):
        yield Problem("chain.nodes", "chain_may_be_empty")


def _nodes(nodes: tuple[Node, ...], *, inside_parallel: bool) -> Iterator[Problem]:
    for node in nodes:
        if isinstance(node, Step):
            yield from _step(node, inside_parallel=inside_parallel)
            continue
        keys = [branch.key for branch in branches_of(node)]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield Problem(f"chain.{node.key}", "key_repeated", {"key": key})
        yield from _choose(node) if isinstance(node, Choose) else _parallel(node)
        for branch in branches_of(node):
            yield from _nodes(branch.nodes, inside_parallel=inside_parallel or isinstance(node, Parallel))


def _step(step: Step, *, inside_parallel: bool) -> Iterator[Problem]:
    path, rule = f"chain.{step.key}", step.assignee
    if rule.nobody is NobodyPolicy.ROLE and not rule.fallback_role:
        yield Problem(f"{path}.assignee", "step_without_fallback")
    if step.kind is StepKind.DECIDE and not step.results:
        yield Problem(f"{path}.results", "decision_without_results")
    if step.kind is StepKind.DECIDE and (inside_parallel or rule.nobody is NobodyPolicy.SKIP):
        yield Problem(path, "decision_may_not_be_passed_over")
    yield from _signing(step, path)
    if step.kind is StepKind.NOTIFY and rule.nobody is NobodyPolicy.BLOCK:
        yield Problem(f"{path}.assignee", "copy_may_not_block")
    if step.kind is not StepKind.DECIDE and step.results:
        yield Problem(f"{path}.results", "results_without_decision")


def _signing(step: Step, path: str) -> Iterator[Problem]:
    """Several sign only what one could approve; a share is a percentage; objections need a way to go."""
    signing = step.signing
    if signing.mode is SigningMode.ANY_ONE:
        return
    if step.kind not in SIGNED_KINDS:
        yield Problem(f"{path}.signing", "signing_kind_unfit")
    if signing.mode is SigningMode.RATIO and not 1 <= signing.needed <= HUNDRED:
        yield Problem(f"{path}.signing.needed", "signing_ratio_range")
    if signing.mode is SigningMode.COUNT and signing.needed < 1:
        yield Problem(f"{path}.signing.needed", "signing_count_missing")
    if signing.objected is ObjectionPolicy.RETURN and not step.may_return:
        yield Problem(f"{path}.signing.objected", "objection_needs_return")


def _choose(node: Choose) -> Iterator[Problem]:
    """A branch is unreachable without a condition, when it can never hold, or after one that always holds."""
    always = False
    for branch in node.branches:
        constant = _constant(branch)
        if always or branch.when is None or constant is False:
            yield Problem(f"chain.{node.key}.{branch.key}", "branch_unreachable")
        always = always or constant is True
    if always:
        yield Problem(f"chain.{node.key}.{node.otherwise.key}", "branch_unreachable")
    if node.otherwise.when is not None:
        yield Problem(f"chain.{node.key}.{node.otherwise.key}", "otherwise_with_condition")


def _constant(branch: Branch) -> bool | None:
    if isinstance(branch.when, Literal):
        return str(branch.when.value).lower() == "true"
    return None


def _parallel(node: Parallel) -> Iterator[Problem]:
    path = f"chain.{node.key}"
    if node.join is Join.COUNT and not 1 <= node.count <= len(node.branches):
        yield Problem(path, "parallel_count", {"most": len(node.branches)})
    for branch in node.branches:
        if branch.when is not None:
            yield Problem(f"{path}.{branch.key}", "strand_with_condition")
        if not branch.nodes:
            yield Problem(f"{path}.{branch.key}", "strand_without_step")
