"""The clocks of one application during one command: what happens to them is noted, and stored in a few statements."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from applications.models import Application
from procedures.domain.clock_rules import ClockRules
from procedures.domain.deadlines import Limit, days_left, days_used, due_on
from procedures.domain.lights import warn_on
from procedures.domain.package.compiled import CompiledPackage
from procedures.queries.packages import compiled
from reviews.domain.clock_ledger import History, Ring, Stop, next_ring, pauses_until
from reviews.models import Clock, ClockEvent, ClockEventKind, ClockKind, ClockState, StepTask
from reviews.queries.clocks import clocks_of, histories_of
from tenants.calendar import working_calendar
from tenants.domain.calendar import WorkingCalendar
from tenants.domain.clock import civil_date

_KEPT = (
    "state",
    "stopped_for",
    "due_on",
    "is_provisional",
    "warn_on",
    "left",
    "days_used",
    "calendar",
    "ring_at",
    "rings",
    "rung",
)
_NEVER_STOPPED = History((), ())


class ClockBook:
    """Reads the clocks once, notes what becomes of them, writes with `store`. The caller holds the application's lock.

    `is_new`: the application is being filed: it has no clocks, and its own row is not written yet.
    """

    def __init__(
        self,
        application: Application,
        *,
        at: datetime,
        by: str = "",
        is_new: bool = False,
        calendar: WorkingCalendar | None = None,
    ) -> None:
        self.application = application
        self.at, self.by, self.is_new = at, by, is_new
        self._calendar = calendar
        self._new: list[Clock] = []
        self._changed: dict[UUID, Clock] = {}
        self._events: list[ClockEvent] = []

    @property
    def today(self) -> date:
        return civil_date(self.at)

    @cached_property
    def package(self) -> CompiledPackage:
        return compiled(self.application.procedure_version)

    @property
    def rules(self) -> ClockRules:
        return self.package.clocks

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return self._calendar or working_calendar()

    @cached_property
    def clocks(self) -> list[Clock]:
        return [] if self.is_new else clocks_of(self.application.id)

    @cached_property
    def histories(self) -> Mapping[UUID, History]:
        return {} if self.is_new else histories_of(self.application.id)

    @property
    def of_whole(self) -> list[Clock]:
        return [clock for clock in (*self.clocks, *self._new) if clock.task_id is None]

    @property
    def of_steps(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.task_id is not None]

    def start(
        self, kind: ClockKind, limit: Limit, *, started_at: datetime, basis: str = "", task: StepTask | None = None
    ) -> None:
        """Let a limit run, where there is one."""
        if not limit:
            return
        clock = Clock(
            application=self.application,
            task=task,
            kind=kind,
            length=limit.length,
            unit=limit.unit.value,
            rolls_over=limit.rolls_over,
            basis=basis,
            started_at=started_at,
        )
        self._new.append(clock)
        self._run(clock, _NEVER_STOPPED)
        self._note(clock, ClockEventKind.STARTED, basis=basis, at=started_at)

    def pause(self, clock: Clock, cause: Stop, *, basis: str = "") -> None:
        """A running clock stands still from today on."""
        if clock.state != ClockState.RUNNING or clock.due_on is None:
            return
        clock.left = days_left(clock.due_on, self.today, self.calendar, clock.limit.unit)
        self._stand(clock, ClockState.PAUSED, cause)
        clock.due_on = clock.warn_on = None
        self._note(clock, ClockEventKind.PAUSED, cause=cause, basis=basis)

    def resume(self, clock: Clock) -> None:
        """A clock that stands still, or had ended, runs on with the time that was left."""
        if clock.state == ClockState.RUNNING:
            return
        cause = clock.stopped_for
        history = self._history(clock)
        clock.state, clock.stopped_for, clock.left, clock.days_used = ClockState.RUNNING, "", None, None
        rung, clock.rung = clock.rung, ""
        self._run(clock, History(pauses_until(history, self.today), history.extensions))
        if clock.due_on is not None and clock.due_on < self.today:
            # What was said of a date that stays past is not said again.
            clock.rung = rung
            self._set_timer(clock)
        self._changed[clock.id] = clock
        self._note(clock, ClockEventKind.RESUMED, cause=cause)

    def extend(self, clock: Clock, by: Limit, *, basis: str) -> None:
        """More time, counted on from where the limit would have ended. A clock that stands still gets it, too."""
        if clock.state == ClockState.ENDED:
            return
        history = self._history(clock)
        longer = History(history.pauses, (*history.extensions, by), history.stopped_on)
        if clock.state == ClockState.RUNNING:
            clock.rung = ""
            self._run(clock, longer)
        self._changed[clock.id] = clock
        self._note(clock, ClockEventKind.EXTENDED, basis=basis, by=by)

    def end(self, clock: Clock) -> None:
        """Nothing is owed any more: what is kept is how long it really took, and by which day it had to."""
        if clock.state == ClockState.ENDED:
            return
        if clock.state == ClockState.RUNNING and clock.due_on is not None:
            clock.left = days_left(clock.due_on, self.today, self.calendar, clock.limit.unit)
        pauses = pauses_until(self._history(clock), self.today)
        clock.days_used = days_used(civil_date(clock.started_at), self.today, pauses, self.calendar)
        self._stand(clock, ClockState.ENDED, Stop.ENDED)
        self._note(clock, ClockEventKind.ENDED)

    def reckon(self, clock: Clock) -> None:
        """The working days are other ones than when the clock was last reckoned."""
        if clock.state != ClockState.RUNNING or clock.calendar == self.calendar.fingerprint:
            return
        before = (clock.due_on, clock.is_provisional)
        if self._reckoned_due(clock, self._history(clock)) != before[0]:
            clock.rung = ""
        self._run(clock, self._history(clock))
        self._changed[clock.id] = clock
        if (clock.due_on, clock.is_provisional) != before:
            self._note(clock, ClockEventKind.RECKONED)

    def retime(self, clock: Clock) -> None:
        """Set the timer of a running clock anew: what was missed meanwhile is passed over."""
        if clock.state == ClockState.RUNNING:
            self._set_timer(clock)
            self._changed[clock.id] = clock

    def rung(self, clock: Clock, ring: Ring, kind: ClockEventKind, *, basis: str = "", cause: str = "") -> None:
        """Its timer did something: that is not done again, and the next thing is set."""
        clock.rung = ring.value
        self._set_timer(clock)
        self._changed[clock.id] = clock
        self._note(clock, kind, basis=basis, cause=cause)

    def store(self) -> bool:
        """Write what was noted; whether a due date is another one now."""
        due = self._promised()
        moved = due != (self.application.promised_due, self.application.promised_due_provisional)
        if moved:
            self.application.promised_due, self.application.promised_due_provisional = due
            if not self.is_new:
                self.application.save(update_fields=["promised_due", "promised_due_provisional"])
        Clock.objects.bulk_create(self._new)
        if self._changed:
            Clock.objects.bulk_update(self._changed.values(), _KEPT)
        moved = self._move_tasks() or moved
        ClockEvent.objects.bulk_create(self._events)
        self._new, self._changed, self._events = [], {}, []
        return moved

    def _promised(self) -> tuple[date | None, bool]:
        promised = next((clock for clock in self.of_whole if clock.kind == ClockKind.PROMISED), None)
        if promised is None or promised.state == ClockState.ENDED:
            return self.application.promised_due, self.application.promised_due_provisional
        return promised.due_on, promised.is_provisional and promised.due_on is not None

    def _move_tasks(self) -> bool:
        """A step is due when its clock is; what is closed keeps the date that it had."""
        tasks = []
        for clock in self._changed.values():
            if clock.kind == ClockKind.STEP and clock.task and clock.state != ClockState.ENDED:
                clock.task.due_on = clock.due_on
                tasks.append(clock.task)
        if tasks:
            StepTask.objects.bulk_update(tasks, ["due_on"])
        return bool(tasks)

    def _history(self, clock: Clock) -> History:
        return self.histories.get(clock.id, _NEVER_STOPPED)

    def _reckoned_due(self, clock: Clock, history: History) -> date | None:
        found = due_on(
            clock.limit,
            civil_date(clock.started_at),
            self.calendar,
            extensions=history.extensions,
            pauses=history.pauses,
        )
        if found is None:
            return None
        clock.is_provisional = found.provisional
        return found.day

    def _run(self, clock: Clock, history: History) -> None:
        """Due date, first yellow day and timer of a running clock."""
        due = self._reckoned_due(clock, history)
        if due is None:
            raise ValueError("a clock without a limit")
        started = civil_date(clock.started_at)
        clock.due_on = due
        clock.warn_on = warn_on(self.rules.forewarning, clock.limit, started, due, self.calendar)
        clock.calendar = self.calendar.fingerprint
        self._set_timer(clock)

    def _set_timer(self, clock: Clock) -> None:
        if clock.due_on is None or clock.warn_on is None:
            return
        following = next_ring(
            started=civil_date(clock.started_at),
            warn_on=clock.warn_on,
            due=clock.due_on,
            deems=self._deems(clock),
            done=Ring(clock.rung) if clock.rung else None,
            today=self.today,
        )
        clock.rings, clock.ring_at = (following[0].value, following[1]) if following else ("", None)

    def _deems(self, clock: Clock) -> bool:
        """Whether the law says something of a limit that passes in silence."""
        is_statutory = clock.kind == ClockKind.STATUTORY
        return clock.kind == ClockKind.ACCEPTANCE or (is_statutory and self.rules.deemed_decision is not None)

    def _stand(self, clock: Clock, state: ClockState, cause: Stop) -> None:
        clock.state, clock.stopped_for = state, cause.value
        clock.rings, clock.ring_at = "", None
        self._changed[clock.id] = clock

    def _note(
        self,
        clock: Clock,
        kind: ClockEventKind,
        *,
        basis: str = "",
        cause: str = "",
        by: Limit | None = None,
        at: datetime | None = None,
    ) -> None:
        self._events.append(
            ClockEvent(
                clock=clock,
                kind=kind,
                at=at or self.at,
                cause=cause,
                basis=basis,
                actor_label=self.by,
                length=by.length if by else None,
                unit=by.unit.value if by else "",
                due_on=clock.due_on,
            )
        )
