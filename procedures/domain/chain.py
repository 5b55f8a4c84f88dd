"""The approval chain: `decide` takes a state and a command to the next state and what happened on the way.

The engine replays: a return makes acts void, and the walk of `chain_run` then finds the way again; hence a chain always
ends, joins, and never has two positions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from procedures.domain import chain_commands as given
from procedures.domain.chain_acts import (
    add_signers,
    answered,
    approve,
    claim,
    completed,
    deemed,
    given_out,
    name_assignees,
    notice_ended,
    objected,
    release,
    remove_signer,
    transfer,
)
from procedures.domain.chain_commands import Command
from procedures.domain.chain_ends import decided, resumed, revoked, suspended, terminated, withdrawn
from procedures.domain.chain_events import ChainResult
from procedures.domain.chain_model import WITH_APPLICANT, Chain, ChainContext, ChainState, ChainStatus
from procedures.domain.chain_returns import (
    acceptance_refused,
    returned_to_applicant,
    returned_to_step,
    supplement_requested,
    taken_back,
)
from procedures.domain.chain_run import Run

_ACTS: Mapping[type[Command], Callable[[Run, Any], None]] = {
    given.Start: lambda run, _: _enter(run, ChainStatus.NOT_STARTED),
    given.Resubmit: lambda run, _: _enter(run, *WITH_APPLICANT),
    given.Approve: approve,
    given.ReceivePaper: approve,
    given.Deem: deemed,
    given.Complete: completed,
    given.EndNotice: notice_ended,
    given.Object: objected,
    given.ReturnToApplicant: returned_to_applicant,
    given.ReturnToStep: returned_to_step,
    given.RequestSupplement: supplement_requested,
    given.RefuseAcceptance: acceptance_refused,
    given.Decide: decided,
    given.Answer: answered,
    given.Claim: claim,
    given.Release: release,
    given.Transfer: transfer,
    given.AddSigners: add_signers,
    given.RemoveSigner: remove_signer,
    given.NameAssignees: name_assignees,
    given.GiveOutTask: given_out,
    given.TakeBack: taken_back,
    given.RevokeDecision: revoked,
    given.Suspend: suspended,
    given.Resume: resumed,
    given.Terminate: terminated,
    given.Withdraw: withdrawn,
}


def decide(chain: Chain, state: ChainState, command: Command, context: ChainContext, now: datetime) -> ChainResult:
    """The state after a command, and the events in the order in which they happened.

    Raises IllegalTransition when the state does not allow the command, ValidationFailed when a reason, an opinion or
    evidence is missing.
    """
    run = Run(chain, state, context, now)
    _ACTS[type(command)](run, command)
    return ChainResult(run.state, tuple(run.events))


def _enter(run: Run, *before: ChainStatus) -> None:
    run.require(*before)
    run.enter_round()
