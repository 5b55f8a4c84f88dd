"""Windows of application: until which day one may apply, counted from an event whose day the form holds.

A last day that may still move, because its year is not arranged yet, refuses nobody; one of a year that is over does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from procedures.domain.clock_rules import Window
from procedures.domain.conditions import evaluate
from procedures.domain.deadlines import due_on
from procedures.domain.form import Settled, is_required
from procedures.domain.form_schema import FormSchema
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.errors import ParamValue, Problem

#: What is only missing, and told when a submission is checked.
EVENT_MISSING = "window_event_missing"


class WindowState(StrEnum):
    AWAITED = "awaited"
    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class WindowReading:
    """How one window stands on a day. `nominal`: the last day by its number, where it gave way to a working day."""

    window: Window
    state: WindowState
    event: date | None = None
    closes: date | None = None
    nominal: date | None = None
    is_provisional: bool = False
    days_left: int = 0

    @property
    def refuses(self) -> bool:
        """Whether nobody can submit: out of a hard window, on a day that will not move."""
        if not self.window.is_hard or self.state is WindowState.OPEN:
            return False
        return self.state is not WindowState.CLOSED or not self.is_provisional


def read_windows(
    windows: Iterable[Window], form: FormSchema, settled: Settled, day: date, calendar: WorkingCalendar
) -> tuple[WindowReading, ...]:
    """Every window that counts for these answers, as it stands on the day of the (first) submission.

    One whose field is not asked, or whose condition does not hold or is unknown, does not count.
    """
    return tuple(
        _read(window, settled.facts.get(window.field), day, calendar)
        for window in windows
        if window.field in form.by_key
        and window.field in settled.visible
        and (window.when is None or evaluate(window.when, settled.facts).value is True)
    )


def _read(window: Window, event: object, day: date, calendar: WorkingCalendar) -> WindowReading:
    if not isinstance(event, date):
        return WindowReading(window, WindowState.AWAITED)
    last = due_on(window.within, event, calendar)
    exact = due_on(replace(window.within, rolls_over=False), event, calendar)
    if last is None or exact is None:
        return WindowReading(window, WindowState.OPEN, event)
    return WindowReading(
        window,
        _state(event, last.day, day),
        event,
        closes=last.day,
        nominal=exact.day if exact.day != last.day else None,
        is_provisional=last.provisional and last.day.year >= day.year,
        days_left=(last.day - day).days,
    )


def _state(event: date, last: date, day: date) -> WindowState:
    if day < event:
        return WindowState.AHEAD
    return WindowState.OPEN if day <= last else WindowState.CLOSED


def window_problems(form: FormSchema, settled: Settled, readings: Iterable[WindowReading]) -> tuple[Problem, ...]:
    """What refuses a submission, at the field that holds the day. A field that must be filled in says so itself."""
    return tuple(
        window_problem(form, reading)
        for reading in readings
        if reading.refuses
        and not (reading.state is WindowState.AWAITED and is_required(form.by_key[reading.window.field], settled.facts))
    )


def window_warnings(form: FormSchema, readings: Iterable[WindowReading]) -> Iterator[Problem]:
    """What is told but refuses nobody: out of a soft window, or of one whose last day may still move."""
    for reading in readings:
        if reading.state in {WindowState.AHEAD, WindowState.CLOSED} and not reading.refuses:
            yield window_problem(form, reading)


def window_problem(form: FormSchema, reading: WindowReading) -> Problem:
    """One window that is not open, as a problem of the field that holds its day."""
    window = reading.window
    params: dict[str, ParamValue] = {"name": str(window.name), "field": str(form.by_key[window.field].label)}
    if reading.event is None or reading.closes is None:
        return Problem(window.field, EVENT_MISSING, params)
    params |= {"event": reading.event, "closes": reading.closes}
    if reading.state is WindowState.AHEAD:
        return Problem(window.field, "window_event_ahead", params)
    if reading.window.is_hard and reading.is_provisional:
        return Problem(window.field, "window_closed_provisionally", params)
    code = "window_closed" if window.is_hard else "window_closed_softly"
    if reading.nominal is None:
        return Problem(window.field, code, params)
    return Problem(window.field, f"{code}_rolled", {**params, "nominal": reading.nominal})
