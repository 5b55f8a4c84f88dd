"""Deciding and undoing a decision; standing still; the ends that are not a decision."""

from __future__ import annotations

from procedures.domain.chain_acts import seat_of
from procedures.domain.chain_commands import Decide, Resume, RevokeDecision, Suspend, Terminate, Withdraw
from procedures.domain.chain_events import (
    Decided,
    DecisionDue,
    DecisionRevoked,
    Resumed,
    Suspended,
    Terminated,
    Withdrawn,
)
from procedures.domain.chain_model import Chain, ChainStatus, Effect, SeatPlace, StepKind, TaskState
from procedures.domain.chain_order import later_than
from procedures.domain.chain_returns import words_required
from procedures.domain.chain_run import Run, is_passed
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed

_UNDER_WAY = (ChainStatus.RUNNING, ChainStatus.SUSPENDED, ChainStatus.RETURNED, ChainStatus.SUPPLEMENTING)


def decided(run: Run, command: Decide) -> None:
    task, step = run.open_task(command.step, command.branch)
    if step.kind is not StepKind.DECIDE:
        raise IllegalTransition("step_takes_no_decision", step=step.key)
    seat = seat_of(task, step, by=command.by, seat=command.seat)
    if seat is not None and seat.place is not SeatPlace.MAIN:
        raise IllegalTransition("awaits_signers", step=step.key)
    option = next((each for each in step.results if each.key == command.result), None)
    if option is None:
        raise ValidationFailed([Problem("result", "result_unknown")])
    if option.opinion_required:
        words_required(opinion=command.opinion)
    run.chosen = command.chosen
    run.close(task, option.key, command.by)
    run.emit(Decided(step.key, option.key, option.effect, command.opinion))
    if option.effect is Effect.DENY:
        run.finish()
    else:
        run.advance()


def revoked(run: Run, command: RevokeDecision) -> None:
    """Undo the last decision and what came after it, and open the decision again."""
    run.require(ChainStatus.RUNNING, ChainStatus.FINISHED)
    decisions = [task for task in run.state.tasks if is_passed(task) and _is_decision(run.chain, task)]
    if not decisions:
        raise IllegalTransition("nothing_decided")
    words_required(opinion=command.opinion, evidence=command.evidence)
    act = decisions[-1]
    later = later_than(run.chain, (act.step, act.branch))
    run.void_where(lambda task: task == act or (task.step, task.branch) in later.places)
    run.forget(later.choices)
    run.emit(DecisionRevoked(act.step, act.outcome, command.opinion, command.evidence))
    run.advance()


def suspended(run: Run, command: Suspend) -> None:
    run.require(ChainStatus.RUNNING)
    _require_undecided(run)
    words_required(basis=command.basis, reason=command.reason)
    run.emit(Suspended(command.basis, command.reason, run.now))


def resumed(run: Run, _: Resume) -> None:
    run.require(ChainStatus.SUSPENDED)
    run.emit(Resumed(run.now))
    for task in run.state.open_tasks():
        if _is_decision(run.chain, task):
            run.emit(DecisionDue(task.step, task.branch))


def terminated(run: Run, command: Terminate) -> None:
    run.require(*_UNDER_WAY)
    _require_undecided(run)
    words_required(basis=command.basis, reason=command.reason)
    run.void_where(lambda task: task.is_open)
    run.emit(Terminated(command.basis, command.reason))


def withdrawn(run: Run, command: Withdraw) -> None:
    """End at the applicant's wish. Too late once the decision is due: it belongs to the authority then."""
    run.require(*_UNDER_WAY)
    if run.state.result or any(_is_decision(run.chain, task) for task in run.state.open_tasks()):
        raise IllegalTransition("withdraw_too_late")
    run.void_where(lambda task: task.is_open)
    run.emit(Withdrawn(command.reason))


def _require_undecided(run: Run) -> None:
    if run.state.result:
        raise IllegalTransition("decided_already")


def _is_decision(chain: Chain, task: TaskState) -> bool:
    step = chain.step(task.step)
    return step is not None and step.kind is StepKind.DECIDE
