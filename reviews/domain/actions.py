"""What a person can do with a step task, or with a decision that was made on one."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    RECEIVE_PAPER = "receive_paper"
    DECIDE = "decide"
    REVOKE_DECISION = "revoke_decision"
