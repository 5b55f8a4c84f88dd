"""Clocks of an application as rows, and their ledgers added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from procedures.domain.deadlines import Limit, LimitUnit
from reviews.domain.clock_ledger import History, Line, read_ledger
from reviews.models import Clock, ClockEvent, ClockEventKind, ClockState
from tenants.domain.clock import civil_date

_STOPS = frozenset({ClockEventKind.PAUSED, ClockEventKind.ENDED})


def clocks_of(application_id: UUID) -> list[Clock]:
    """Every clock of an application with its task: those of the whole first. One query."""
    rows = Clock.objects.filter(application=application_id).select_related("task").order_by("started_at", "id")
    return sorted(rows, key=lambda clock: clock.task_id is not None)


def histories_of(application_id: UUID) -> Mapping[UUID, History]:
    """What the ledgers of an application's clocks add up to. One query."""
    return read_histories(ClockEvent.objects.filter(clock__application=application_id).order_by("at", "id"))


def histories_of_many(application_ids: Iterable[UUID]) -> Mapping[UUID, History]:
    """The same for several applications. One query."""
    return read_histories(ClockEvent.objects.filter(clock__application__in=application_ids).order_by("at", "id"))


def read_histories(events: Iterable[ClockEvent]) -> Mapping[UUID, History]:
    lines: dict[UUID, list[Line]] = {}
    for event in events:
        lines.setdefault(event.clock_id, []).append(_line(event))
    return {clock: read_ledger(found) for clock, found in lines.items()}


def rings_due(moment: datetime, *, at_most: int) -> list[tuple[UUID, UUID]]:
    """Clocks whose timer has come, the longest waiting first: clock and application. One index scan."""
    due = Clock.objects.filter(ring_at__lte=moment).order_by("ring_at", "id")
    return list(due.values_list("id", "application_id")[:at_most])


def reckoned_otherwise(fingerprint: str, *, at_most: int) -> list[UUID]:
    """Applications with running clocks that were reckoned with other working days. Two index scans."""
    running = Clock.objects.filter(state=ClockState.RUNNING).order_by("application_id")
    found: set[UUID] = set()
    for rows in (running.filter(calendar__lt=fingerprint), running.filter(calendar__gt=fingerprint)):
        found.update(rows.values_list("application_id", flat=True).distinct()[:at_most])
    return sorted(found)[:at_most]


def _line(event: ClockEvent) -> Line:
    extends = None
    if event.kind == ClockEventKind.EXTENDED and event.length:
        extends = Limit(event.length, LimitUnit(event.unit))
    return Line(
        civil_date(event.at),
        stops=event.kind in _STOPS,
        resumes=event.kind == ClockEventKind.RESUMED,
        extends=extends,
    )


def whole_is_over(clocks: Iterable[Clock], today: date) -> bool:
    """Whether the last day of a limit of the whole has passed."""
    return any(clock.task_id is None and clock.due_on is not None and clock.due_on < today for clock in clocks)


def ledger_of(application_id: UUID) -> list[ClockEvent]:
    """Starts and stops of all clocks of an application with their clocks, in the order of time. One query."""
    rows = ClockEvent.objects.filter(clock__application=application_id).select_related("clock__task")
    return list(rows.order_by("at", "id"))
