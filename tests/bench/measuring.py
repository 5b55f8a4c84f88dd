"""Timing things against each other: in turns, so that a slow moment of the machine falls on both sides."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections
from django.test.utils import CaptureQueriesContext

Action = Callable[[], object]
#: Statements that only choose schema and role or mark a transaction.
MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT set_config", "SELECT SET_CONFIG")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `ratio` is median against median of the floor beside it."""

    name: str
    median: float
    floor_name: str
    floor: float
    queries: int | None
    goal: str

    @property
    def ratio(self) -> float:
        return self.median / self.floor


def interleaved(action: Action, floor: Action, *, turns: int) -> tuple[float, float]:
    """Medians in seconds of both, measured alternately after one turn that does not count."""
    action()
    floor()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(turns):
        for kept, do in zip(times, (action, floor), strict=True):
            began = time.perf_counter()
            do()
            kept.append(time.perf_counter() - began)
    return statistics.median(times[0]), statistics.median(times[1])


def queries_of(action: Action, alias: str = "default") -> int:
    """Statements that reach the database, without `MARKS`."""
    with CaptureQueriesContext(connections[alias]) as captured:
        action()
    return sum(not query["sql"].startswith(MARKS) for query in captured.captured_queries)


def table(lines: list[Line]) -> str:
    head = f"{'what':<44}{'median':>10}{'floor':>10}{'ratio':>8}{'queries':>9}  {'goal':<14}floor is"
    rows = [
        f"{line.name:<44}{_time(line.median):>10}{_time(line.floor):>10}{line.ratio:>7.2f}x"
        f"{'' if line.queries is None else line.queries:>9}  {line.goal:<14}{line.floor_name}"
        for line in lines
    ]
    return "\n".join([head, "-" * len(head), *rows])


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
