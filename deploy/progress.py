"""Lines of progress for the person who waits at the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

STEPS = 8


@contextmanager
def progress(number: int, what: str) -> Iterator[None]:
    """`[3/8] what … 1.2 秒`; the line is ended when the step fails, too."""
    print(f"[{number}/{STEPS}] {what} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} 秒", flush=True)
