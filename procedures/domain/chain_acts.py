"""Acts at an open task: passing and signing it, and changing who is asked."""

from __future__ import annotations

from dataclasses import replace

from procedures.domain.chain_commands import (
    AddSigners,
    Answer,
    Approve,
    Claim,
    Complete,
    Deem,
    EndNotice,
    GiveOutTask,
    NameAssignees,
    Object,
    ReceivePaper,
    Release,
    RemoveSigner,
    Transfer,
)
from procedures.domain.chain_events import Accepted, ReturnedToApplicant, SeatsChanged, Signed
from procedures.domain.chain_model import (
    APPROVED,
    NEVER_DEEMED,
    OBJECTED,
    PROVED_KINDS,
    UNIT_SIDE,
    ObjectionPolicy,
    Seat,
    SeatPlace,
    Sign,
    SigningMode,
    Step,
    StepKind,
    TaskState,
)
from procedures.domain.chain_returns import send_back, words_required
from procedures.domain.chain_run import Run, persons
from procedures.domain.chain_seats import signed, waiting
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed

#: Nobody signs after the step's own act: it stands at once, or it ends by itself.
_NOBODY_AFTER = PROVED_KINDS | {StepKind.DECIDE, StepKind.RECEIVE_PAPER, StepKind.PUBLIC_NOTICE}
_STAYS_OPEN = {
    StepKind.DECIDE: "step_needs_decision",
    StepKind.SEAL: "step_needs_proof",
    StepKind.ISSUE: "step_needs_proof",
    StepKind.PUBLIC_NOTICE: "step_awaits_notice",
}


def approve(run: Run, command: Approve | ReceivePaper) -> None:
    task, step = run.open_task(command.step, command.branch)
    run.chosen = command.chosen
    seat = seat_of(task, step, by=command.by, seat=command.seat)
    _require_kind(step, seat, paper=isinstance(command, ReceivePaper))
    if step.opinion_required:
        words_required(opinion=command.opinion)
    if seat is None or (all(each.place is SeatPlace.MAIN for each in task.seats) and _one_acts(step)):
        _pass(run, task, step, command.by)
        return
    run.emit(Signed(task.step, task.branch, task.visit, seat.who, Sign.AGREE, command.by))
    _settle(run, step, command.branch, command.by, reason="")


def deemed(run: Run, command: Deem) -> None:
    """Passed by law: nobody acts, nobody's signature is made up. A decision is given, never passed.

    Silence makes no stamp, no certificate and no notice that hung: those steps stay open until it is there.
    """
    task, step = run.open_task(command.step, command.branch)
    words_required(basis=command.basis)
    if step.kind in NEVER_DEEMED:
        raise IllegalTransition(_STAYS_OPEN[step.kind], step=step.key)
    _pass(run, task, step, "")


def completed(run: Run, command: Complete) -> None:
    task, step = run.open_task(command.step, command.branch)
    run.chosen = command.chosen
    if step.kind not in PROVED_KINDS:
        raise IllegalTransition("step_takes_no_proof", step=step.key)
    seat = seat_of(task, step, by=command.by, seat=command.seat)
    if seat is not None and seat.place is not SeatPlace.MAIN:
        raise IllegalTransition("awaits_signers", step=step.key)
    words_required(proof=command.proof, **({"opinion": command.opinion} if step.opinion_required else {}))
    _pass(run, task, step, command.by)


def notice_ended(run: Run, command: EndNotice) -> None:
    task, step = run.open_task(command.step, command.branch)
    if step.kind is not StepKind.PUBLIC_NOTICE:
        raise IllegalTransition("step_awaits_no_notice", step=step.key)
    words_required(notice=command.notice)
    if any(each.place is SeatPlace.BEFORE and each.sign is None for each in task.seats):
        raise IllegalTransition("awaits_signers", step=step.key)
    _pass(run, task, step, "")


def objected(run: Run, command: Object) -> None:
    """不同意, where several sign. Whoever acts alone returns instead."""
    task, step = run.open_task(command.step, command.branch)
    run.chosen = command.chosen
    seat = seat_of(task, step, by=command.by, seat=command.seat)
    if seat is None or (_one_acts(step) and seat.place is SeatPlace.MAIN):
        raise IllegalTransition("step_takes_no_objection", step=step.key)
    words_required(reason=command.reason)
    run.emit(Signed(task.step, task.branch, task.visit, seat.who, Sign.OBJECT, command.by))
    _settle(run, step, command.branch, command.by, reason=command.reason)


def answered(run: Run, command: Answer) -> None:
    task, step = run.open_task(command.step, command.branch)
    if step.kind is not StepKind.EXTERNAL:
        raise IllegalTransition("step_awaits_no_answer", step=step.key)
    words_required(reference=command.reference)
    if command.passed:
        _pass(run, task, step, "")
        return
    words_required(reason=command.reason)
    if run.state.result:
        raise IllegalTransition("return_after_decision", step=step.key)
    send_back(run, task)
    run.emit(ReturnedToApplicant(step.key, command.reason))


def claim(run: Run, command: Claim) -> None:
    task, step = run.open_task(command.step, command.branch)
    if not _one_acts(step) or not task.seats:
        raise IllegalTransition("task_not_for_a_group", step=step.key)
    if task.claimed_by:
        raise IllegalTransition("task_claimed", step=step.key)
    _seat(run, task, task.seats, claimed_by=command.by)


def release(run: Run, command: Release) -> None:
    task, _ = run.open_task(command.step, command.branch)
    if task.claimed_by != command.by or not command.by:
        raise IllegalTransition("task_not_claimed_by_you", step=task.step)
    if any(seat.place is SeatPlace.BEFORE and seat.sign is None for seat in task.seats):
        raise IllegalTransition("awaits_signers", step=task.step)
    _seat(run, task, task.seats)


def transfer(run: Run, command: Transfer) -> None:
    """A group's task then belongs to one person; where several sign, one seat changes hands."""
    task, step = run.open_task(command.step, command.branch)
    _require_people(step)
    seat = seat_of(task, step, by=command.by, seat=command.seat)
    _require_new(task, (command.to,), "to")
    if seat is None or (seat.place is SeatPlace.MAIN and _one_acts(step)):
        kept = tuple(each for each in task.seats if each.place is not SeatPlace.MAIN)
        _seat(run, task, (Seat(command.to, added_by=command.by), *kept))
        return
    seats = tuple(replace(each, who=command.to, added_by=command.by) if each == seat else each for each in task.seats)
    _seat(run, task, seats, claimed_by=task.claimed_by)


def add_signers(run: Run, command: AddSigners) -> None:
    """The task comes back to who added somebody before; who is added after signs when the step would be passed."""
    task, step = run.open_task(command.step, command.branch)
    if command.place is SeatPlace.MAIN and _one_acts(step):
        raise IllegalTransition("step_has_one_signer", step=step.key)
    if command.place is SeatPlace.AFTER and step.kind in _NOBODY_AFTER:
        raise IllegalTransition("nobody_signs_after", step=step.key)
    if not task.seats:
        raise IllegalTransition("step_is_blocked", step=step.key)
    if not command.people:
        raise ValidationFailed([Problem("people", "required")])
    _require_new(task, command.people, "people")
    if command.by in command.people:
        raise ValidationFailed([Problem("people", "signer_is_you")])
    added = tuple(Seat(who, command.place, added_by=command.by) for who in command.people)
    comes_back = command.place is SeatPlace.BEFORE and _one_acts(step)
    _seat(run, task, (*task.seats, *added), claimed_by=task.claimed_by or (command.by if comes_back else ""))


def remove_signer(run: Run, command: RemoveSigner) -> None:
    task, step = run.open_task(command.step, command.branch)
    seat = next((each for each in task.seats if each.who == command.who and each.sign is None), None)
    if seat is None or not seat.added_by or seat.added_by != command.by:
        raise IllegalTransition("signer_not_added_by_you", step=step.key)
    if seat.place is SeatPlace.MAIN and len([each for each in task.seats if each.place is SeatPlace.MAIN]) == 1:
        raise IllegalTransition("last_signer", step=step.key)
    _seat(run, task, tuple(each for each in task.seats if each != seat), claimed_by=task.claimed_by)
    _settle(run, step, command.branch, command.by, reason="")


def name_assignees(run: Run, command: NameAssignees) -> None:
    task, step = run.open_task(command.step, command.branch)
    _require_people(step)
    if task.seats:
        raise IllegalTransition("step_is_not_blocked", step=step.key)
    people = command.people if _one_acts(step) else persons(run.context, command.people)
    if not people:
        raise ValidationFailed([Problem("people", "required")])
    given = run.given_out(step, command.branch, people)
    _seat(run, task, tuple(Seat(who) for who in given))


def given_out(run: Run, command: GiveOutTask) -> None:
    """A claim ends; whoever was asked for an opinion before is still waited for."""
    task, step = run.open_task(command.step, command.branch)
    if not may_be_given_out(step):
        raise IllegalTransition("task_not_for_a_group", step=step.key)
    main = [each.who for each in task.seats if each.place is SeatPlace.MAIN]
    if main == [command.to] or command.to in {each.who for each in task.seats if each.place is not SeatPlace.MAIN}:
        raise ValidationFailed([Problem("to", "asked_already")])
    kept = tuple(each for each in task.seats if each.place is not SeatPlace.MAIN)
    _seat(run, task, (Seat(command.to, added_by=command.by), *kept))


def may_be_given_out(step: Step) -> bool:
    """Work that one person of the office does, whoever that is."""
    in_office = step.assignee.kind not in UNIT_SIDE and step.kind not in {StepKind.EXTERNAL, StepKind.NOTIFY}
    return _one_acts(step) and in_office


def seat_of(task: TaskState, step: Step, *, by: str, seat: str) -> Seat | None:
    """The seat that somebody acts from; None where the seats are not known.

    Raises IllegalTransition when another has claimed the task, others sign first, or the turn is not theirs.
    """
    seats = waiting(task, step.signing)
    if not seats:
        return None
    claimed = bool(task.claimed_by) and seats[0].place is SeatPlace.MAIN
    if claimed and by and task.claimed_by not in {by, seat}:
        raise IllegalTransition("task_claimed", step=step.key)
    if claimed or not (by or seat):
        return seats[0]
    mine = next((each for each in seats if each.who in {seat, by}), None)
    if mine is None:
        awaited = any(each.who in {seat, by} and each.sign is None for each in task.seats)
        raise IllegalTransition("awaits_signers" if awaited else "seat_not_yours", step=step.key)
    return mine


def _require_kind(step: Step, seat: Seat | None, *, paper: bool) -> None:
    """Added signers give their word at any step; the step's own people do what the step is for."""
    if seat is not None and seat.place is not SeatPlace.MAIN and not paper:
        return
    if step.kind is StepKind.DECIDE:
        raise IllegalTransition("step_needs_decision", step=step.key)
    if step.kind is StepKind.EXTERNAL:
        raise IllegalTransition("step_awaits_answer", step=step.key)
    if step.kind in PROVED_KINDS:
        raise IllegalTransition("step_needs_proof", step=step.key)
    if step.kind is StepKind.PUBLIC_NOTICE:
        raise IllegalTransition("step_awaits_notice", step=step.key)
    if paper is not (step.kind is StepKind.RECEIVE_PAPER):
        raise IllegalTransition("step_receives_no_paper" if paper else "step_receives_paper", step=step.key)


def _require_people(step: Step) -> None:
    if step.kind is StepKind.EXTERNAL:
        raise IllegalTransition("step_awaits_answer", step=step.key)


def _require_new(task: TaskState, people: tuple[str, ...], place: str) -> None:
    asked = {seat.who for seat in task.seats if seat.sign is None}
    if asked.intersection(people) or len(set(people)) < len(people):
        raise ValidationFailed([Problem(place, "asked_already")])


def _one_acts(step: Step) -> bool:
    return step.signing.mode is SigningMode.ANY_ONE


def _seat(run: Run, task: TaskState, seats: tuple[Seat, ...], *, claimed_by: str = "") -> None:
    run.emit(SeatsChanged(task.step, task.branch, task.visit, seats, claimed_by))


def _settle(run: Run, step: Step, branch: str, by: str, *, reason: str) -> None:
    """Pass the step, or send the application back, where the signatures say so by now.

    An objection is written down and no more where a decision stands already, or the step may not return.
    """
    task, _ = run.open_task(step.key, branch)
    outcome = signed(task, step.signing)
    if outcome is None:
        return
    if outcome:
        _pass(run, task, step, by)
    elif step.signing.objected is ObjectionPolicy.GO_ON or run.state.result or not step.may_return:
        run.close(task, OBJECTED, by)
        run.advance()
    else:
        send_back(run, task, by=by)
        run.emit(ReturnedToApplicant(step.key, reason))


def _pass(run: Run, task: TaskState, step: Step, by: str) -> None:
    run.close(task, APPROVED, by)
    if step.kind is StepKind.ACCEPT:
        run.emit(Accepted(step.key, run.now))
    run.advance()
