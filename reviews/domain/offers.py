"""What a step lets be done, by its kind and its settings."""

from __future__ import annotations

from procedures.domain.chain_model import AssigneeKind, Step, StepKind
from reviews.domain.actions import Action

_FORWARD = {
    StepKind.UNIT_EXAMINE: Action.APPROVE,
    StepKind.EXAMINE: Action.APPROVE,
    StepKind.RECEIVE_PAPER: Action.RECEIVE_PAPER,
    StepKind.DECIDE: Action.DECIDE,
}
#: Steps done by people of the applicant's own organisation.
_UNIT_SIDE = frozenset({AssigneeKind.APPLICANT_DEPARTMENT, AssigneeKind.APPLICANT_ORGANISATION})


def offered_actions(step: Step) -> frozenset[Action]:
    """The way forward, and back where the package lets this step return."""
    forward = frozenset({_FORWARD[step.kind]})
    return forward | {Action.RETURN} if step.may_return else forward


def is_office_step(step: Step) -> bool:
    return step.assignee.kind not in _UNIT_SIDE
