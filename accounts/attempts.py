"""Lock-out: failures per login name and per address, counted in the tenant-keyed cache."""

from __future__ import annotations

from django.core.cache import cache

WINDOW = 30 * 60
#: Per (tenant, login index): five failures in thirty minutes.
PER_NAME = 5
#: Per address, softly: an office behind one address must still get in.
PER_ADDRESS = 100


def try_name(purpose: str, index: str) -> bool:
    """Count an attempt for a login name *before* it is looked at, so that parallel guesses count too."""
    return _count(f"name:{purpose}:{index}") <= PER_NAME


def forgive_name(purpose: str, index: str) -> None:
    """The attempt was right: forget the failures before it."""
    cache.delete(_key(f"name:{purpose}:{index}"))


def is_address_locked(purpose: str, address: str) -> bool:
    return int(cache.get(_key(f"address:{purpose}:{address}"), 0)) >= PER_ADDRESS


def blame_address(purpose: str, address: str) -> None:
    _count(f"address:{purpose}:{address}")


def _count(name: str) -> int:
    key = _key(name)
    cache.add(key, 0, WINDOW)
    try:
        count = int(cache.incr(key))
    except ValueError:
        # It ran out between the two calls: this is the first of a new window.
        cache.set(key, 1, WINDOW)
        return 1
    if count == PER_NAME + 1:
        cache.touch(key, WINDOW)
    return count


def _key(name: str) -> str:
    return f"accounts:attempts:{name}"
