"""A list of the workbench as a workbook: the rows that its page shows to this person, and a line in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.db import transaction

from accounts.access import Actor
from documents.services.workbooks import SheetColumn, SheetContent, write_workbook
from reviews.queries.inbox import ListPage, ListRow
from tenants.context import current_tenant
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.subjects import SubjectRef
from tenants.records.services.ledger import write_ledger

MOST_ROWS = 5_000
PAGE = 500

Pages = Callable[[str, int], ListPage]
Cells = Callable[[ListRow], Sequence[str]]


@transaction.atomic
def export_list(
    actor: Actor,
    path: Path,
    *,
    which: str,
    title: str,
    columns: Sequence[tuple[str, SheetColumn]],
    pages: Pages,
    cells: Cells,
    notes: Sequence[str],
) -> int:
    """Write the list page by page and record it. `pages` is the list's own query: nothing else is ever seen.

    Raises ValidationFailed at `columns` for a list that is too long: it is narrowed first, never cut off.
    """
    content = SheetContent(
        title, [column for _key, column in columns], (cells(row) for row in _rows(pages)), notes=notes
    )
    count = write_workbook(path, content)
    tenant = current_tenant()
    write_ledger(
        "reviews.export_list",
        actor_id=actor.user_id,
        subject=SubjectRef("tenants.jurisdiction", tenant.id, tenant.name),
        data={"list": which, "columns": [key for key, _column in columns], "rows": count},
    )
    return count


def _rows(pages: Pages) -> Iterator[ListRow]:
    after, count = "", 0
    while True:
        page = pages(after, PAGE)
        for row in page.rows:
            count += 1
            if count > MOST_ROWS:
                raise ValidationFailed([Problem("columns", "export_too_long", {"most": MOST_ROWS})])
            yield row
        after = page.next_cursor
        if not after:
            return
