"""Pages of lists ordered by their UUIDv7 key, newest first: stable under inserts, one query each, any depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[Row]):
    """`next_after` is the key to ask the next page with, None on the last."""

    rows: list[Row]
    next_after: UUID | None
    is_first: bool


def keyset_page(queryset: QuerySet[Row], after: str | None, size: int = PAGE_SIZE) -> KeysetPage[Row]:
    """The rows below `after`. A malformed key asks for the first page: it came out of an edited address."""
    key = _key(after)
    ordered = queryset.order_by("-id")
    if key is not None:
        ordered = ordered.filter(id__lt=key)
    rows = list(ordered[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    return KeysetPage(rows, rows[-1].pk if has_more else None, is_first=key is None)


def _key(after: str | None) -> UUID | None:
    try:
        return UUID(after) if after else None
    except ValueError:
        return None
