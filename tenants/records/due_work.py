"""Work that a tenant has now and then: clocks that run out, digests, clean-ups. Timers are rows; these look at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

DueWork = Callable[[], None]
_work: dict[str, DueWork] = {}


def due_work(name: str) -> Callable[[DueWork], DueWork]:
    """Register a function that runs in every active tenant at least once a minute. It must be quick when idle."""

    def register(function: DueWork) -> DueWork:
        if name in _work and _work[name].__qualname__ != function.__qualname__:
            raise ValueError(f"two pieces of due work called {name}")
        _work[name] = function
        return function

    return register


def registered_work() -> Mapping[str, DueWork]:
    return MappingProxyType(_work)
