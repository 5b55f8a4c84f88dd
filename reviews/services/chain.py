"""Running the chain of one application: the only place that moves `chain_state`, tasks and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.access import Actor, platform_actor
from applications.domain.rectifying import RECTIFIABLE_STATUSES
from applications.domain.states import WITH_APPLICANT, Status, StatusCommand, move
from applications.models import Application
from applications.queries.stored_answers import latest_answers
from applications.services.access_rows import let_consult, let_handle, open_access
from applications.services.rectifying import lapse_rectifications
from procedures.domain.chain import decide
from procedures.domain.chain_commands import Command, NameAssignees, Resubmit, ReturnToApplicant, Start, Withdraw
from procedures.domain.chain_events import (
    ChainFinished,
    ChainResult,
    Decided,
    DecisionRevoked,
    Event,
    StepNotified,
    TaskOpened,
    Withdrawn,
)
from procedures.domain.chain_model import Chain, ChainState, StepKind
from procedures.domain.chain_run import is_given_evenly
from procedures.domain.chain_view import dump_state, load_state
from procedures.domain.values import Answers
from procedures.queries.packages import compiled
from reviews.domain.remarks import Remark
from reviews.domain.status_moves import status_after
from reviews.queries.assignees import Roster
from reviews.queries.chain_context import chain_context
from reviews.queries.loads import open_seats
from reviews.queries.locks import lock_giving_out
from reviews.services.chain_news import News, tell
from reviews.services.chain_rows import OpenedTask, store_tasks
from reviews.services.clocks import follow_clocks
from reviews.services.written_papers import write_papers

#: What a move sets on an application.
MOVED_COLUMNS = (
    "chain_state",
    "status",
    "current_step",
    "current_step_label",
    "version",
    "result",
    "result_label",
    "completed_at",
)


#: Room for the names of open steps on the application's row.
MOST_LABEL = 100


@dataclass(slots=True)
class Move:
    """A command that the chain has accepted, see `applications.chain_runner.ChainMove`."""

    application: Application
    command: Command
    chain: Chain
    result: ChainResult
    roster: Roster
    actor: Actor
    now: datetime
    opinion: str = ""
    remarks: Sequence[Remark] = ()
    opened: list[OpenedTask] = field(default_factory=list)
    columns: tuple[str, ...] = MOVED_COLUMNS

    def store(self) -> None:
        self.opened = store_tasks(self.application, self.chain, self.result.state, self.result.events, actor=self.actor)
        follow_clocks(self.application, self.command, self.result.events, self.opened, actor=self.actor, at=self.now)
        handling = [principal for each in self.opened for principal in each.principals]
        copied = [each for event in self.result.events if isinstance(event, StepNotified) for each in event.people]
        copied += self._looking_on()
        if isinstance(self.command, Start):
            open_access(self.application, handling=handling, consulting=(*self.roster.consulting, *copied))
        else:
            let_handle(self.application, handling)
            let_consult(self.application, copied)

    def _looking_on(self) -> list[str]:
        """The people of a step that waits for another system: they see that it waits, and have nothing to do."""
        waiting = [each.task.step_key for each in self.opened if each.task.kind == StepKind.EXTERNAL]
        return [principal for key in waiting for principal in self.roster.assignees.get(key, ())]

    def tell(self) -> None:
        news = News(self.application, self.chain, self.roster, self.actor, self.now)
        told = tell(news, self.command, self.result.events, self.opened, opinion=self.opinion, remarks=self.remarks)
        write_papers(news, self.command, self.result.events, told, opinion=self.opinion, remarks=self.remarks)


def decide_move(
    application: Application,
    command: Command,
    *,
    actor: Actor,
    now: datetime,
    answers: Answers | None = None,
    opinion: str = "",
    remarks: Sequence[Remark] = (),
) -> Move:
    """Give the chain a command and set the application's columns by its answer; nothing is written.

    `answers` are those of the current round, read here when the caller has not got them at hand.

    Raises IllegalTransition and ValidationFailed as the engine does.
    """
    package = compiled(application.procedure_version)
    given = latest_answers(application) if answers is None else answers
    roster, context = chain_context(application, package, given)
    state = load_state(application.chain_state)
    result = decide(package.chain, state, command, context, now)
    evenly = _given_evenly(package.chain, command, result, roster)
    if evenly:
        lock_giving_out(application.procedure_id)
        context = replace(context, loads=open_seats(application.procedure_id, evenly))
        result = decide(package.chain, state, command, context, now)
    _move_application(application, package.chain, command, result, now)
    return Move(application, command, package.chain, result, roster, actor, now, opinion, remarks)


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
    move = decide_move(application, command, actor=actor, now=now, opinion=opinion, remarks=remarks)
    application.save(update_fields=move.columns)
    move.store()
    move.tell()
    if Status(application.status) not in RECTIFIABLE_STATUSES:
        lapse_rectifications(application, at=now)
    return move.result


class StepChainRunner:
    """What `applications` calls when an applicant submits, submits again or withdraws."""

    def start(self, application: Application, answers: Answers, *, actor: Actor, now: datetime) -> Move:
        return decide_move(application, Start(), actor=actor, now=now, answers=answers)

    def resubmit(self, application: Application, answers: Answers, *, actor: Actor, now: datetime) -> Move:
        return decide_move(application, Resubmit(), actor=actor, now=now, answers=answers)

    def withdraw(self, application: Application, *, actor: Actor, reason: str, now: datetime) -> None:
        apply_command(application, Withdraw(reason), actor=actor, now=now, opinion=reason)

    def send_back(self, application: Application, *, reason: str, by: str, now: datetime) -> None:
        open_task = next(iter(load_state(application.chain_state).open_tasks()))
        command = ReturnToApplicant(open_task.step, reason, open_task.branch)
        apply_command(application, command, actor=platform_actor(by), now=now, opinion=reason)


def _given_evenly(chain: Chain, command: Command, result: ChainResult, roster: Roster) -> frozenset[str]:
    """Those among whom the command gives out work evenly; nobody where it opens no such step."""
    steps = {event.step for event in result.events if isinstance(event, TaskOpened) and event.assignees}
    if isinstance(command, NameAssignees):
        steps.add(command.step)
    given = (step.key for step in chain.steps() if step.key in steps and is_given_evenly(step))
    return frozenset(person for key in given for person in roster.assignees.get(key, ()))


def _move_application(
    application: Application, chain: Chain, command: Command, result: ChainResult, now: datetime
) -> None:
    """Set `MOVED_COLUMNS`."""
    application.chain_state = dump_state(result.state)
    application.status = status_after(_status_before(application, command), result.events).value
    application.current_step, application.current_step_label = _current_step(chain, result.state)
    application.version += 1
    for event in result.events:
        _set_outcome(application, chain, event, now)


def _status_before(application: Application, command: Command) -> Status:
    status = Status(application.status)
    if isinstance(command, Resubmit) and status in WITH_APPLICANT:
        return move(status, StatusCommand.RESUBMIT)
    return status


def _current_step(chain: Chain, state: ChainState) -> tuple[str, str]:
    """Key of the first open step; the names of all that are open side by side, as many as there is room for."""
    steps = [step for task in state.open_tasks() if (step := chain.step(task.step)) is not None]
    if not steps:
        return "", ""
    names = list(dict.fromkeys(str(step.name) for step in steps))
    while len(names) > 1 and len("、".join(names)) > MOST_LABEL:
        names.pop()
    return steps[0].key, "、".join(names)


def _set_outcome(application: Application, chain: Chain, event: Event, now: datetime) -> None:
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
