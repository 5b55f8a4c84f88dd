"""Clocks follow the chain: they start and end with tasks, stand still while the applicant corrects or by command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.access import Actor
from applications.domain.states import ENDED, WITH_APPLICANT, Status
from applications.models import Application
from procedures.domain.chain_commands import Command, Deem, Resume, Start, Suspend
from procedures.domain.chain_events import Event, TaskClosed, TaskVoided
from reviews.domain.clock_ledger import Stop
from reviews.models import ClockKind
from reviews.services.chain_rows import OpenedTask
from reviews.services.clock_book import ClockBook

#: While the application waits for its applicant.
_APPLICANT_CORRECTS = WITH_APPLICANT


def follow_clocks(
    application: Application,
    command: Command,
    events: Sequence[Event],
    opened: Sequence[OpenedTask],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Start, stop and end the clocks as the chain has just moved; in the same transaction, after its tasks."""
    is_new = isinstance(command, Start)
    book = ClockBook(application, at=at, by=actor.name, is_new=is_new)
    _end_steps(book, events)
    if is_new and not book.rules.starts_after:
        _start_whole(book, at)
    elif not is_new:
        _start_late(book, command, events)
    _follow_status(book)
    if isinstance(command, Suspend | Resume):
        _follow_suspension(book, command)
    for each in (each for each in opened if each.is_new):
        _start_step(book, each, at)
    book.store()


def _end_steps(book: ClockBook, events: Sequence[Event]) -> None:
    over = {(each.step, each.branch, each.visit) for each in events if isinstance(each, TaskClosed | TaskVoided)}
    is_over = Status(book.application.status) in ENDED
    for clock in book.of_steps:
        if clock.task and (is_over or (clock.task.step_key, clock.task.branch_path, clock.task.visit) in over):
            book.end(clock)


def _start_whole(book: ClockBook, at: datetime) -> None:
    limits, rules = book.package.limits, book.rules
    basis = str(rules.statutory_basis) if rules.statutory_basis else ""
    book.start(ClockKind.STATUTORY, limits.statutory, started_at=at, basis=basis)
    book.start(ClockKind.PROMISED, limits.promised, started_at=at)


def _start_late(book: ClockBook, command: Command, events: Sequence[Event]) -> None:
    """The limits start with the passing of a step; or were never written down, by a release that had no clocks.

    What counts as accepted by law does so from the day it came in (《行政许可法》第三十二条).
    """
    if book.of_whole or Status(book.application.status) in ENDED | _APPLICANT_CORRECTS:
        return
    first = book.rules.starts_after
    if not first:
        _start_whole(book, book.application.submitted_at)
    elif any(isinstance(each, TaskClosed) and each.step == first for each in events):
        _start_whole(book, _received_at(book, first) if isinstance(command, Deem) else book.at)


def _received_at(book: ClockBook, step: str) -> datetime:
    waited = [each for each in book.of_steps if each.kind == ClockKind.ACCEPTANCE and each.task]
    found = [each.started_at for each in waited if each.task and each.task.step_key == step]
    return max(found, default=book.at)


def _follow_status(book: ClockBook) -> None:
    """While the applicant corrects, everything stands still; a decision that is undone lets the whole run on."""
    status, basis = Status(book.application.status), book.rules.returned_basis
    for clock in (*book.of_whole, *book.of_steps):
        if status in ENDED:
            book.end(clock)
        elif status in _APPLICANT_CORRECTS:
            book.pause(clock, Stop.RETURNED, basis=str(basis) if basis else "")
        elif clock.stopped_for == Stop.RETURNED or (clock.stopped_for == Stop.ENDED and clock.task_id is None):
            book.resume(clock)


def _follow_suspension(book: ClockBook, command: Suspend | Resume) -> None:
    for clock in (*book.of_whole, *book.of_steps):
        if isinstance(command, Suspend):
            book.pause(clock, Stop.SUSPENDED, basis=command.basis)
        elif clock.stopped_for == Stop.SUSPENDED:
            book.resume(clock)


def _start_step(book: ClockBook, opened: OpenedTask, at: datetime) -> None:
    task = opened.task
    step = book.package.chain.step(task.step_key)
    if step is None:
        return
    book.start(ClockKind.STEP, step.limit, started_at=at, task=task)
    deemed = book.rules.deemed_acceptance
    if deemed is not None and deemed.step == task.step_key:
        book.start(ClockKind.ACCEPTANCE, deemed.within, started_at=at, basis=str(deemed.basis), task=task)
