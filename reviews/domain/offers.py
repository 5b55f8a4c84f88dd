"""What a step lets be done, by its kind and its settings."""

from __future__ import annotations

from procedures.domain.chain_model import UNIT_SIDE, Step, StepKind
from reviews.domain.actions import Action
from reviews.domain.seating import Seating

_FORWARD: dict[StepKind, frozenset[Action]] = {
    StepKind.UNIT_EXAMINE: frozenset({Action.APPROVE}),
    StepKind.ACCEPT: frozenset({Action.APPROVE, Action.REQUEST_SUPPLEMENT, Action.REFUSE_ACCEPTANCE}),
    StepKind.EXAMINE: frozenset({Action.APPROVE}),
    StepKind.COUNTERSIGN: frozenset({Action.APPROVE}),
    StepKind.RECEIVE_PAPER: frozenset({Action.RECEIVE_PAPER}),
    StepKind.DECIDE: frozenset({Action.DECIDE}),
    StepKind.NOTIFY: frozenset(),
    StepKind.EXTERNAL: frozenset(),
    StepKind.SEAL: frozenset({Action.SEAL}),
    StepKind.PUBLIC_NOTICE: frozenset(),
    StepKind.ISSUE: frozenset({Action.ISSUE}),
}
#: What offices do with a task among themselves, and with the matter as a whole.
_OFFICE = frozenset({Action.TRANSFER, Action.ADD_SIGNERS, Action.SUSPEND, Action.TERMINATE})


def offered_actions(step: Step) -> frozenset[Action]:
    """The way forward, and back where the package lets this step return."""
    forward = _FORWARD[step.kind]
    returns = step.may_return and (forward or step.kind is StepKind.PUBLIC_NOTICE)
    return forward | {Action.RETURN} if returns else forward


def offered_to(step: Step, seating: Seating, *, has_targets: bool) -> frozenset[Action]:
    """What a step lets one person do: somebody who was asked for an opinion signs, and does nothing else."""
    if seating.is_added:
        return frozenset({Action.APPROVE, Action.OBJECT})
    offered = set(offered_actions(step))
    if seating.signs_together and Action.APPROVE in offered:
        offered.add(Action.OBJECT)
    if has_targets and step.may_return:
        offered.add(Action.RETURN_TO_STEP)
    if (offered or step.kind is StepKind.PUBLIC_NOTICE) and is_office_step(step):
        offered |= _OFFICE
        offered |= {Action.CLAIM} if seating.may_claim else set()
        offered |= {Action.RELEASE} if seating.claims else set()
        offered |= {Action.REMOVE_SIGNER} if seating.added else set()
    return frozenset(offered)


def is_office_step(step: Step) -> bool:
    return step.assignee.kind not in UNIT_SIDE
