"""How often the public may ask: counted in the tenant's own cache, nothing of the question is kept."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

WINDOW_SECONDS = 10 * 60


def asked_too_often(query: str, *asked: str, tries: int) -> bool:
    """Count one question for each of `asked` (an address, a number); whether one of them is above `tries`."""
    counts = [_count(f"portal:{query}:{hashlib.sha256(each.encode()).hexdigest()}") for each in asked]
    return max(counts) > tries


def _count(key: str) -> int:
    if cache.add(key, 1, WINDOW_SECONDS):
        return 1
    try:
        return cache.incr(key)
    except ValueError:
        return 1
