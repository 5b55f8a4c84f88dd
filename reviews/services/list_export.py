"""A list of the workbench as a workbook: the rows that its page shows to this person, and a line in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from accounts.access import Actor
from documents.services.workbooks import SheetContent, write_workbook
from reviews.queries.inbox import ListRow
from reviews.services.list_columns import ListWish
from tenants.context import current_tenant
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

#: What is written while the person waits; a longer list is a task (`list_exports`).
AT_ONCE = 5_000
PAGE = 500


class ListTooLongError(Exception):
    """More rows than were asked for at most. Nothing was cut off: the file is thrown away."""


@transaction.atomic
def export_list(actor: Actor, path: Path, wish: ListWish) -> int | None:
    """Write the list page by page and record it; None when it is too long to be waited for."""
    try:
        count = write_list(actor, path, wish, most=AT_ONCE)
    except ListTooLongError:
        return None
    record_list(actor, wish, count)
    return count


def write_list(
    actor: Actor, path: Path, wish: ListWish, *, most: int, progress: Callable[[int], None] | None = None
) -> int:
    """The number of rows; `progress` hears of it after each page. Raises ListTooLongError."""
    rows = _rows(actor, wish, most, progress)
    content = SheetContent(wish.title, wish.sheet_columns(), (wish.cells(row) for row in rows), notes=wish.notes())
    return write_workbook(path, content)


def record_list(actor: Actor, wish: ListWish, count: int) -> None:
    """That a list left; part of the caller's transaction."""
    tenant = current_tenant()
    write_ledger(
        "reviews.export_list",
        actor_id=actor.user_id,
        subject=SubjectRef("tenants.jurisdiction", tenant.id, tenant.name),
        data={"list": wish.which, "columns": wish.column_keys, "rows": count},
    )


def _rows(actor: Actor, wish: ListWish, most: int, progress: Callable[[int], None] | None) -> Iterator[ListRow]:
    after, count = "", 0
    while True:
        page = wish.page(actor, after, PAGE)
        count += len(page.rows)
        if count > most:
            raise ListTooLongError
        yield from page.rows
        after = page.next_cursor
        if progress is not None:
            progress(count)
        if not after:
            return
