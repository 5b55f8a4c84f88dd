"""The life of an application: a small closed set of statuses by law, never the configurable step."""

from __future__ import annotations

from enum import StrEnum

from tenants.domain.errors import IllegalTransition


class Status(StrEnum):
    SUBMITTED = "submitted"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    DECIDING = "deciding"
    APPROVED = "approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    SUPPLEMENTING = "supplementing"
    SUSPENDED = "in_suspension"
    REFUSED = "not_accepted"
    TERMINATED = "terminated"


class StatusCommand(StrEnum):
    EXAMINE = "examine"
    RETURN = "return"
    RESUBMIT = "resubmit"
    REACH_DECISION = "reach_decision"
    APPROVE = "approve"
    DENY = "deny"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"
    STEP_BACK = "step_back"
    REQUEST_SUPPLEMENT = "request_supplement"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"


_UNDER_EXAMINATION = (Status.SUBMITTED, Status.IN_PROGRESS)
_WITH_OFFICE = (*_UNDER_EXAMINATION, Status.DECIDING)
_WITH_APPLICANT = (Status.RETURNED, Status.SUPPLEMENTING)


#: Every legal move; what is not here is refused. The diagram in the documentation is drawn from this table.
TRANSITIONS: dict[tuple[Status, StatusCommand], Status] = {
    (Status.SUBMITTED, StatusCommand.EXAMINE): Status.IN_PROGRESS,
    (Status.SUBMITTED, StatusCommand.REACH_DECISION): Status.DECIDING,
    (Status.SUBMITTED, StatusCommand.RETURN): Status.RETURNED,
    (Status.SUBMITTED, StatusCommand.WITHDRAW): Status.WITHDRAWN,
    (Status.IN_PROGRESS, StatusCommand.EXAMINE): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, StatusCommand.RETURN): Status.RETURNED,
    (Status.IN_PROGRESS, StatusCommand.REACH_DECISION): Status.DECIDING,
    (Status.IN_PROGRESS, StatusCommand.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, StatusCommand.RESUBMIT): Status.SUBMITTED,
    (Status.RETURNED, StatusCommand.WITHDRAW): Status.WITHDRAWN,
    (Status.DECIDING, StatusCommand.RETURN): Status.RETURNED,
    (Status.DECIDING, StatusCommand.APPROVE): Status.APPROVED,
    (Status.DECIDING, StatusCommand.DENY): Status.DENIED,
    (Status.APPROVED, StatusCommand.REVOKE): Status.DECIDING,
    (Status.DENIED, StatusCommand.REVOKE): Status.DECIDING,
    (Status.DECIDING, StatusCommand.STEP_BACK): Status.IN_PROGRESS,
    **{(status, StatusCommand.REQUEST_SUPPLEMENT): Status.SUPPLEMENTING for status in _UNDER_EXAMINATION},
    (Status.SUPPLEMENTING, StatusCommand.RESUBMIT): Status.SUBMITTED,
    (Status.SUPPLEMENTING, StatusCommand.WITHDRAW): Status.WITHDRAWN,
    **{(status, StatusCommand.REFUSE): Status.REFUSED for status in _UNDER_EXAMINATION},
    **{(status, StatusCommand.SUSPEND): Status.SUSPENDED for status in _WITH_OFFICE},
    (Status.SUSPENDED, StatusCommand.RESUME): Status.IN_PROGRESS,
    (Status.SUSPENDED, StatusCommand.WITHDRAW): Status.WITHDRAWN,
    **{
        (status, StatusCommand.TERMINATE): Status.TERMINATED
        for status in (*_WITH_OFFICE, *_WITH_APPLICANT, Status.SUSPENDED)
    },
}

#: Nothing is owed by anybody any more.
ENDED = frozenset({Status.APPROVED, Status.DENIED, Status.WITHDRAWN, Status.REFUSED, Status.TERMINATED})
#: The next move is the applicant's.
WITH_APPLICANT = frozenset(_WITH_APPLICANT)


def move(status: Status, command: StatusCommand) -> Status:
    """The status after the command.

    Raises IllegalTransition when the table knows no such move.
    """
    try:
        return TRANSITIONS[status, command]
    except KeyError:
        raise IllegalTransition("status_forbids", status=status.value, command=command.value) from None


def can(status: Status, command: StatusCommand) -> bool:
    return (status, command) in TRANSITIONS
