"""Who takes which message. Apps register their handlers when they load; a message without one is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Payload = Mapping[str, object]
Handler = Callable[[dict[str, object]], None]


@dataclass(frozen=True, slots=True)
class Registered:
    """A handler, and whether it is long: run beside the relay's transaction instead of inside it."""

    run: Handler
    long: bool = False


_handlers: dict[str, Registered] = {}


def outbox_handler(name: str, *, long: bool = False) -> Callable[[Handler], Handler]:
    """Register a function for messages of this name. It runs in the message's tenant, maybe twice.

    Usually in the message's transaction, so that its effect and the tick are one. A `long` one (a file to be read, a
    child process to be waited for) runs while no transaction is open: it opens its own, and a second run beside the
    first must do no harm.
    """

    def register(function: Handler) -> Handler:
        known = _handlers.get(name)
        if known is not None and (known.run.__module__, known.run.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two outbox handlers for {name}")
        _handlers[name] = Registered(function, long)
        return function

    return register


def handler_of(name: str) -> Handler:
    """KeyError for an unknown name: the message stays and is tried again."""
    return _handlers[name].run


def is_long(name: str) -> bool:
    return name in _handlers and _handlers[name].long


def handler_names() -> frozenset[str]:
    return frozenset(_handlers)
