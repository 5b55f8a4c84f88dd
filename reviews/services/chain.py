"""Running the chain of one application: the only place that moves `chain_state`, tasks and status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.access import Actor, platform_actor
from applications.domain.states import Status, StatusCommand, move
from applications.models import AccessLevel, Application, Submission
from procedures.domain.chain import decide
from procedures.domain.chain_model import (
    Chain,
    ChainFinished,
    ChainResult,
    ChainState,
    Command,
    Decided,
    DecisionRevoked,
    Event,
    Resubmit,
    ReturnToApplicant,
    Start,
    Withdraw,
    Withdrawn,
)
from procedures.domain.chain_view import dump_state, load_state
from procedures.queries.packages import compiled
from reviews.domain.remarks import Remark
from reviews.domain.status_moves import status_after
from reviews.queries.answers import context_of
from reviews.queries.assignees import consulting_principals
from reviews.services.chain_news import tell
from reviews.services.chain_rows import let_see, store_tasks


def apply_command(
    application: Application,
    command: Command,
    *,
    actor: Actor,
    now: datetime,
    opinion: str = "",
    remarks: Sequence[Remark] = (),
) -> ChainResult:
    """Give the chain a command and write down everything that follows, in the caller's transaction.

    The caller holds the application's row lock, has authorised the actor, and writes its own act and ledger entry.
    Changed: chain state, status, current step, version, tasks with their candidates, access, timeline, messages.

    Raises IllegalTransition and ValidationFailed as the engine does.
    """
    package = compiled(application.procedure_version)
    context = context_of(application, package.chain, package.form(application.variant))
    result = decide(package.chain, load_state(application.chain_state), command, context, now)
    if isinstance(command, Start):
        let_see(application, consulting_principals(application), AccessLevel.CONSULT, at=application.submitted_at)
    opened = store_tasks(application, package.chain, result.events, actor=actor)
    _store_application(application, package.chain, command, result, now)
    tell(
        application,
        package.chain,
        command,
        result.events,
        opened,
        actor=actor,
        now=now,
        opinion=opinion,
        remarks=remarks,
    )
    return result


class StepChainRunner:
    """What `applications` calls when an applicant submits, submits again or withdraws.

    The chain reads the latest submission itself, as it does for every other command.
    """

    def start(self, application: Application, submission: Submission, *, actor: Actor, now: datetime) -> None:  # noqa: ARG002
        apply_command(application, Start(), actor=actor, now=now)

    def resubmit(self, application: Application, submission: Submission, *, actor: Actor, now: datetime) -> None:  # noqa: ARG002
        apply_command(application, Resubmit(), actor=actor, now=now)

    def withdraw(self, application: Application, *, actor: Actor, reason: str, now: datetime) -> None:
        apply_command(application, Withdraw(reason), actor=actor, now=now, opinion=reason)

    def send_back(self, application: Application, *, reason: str, by: str, now: datetime) -> None:
        open_task = next(iter(load_state(application.chain_state).open_tasks()))
        command = ReturnToApplicant(open_task.step, reason, open_task.branch)
        apply_command(application, command, actor=platform_actor(by), now=now, opinion=reason)


def _store_application(
    application: Application, chain: Chain, command: Command, result: ChainResult, now: datetime
) -> None:
    application.chain_state = dump_state(result.state)
    application.status = status_after(_status_before(application, command), result.events).value
    application.current_step, application.current_step_label = _current_step(chain, result.state)
    application.version += 1
    for event in result.events:
        _store_outcome(application, chain, event, now)
    application.save(
        update_fields=[
            "chain_state",
            "status",
            "current_step",
            "current_step_label",
            "version",
            "result",
            "result_label",
            "completed_at",
        ]
    )


def _status_before(application: Application, command: Command) -> Status:
    status = Status(application.status)
    if isinstance(command, Resubmit) and status is Status.RETURNED:
        return move(status, StatusCommand.RESUBMIT)
    return status


def _current_step(chain: Chain, state: ChainState) -> tuple[str, str]:
    """Key and name of the first open step: of a parallel block the one that comes first."""
    for task in state.open_tasks():
        step = chain.step(task.step)
        if step is not None:
            return step.key, str(step.name)
    return "", ""


def _store_outcome(application: Application, chain: Chain, event: Event, now: datetime) -> None:
    match event:
        case Decided(step=key, result=result):
            step = chain.step(key)
            labels = {option.key: str(option.label) for option in step.results} if step else {}
            application.result, application.result_label = result, labels[result]
        case DecisionRevoked():
            application.result, application.result_label, application.completed_at = "", "", None
        case ChainFinished() | Withdrawn():
            application.completed_at = now
        case _:
            pass
