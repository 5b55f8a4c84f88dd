"""Names of what happens to an application: in its timeline, and in messages."""

from __future__ import annotations

from enum import StrEnum


class TimelineKind(StrEnum):
    SUBMITTED = "submitted"
    RESUBMITTED = "resubmitted"
    APPROVED = "approved"
    PAPER_RECEIVED = "paper_received"
    RETURNED = "returned"
    DECIDED = "decided"
    DECISION_REVOKED = "decision_revoked"
    WITHDRAWN = "withdrawn"
    SIGNED = "signed"
    OBJECTED = "objected"
    ACCEPTED = "accepted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    ACCEPTANCE_REFUSED = "acceptance_refused"
    RETURNED_TO_STEP = "returned_to_step"
    TAKEN_BACK = "taken_back"
    CLAIMED = "claimed"
    RELEASED = "released"
    TRANSFERRED = "transferred"
    SIGNERS_ADDED = "signers_added"
    SIGNER_REMOVED = "signer_removed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    TERMINATED = "terminated"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    BLOCKED = "blocked"
    EXTENDED = "extended"
    REMINDED = "reminded"
    COPIED = "copied"
    RECTIFIED = "rectified"
    VALUE_RECTIFIED = "value_rectified"
    COMPLETED = "completed"


#: What is told in the timeline and moves nothing: no page is stale for it.
BESIDE_THE_CHAIN = frozenset(
    {TimelineKind.REMINDED, TimelineKind.COPIED, TimelineKind.RECTIFIED, TimelineKind.VALUE_RECTIFIED}
)


class MessageEvent(StrEnum):
    SUBMITTED = "application_submitted"
    TASK_WAITING = "task_waiting"
    STEP_PASSED = "step_passed"
    RETURNED = "application_returned"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    ACCEPTED = "application_accepted"
    NOT_ACCEPTED = "application_not_accepted"
    SUSPENDED = "application_suspended"
    RESUMED = "application_resumed"
    TERMINATED = "application_terminated"
    COPIED = "application_copied"
    PAPER_AWAITED = "paper_awaited"
    PAPER_RECEIVED = "paper_received"
    DECIDED = "application_decided"
    DECISION_REVOKED = "decision_revoked"
    STEP_BLOCKED = "step_blocked"


class CertificateEvent(StrEnum):
    """What the applicant is told about the certificate; packages do not word these."""

    ISSUED = "certificate_issued"
    REPLACED = "certificate_replaced"
    CANCELLED = "certificate_cancelled"


class ClockMessage(StrEnum):
    """What people are told about limits; packages do not word these."""

    DUE_SOON = "clock_due_soon"
    DUE_TODAY = "clock_due_today"
    OVERDUE = "clock_overdue"
    DEEMED = "clock_deemed"
    DEEMED_DECISION = "clock_deemed_decision"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_REFUSED = "extension_refused"
    EXTENSION_GRANTED = "extension_granted"


class RectificationMessage(StrEnum):
    """What people are told about slips that are put right; packages do not word these."""

    ASKED = "rectification_asked"
    TURNED_DOWN = "rectification_turned_down"
    RECTIFIED = "value_rectified"
