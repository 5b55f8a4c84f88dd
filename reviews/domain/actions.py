"""What a person can do with a step task, a decision made on one, a public notice, a certificate."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    APPROVE = "approve"
    RETURN = "return"
    RECEIVE_PAPER = "receive_paper"
    DECIDE = "decide"
    REVOKE_DECISION = "revoke_decision"
    OBJECT = "object"
    REQUEST_SUPPLEMENT = "request_supplement"
    REFUSE_ACCEPTANCE = "refuse_acceptance"
    RETURN_TO_STEP = "return_to_step"
    CLAIM = "claim"
    RELEASE = "release"
    TRANSFER = "transfer"
    ADD_SIGNERS = "add_signers"
    REMOVE_SIGNER = "remove_signer"
    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"
    TAKE_BACK = "take_back"
    SEAL = "seal"
    ISSUE = "issue"


#: What passes a step.
FORWARD = frozenset({Action.APPROVE, Action.RECEIVE_PAPER, Action.DECIDE, Action.SEAL, Action.ISSUE})
#: What counts as having handled a matter: passed, sent on or back, or signed. Taking it (签收) does not.
HANDLING = FORWARD | {
    Action.OBJECT,
    Action.RETURN,
    Action.RETURN_TO_STEP,
    Action.REQUEST_SUPPLEMENT,
    Action.REFUSE_ACCEPTANCE,
    Action.REVOKE_DECISION,
    Action.TRANSFER,
    Action.TERMINATE,
}
#: What is done rarely stands folded below the usual acts.
RARE = frozenset(
    {
        Action.REVOKE_DECISION,
        Action.RETURN_TO_STEP,
        Action.RELEASE,
        Action.TRANSFER,
        Action.ADD_SIGNERS,
        Action.REMOVE_SIGNER,
        Action.SUSPEND,
        Action.TERMINATE,
    }
)


#: Done by somebody above, of no panel: 分办、改派.
GIVE_OUT = "give_out"


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


class RectificationAction(StrEnum):
    """What can be done about a slip: one person asks to put it right, another one answers."""

    ASK = "ask"
    CONFIRM = "confirm"
    TURN_DOWN = "turn_down"
