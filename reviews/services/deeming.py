"""What the law says of silence: an application that counts as accepted, a decision that counts as given."""

from __future__ import annotations

from accounts.access import platform_actor
from applications.models import Application
from applications.services.access_rows import let_consult
from notifications.services.notify import Notice
from procedures.domain.chain_commands import Decide, Deem
from procedures.domain.chain_model import Chain, Step, StepKind, TaskState
from procedures.domain.chain_view import load_state
from reviews.clock_wording import DECIDED_BY_LAW, DEEMED_BY
from reviews.domain.clock_ledger import Ring
from reviews.domain.news import ClockMessage
from reviews.models import Clock, ClockEventKind, ClockKind, StepTask
from reviews.models import TaskState as RowState
from reviews.queries.assignees import roster_of
from reviews.queries.clock_people import above, people_of, waiting_for
from reviews.services.acts import Turn
from reviews.services.chain import apply_command
from reviews.services.clock_book import ClockBook
from reviews.services.clock_news import clock_notice
from reviews.services.deciding import write_decision
from tenants.domain.errors import IllegalTransition


def deem(book: ClockBook, clock: Clock) -> list[Notice]:
    """Do what the law says of a limit that passed in silence; whom to tell. In the caller's transaction.

    Raises IllegalTransition and ValidationFailed where the chain allows none of it; nothing may be kept then.
    """
    return _deem_acceptance(book, clock) if clock.kind == ClockKind.ACCEPTANCE else _deem_decision(book, clock)


def _deem_acceptance(book: ClockBook, clock: Clock) -> list[Notice]:
    """Nobody asked for anything in time: the application counts as accepted, and goes on."""
    application, task, rule = book.application, clock.task, book.rules.deemed_acceptance
    if task is None or rule is None:
        raise LookupError("a clock deems without its rule")
    basis = str(rule.basis)
    book.rung(clock, Ring.DEEM, ClockEventKind.DEEMED, basis=basis)
    book.store()
    waiting = people_of(roster_of(application, book.package.chain), waiting_for(clock))
    notices = [clock_notice(ClockMessage.DEEMED, clock, waiting, to_task=False, basis=basis)]
    apply_command(
        application,
        Deem(task.step_key, basis, task.branch_path),
        actor=platform_actor(str(DEEMED_BY)),
        now=book.at,
        opinion=basis,
    )
    return notices


def _deem_decision(book: ClockBook, clock: Clock) -> list[Notice]:
    """Nobody decided in time: every step up to the decision counts as passed, and the law's result as given."""
    application, rule, chain = book.application, book.rules.deemed_decision, book.package.chain
    if rule is None:
        raise LookupError("a clock deems without its rule")
    basis, actor = str(rule.basis), platform_actor(str(DECIDED_BY_LAW))
    book.rung(clock, Ring.DEEM, ClockEventKind.DECIDED, basis=basis)
    book.store()
    roster = roster_of(application, chain)
    told = above(book.package, roster)
    let_consult(application, told)
    people = people_of(roster, (*waiting_for(clock), *told))
    task, step = _front(application, chain)
    for _each in chain.steps():
        if step.kind is StepKind.DECIDE:
            break
        apply_command(application, Deem(task.step, basis, task.branch), actor=actor, now=book.at, opinion=basis)
        task, step = _front(application, chain)
    option = next((each for each in step.results if each.key == rule.result), None)
    if option is None:
        raise IllegalTransition("deemed_chain_stuck")
    row = StepTask.objects.get(
        application=application, step_key=task.step, branch_path=task.branch, state=RowState.OPEN
    )
    turn = Turn(actor, application, row, book.package, step, book.at)
    write_decision(turn, option, Decide(task.step, option.key, basis, task.branch), number="")
    return [
        clock_notice(ClockMessage.DEEMED_DECISION, clock, people, to_task=False, basis=basis, result=str(option.label))
    ]


def _front(application: Application, chain: Chain) -> tuple[TaskState, Step]:
    """The first open task. Raises IllegalTransition where nothing is open."""
    task = next(iter(load_state(application.chain_state).open_tasks()), None)
    step = chain.step(task.step) if task else None
    if task is None or step is None:
        raise IllegalTransition("deemed_chain_stuck")
    return task, step
