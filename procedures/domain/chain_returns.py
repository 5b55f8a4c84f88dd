"""The ways back: to the applicant, to a finished step, out of one's own act; and refusing to accept."""

from __future__ import annotations

from procedures.domain.chain_commands import (
    RefuseAcceptance,
    RequestSupplement,
    ReturnToApplicant,
    ReturnToStep,
    TakeBack,
)
from procedures.domain.chain_events import (
    AcceptanceRefused,
    ReturnedToApplicant,
    ReturnedToStep,
    SupplementRequested,
    TakenBack,
)
from procedures.domain.chain_model import (
    APPROVED,
    NOTIFIED,
    OBJECTED,
    REFUSED,
    RETURNED,
    SENT_BACK,
    SKIPPED,
    SUPPLEMENT,
    Chain,
    ChainState,
    ChainStatus,
    ReturnMode,
    Step,
    StepKind,
    TaskState,
)
from procedures.domain.chain_order import Later, later_than
from procedures.domain.chain_run import Run, is_passed, require_status, visits_at
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed

#: What nobody did: it does not stand in the way of taking back what was done before it.
_BY_ITSELF = frozenset({SKIPPED, NOTIFIED})


def returned_to_applicant(run: Run, command: ReturnToApplicant) -> None:
    task, step = run.open_task(command.step, command.branch)
    _require_return(run, step)
    words_required(reason=command.reason)
    send_back(run, task, by=command.by, then=command.then)
    run.emit(ReturnedToApplicant(step.key, command.reason))


def send_back(run: Run, task: TaskState, *, by: str = "", then: ReturnMode | None = None) -> None:
    """Close a task as returned. Walking again voids every act; going straight back, only what is still open."""
    run.close(task, RETURNED, by)
    if (then or run.chain.return_mode) is ReturnMode.WALK_AGAIN:
        run.void_where(lambda each: each.outcome not in SENT_BACK)
        run.forget(tuple(run.state.choices))
    else:
        run.void_where(lambda each: each.is_open)


def returned_to_step(run: Run, command: ReturnToStep) -> None:
    """The step is done again, and then either every step after it, or straight on to the one that returned.

    Blocks around the step that did not wait for all their strands run anew.
    """
    task, step = run.open_task(command.step, command.branch)
    _require_return(run, step)
    target = (command.to, command.to_branch)
    later = later_than(run.chain, target)
    act = next((each for each in reversed(visits_at(run.state, *target)) if is_passed(each)), None)
    if act is None or act.outcome in _BY_ITSELF or (task.step, task.branch) not in later.places:
        raise IllegalTransition("return_target_unfit", step=command.to)
    words_required(reason=command.reason)
    run.close(task, RETURNED, command.by)
    _undo(run, act, later, keep_acts=command.then is ReturnMode.STRAIGHT_BACK)
    run.emit(ReturnedToStep(step.key, command.to, command.then, command.reason))
    run.advance()


def _undo(run: Run, act: TaskState, later: Later, *, keep_acts: bool) -> None:
    """Void an act, and what came after it: everything, or only what is still open."""

    def is_undone(each: TaskState) -> bool:
        if each == act or each.outcome in SENT_BACK:
            return each == act
        if any(f"{each.branch}/".startswith(f"{strand}/") for strand in later.racing):
            return True
        return (each.step, each.branch) in later.places and (each.is_open or not keep_acts)

    run.void_where(is_undone)
    if not keep_acts:
        run.forget(later.choices)


def was_supplemented(state: ChainState) -> bool:
    """Whether a supplement was asked for already: what is missing is told once."""
    return any(each.outcome == SUPPLEMENT for each in state.tasks)


def supplement_requested(run: Run, command: RequestSupplement) -> None:
    """Once for an application. The step waits: what was done before it stands."""
    task, step = run.open_task(command.step, command.branch)
    _require_acceptance(step)
    if was_supplemented(run.state):
        raise IllegalTransition("supplement_once")
    words_required(reason=command.reason)
    run.close(task, SUPPLEMENT, command.by)
    run.void_where(lambda each: each.is_open)
    run.emit(SupplementRequested(step.key, command.reason))


def acceptance_refused(run: Run, command: RefuseAcceptance) -> None:
    task, step = run.open_task(command.step, command.branch)
    _require_acceptance(step)
    words_required(reason=command.reason)
    run.close(task, REFUSED, command.by)
    run.void_where(lambda each: each.is_open)
    run.emit(AcceptanceRefused(step.key, command.reason))


def taken_back(run: Run, command: TakeBack) -> None:
    """Undo one's own approval while nobody has acted, signed or claimed after it."""
    act = act_to_take_back(run.chain, run.state, command)
    _undo(run, act, later_than(run.chain, (command.step, command.branch)), keep_acts=False)
    run.emit(TakenBack(act.step, act.branch, act.visit, command.by))
    run.advance()


def act_to_take_back(chain: Chain, state: ChainState, command: TakeBack) -> TaskState:
    """The act that would be undone; acceptance and a certificate stand, for the applicant has them in writing.

    Raises IllegalTransition when it is not theirs, or somebody acted after it.
    """
    require_status(state, ChainStatus.RUNNING)
    step = chain.step(command.step)
    if step is None or step.kind in {StepKind.ACCEPT, StepKind.ISSUE}:
        raise IllegalTransition("nothing_to_take_back", step=command.step)
    place = (command.step, command.branch)
    act = next((each for each in reversed(visits_at(state, *place)) if is_passed(each)), None)
    if act is None or act.outcome not in {APPROVED, OBJECTED} or not command.by or act.by != command.by:
        raise IllegalTransition("nothing_to_take_back", step=command.step)
    later = later_than(chain, place)
    since = state.tasks[state.tasks.index(act) + 1 :]
    if any((each.step, each.branch) in later.places and _was_touched(each) for each in since):
        raise IllegalTransition("acted_since", step=command.step)
    return act


def _was_touched(task: TaskState) -> bool:
    if task.is_open:
        return bool(task.claimed_by) or any(seat.sign is not None for seat in task.seats)
    return not task.void and task.outcome not in _BY_ITSELF


def words_required(**given: str) -> None:
    problems = [Problem(name, "required") for name, words in given.items() if not words.strip()]
    if problems:
        raise ValidationFailed(problems)


def _require_return(run: Run, step: Step) -> None:
    if not step.may_return:
        raise IllegalTransition("step_may_not_return", step=step.key)
    if run.state.result:
        raise IllegalTransition("return_after_decision", step=step.key)


def _require_acceptance(step: Step) -> None:
    if step.kind is not StepKind.ACCEPT:
        raise IllegalTransition("step_accepts_nothing", step=step.key)
