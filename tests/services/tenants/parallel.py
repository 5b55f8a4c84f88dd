"""Running a function at the same moment in several threads, each with a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

from tenants.context import tenant_context

T = TypeVar("T")


def at_once(count: int, schema: str, function: Callable[[int], T]) -> list[T | Exception]:
    """The result or the exception of each thread, in the order of their numbers."""
    start = threading.Barrier(count)

    def run(number: int) -> T | Exception:
        try:
            with tenant_context(schema):
                start.wait(timeout=10)
                return function(number)
        except Exception as error:  # noqa: BLE001 - what a thread raised is a result here
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
