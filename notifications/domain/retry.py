"""When to try a delivery again."""

from __future__ import annotations

from datetime import timedelta

#: Minutes before each further attempt: about nine hours in all, then the delivery has failed.
PAUSES = (1, 2, 5, 15, 60, 180, 300)


def pause_before_next(attempts: int) -> timedelta | None:
    """The pause after `attempts` attempts (at least one); None when it is over."""
    if attempts > len(PAUSES):
        return None
    return timedelta(minutes=PAUSES[attempts - 1])
