"""抄送我的: what was copied to somebody, by a step of the chain or by hand."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.access import Actor
from applications.domain.cursors import parse_cursor
from applications.models import Application, ApplicationAccess
from applications.queries.keyset import PAGE_SIZE
from notifications.queries.inbox import messages_of_event
from reviews.domain.news import MessageEvent
from reviews.queries.access import OFFICE_LEVELS
from reviews.queries.inbox import ListFilter, ListPage, ListRow, text_in


def copied_to(actor: Actor, wanted: ListFilter, *, after: str = "", size: int = PAGE_SIZE) -> ListPage:
    """What one was sent a copy of and may read, the latest copy first. Two queries."""
    copies = messages_of_event(actor.user_id, MessageEvent.COPIED)
    readable = ApplicationAccess.objects.filter(
        application=OuterRef("subject_id"), grantee__in=actor.principals, level__in=OFFICE_LEVELS
    )
    if wanted.procedure:
        readable = readable.filter(application__procedure=wanted.procedure)
    if wanted.text:
        readable = readable.filter(text_in(wanted.text, "application__"))
    cursor = parse_cursor(after)
    if cursor is not None:
        copies = copies.filter(id__lt=cursor.id)
    keys = list(copies.filter(Exists(readable)).values_list("id", "created_at", "subject_id")[: size + 1])
    more, keys = len(keys) > size, keys[:size]
    found = Application.objects.select_related("procedure").in_bulk([application for _, _, application in keys])
    rows = [ListRow(found[application], None, at, None, key=copy) for copy, at, application in keys]
    return ListPage(rows, rows[-1].cursor if more else "")
