"""Reading a clock's ledger: for how long it stood still, by how much it was extended, what its timer does next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from procedures.domain.deadlines import Limit, Pause
from tenants.domain.clock import CHINA

#: When on its day a timer rings: offices have opened.
HOUR = time(8, 30)


class Stop(StrEnum):
    """Why a clock stands still."""

    RETURNED = "returned"
    SUSPENDED = "suspended"
    ENDED = "ended"


#: Why people hear of a limit that the law would have dealt with: a step is open that no silence passes.
NOT_DEEMED = "not_deemed"


class Ring(StrEnum):
    REMIND = "remind"
    LAST_DAY = "last_day"
    OVERDUE = "overdue"
    DEEM = "deem"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger as far as reckoning goes: a stop, a start again, an extension."""

    day: date
    stops: bool = False
    resumes: bool = False
    extends: Limit | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What a ledger adds up to. `stopped_on`: the day of a stop that still lasts."""

    pauses: tuple[Pause, ...]
    extensions: tuple[Limit, ...]
    stopped_on: date | None = None


def read_ledger(lines: Sequence[Line]) -> History:
    """The pauses and extensions of a ledger in the order of time."""
    pauses: list[Pause] = []
    stopped: date | None = None
    for line in lines:
        if line.stops and stopped is None:
            stopped = line.day
        elif line.resumes and stopped is not None:
            pauses.append(Pause(stopped, line.day))
            stopped = None
    return History(tuple(pauses), tuple(line.extends for line in lines if line.extends), stopped)


def pauses_until(history: History, day: date) -> tuple[Pause, ...]:
    """The pauses, with one that still lasts up to a day."""
    if history.stopped_on is None:
        return history.pauses
    return (*history.pauses, Pause(history.stopped_on, max(day, history.stopped_on)))


def next_ring(
    *, started: date, warn_on: date, due: date, deems: bool, done: Ring | None, today: date
) -> tuple[Ring, datetime] | None:
    """What a running clock's timer does next, and when. `done` is what it did last for this due date.

    What came too late is passed over where the next thing is due as well; the day a clock starts needs no reminder.
    """
    moments = [(Ring.REMIND, warn_on), (Ring.LAST_DAY, due), (Ring.OVERDUE, due + timedelta(days=1))]
    if deems:
        moments[-1] = (Ring.DEEM, due + timedelta(days=1))
    order = [ring for ring, _ in moments]
    ahead = moments[order.index(done) + 1 :] if done in order else moments
    ahead = [each for each in ahead if each[1] > started and (each[0] is not Ring.REMIND or each[1] < due)]
    late = [each for each in ahead if each[1] <= today]
    chosen = late[-1:] or ahead[:1]
    return (chosen[0][0], datetime.combine(chosen[0][1], HOUR, CHINA)) if chosen else None
