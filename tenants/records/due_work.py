"""Work that a tenant has now and then: clocks that run out, digests, clean-ups. Timers are rows; these look at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

#: Says when it wants to be called again, where the next sweep may be too late.
DueWork = Callable[[], datetime | None]
_work: dict[str, DueWork] = {}


def due_work(name: str) -> Callable[[DueWork], DueWork]:
    """Register a function that runs in every active tenant whenever a sweep comes to it (`tenants.tasks.sweep_all`).

    It must be quick when idle. What it returns, and `waking.look_after_commit`, make it run at a certain time.
    """

    def register(function: DueWork) -> DueWork:
        if name in _work and _work[name].__qualname__ != function.__qualname__:
            raise ValueError(f"two pieces of due work called {name}")
        _work[name] = function
        return function

    return register


def registered_work() -> Mapping[str, DueWork]:
    return MappingProxyType(_work)
