"""Lists by keyset: a page costs the same however deep it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from applications.domain.cursors import Cursor, parse_cursor

PAGE_SIZE = 20

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: list[Row]
    next_cursor: str


def keyset_page(
    queryset: QuerySet[Row], *, at: str, after: str = "", tie: str = "id", size: int = PAGE_SIZE
) -> Page[Row]:
    """One page of `queryset`, newest `at` first; `after` is the cursor of the page before. One query."""
    cursor = parse_cursor(after)
    if cursor is not None:
        queryset = queryset.filter(Q(**{f"{at}__lt": cursor.at}) | Q(**{at: cursor.at, f"{tie}__lt": cursor.id}))
    rows = list(queryset.order_by(f"-{at}", f"-{tie}")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    following = Cursor(getattr(rows[-1], at), getattr(rows[-1], tie)).encode() if more else ""
    return Page(rows, following)
