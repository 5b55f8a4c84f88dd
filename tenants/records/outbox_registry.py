"""Who takes which message. Apps register their handlers when they load; a message without one is never lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Payload = Mapping[str, object]
Handler = Callable[[dict[str, object]], None]

_handlers: dict[str, Handler] = {}


def outbox_handler(name: str) -> Callable[[Handler], Handler]:
    """Register a function for messages of this name. It runs in the message's tenant and transaction, maybe twice."""

    def register(handler: Handler) -> Handler:
        known = _handlers.get(name)
        if known is not None and (known.__module__, known.__qualname__) != (handler.__module__, handler.__qualname__):
            raise ValueError(f"two outbox handlers for {name}")
        _handlers[name] = handler
        return handler

    return register


def handler_of(name: str) -> Handler:
    """KeyError for an unknown name: the message stays and is tried again."""
    return _handlers[name]


def handler_names() -> frozenset[str]:
    return frozenset(_handlers)
