"""What a person can do with a step task, a decision made on one, a public notice, a certificate."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    RECEIVE_PAPER = "receive_paper"
    DECIDE = "decide"
    REVOKE_DECISION = "revoke_decision"


class NoticeAction(StrEnum):
    """What can be done about the public notice of an application."""

    EXPORT = "export"
    PREPARE = "prepare"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    RECORD_POSTING = "record_posting"
    DECLARE = "declare"


class CertificateAction(StrEnum):
    """What can be done about the certificate of an application."""

    ISSUE = "issue"
    PRINT = "print"
    REISSUE = "reissue"
    CANCEL = "cancel"


class ExtensionAction(StrEnum):
    """What can be done about more time for an application."""

    ASK = "ask"
    SETTLE = "settle"
