"""Calls as the portal shows them: closing day and days left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.domain.announcing import AnnouncementKind, days_until
from applications.models import Announcement
from tenants.clock import today

#: From this many days on, a call is shown as about to close.
SOON = 7


@dataclass(frozen=True, slots=True)
class CallView:
    """`state` is a status key; `words` say how long."""

    announcement: Announcement
    state: str
    words: str


def call_views(announcements: Iterable[Announcement]) -> list[CallView]:
    """The calls among them."""
    day = today()
    return [
        _view(each, days_until(each.closes_on, day))
        for each in announcements
        if each.kind == AnnouncementKind.CALL and each.closes_on is not None
    ]


def _view(announcement: Announcement, days: int) -> CallView:
    if days < 0:
        return CallView(announcement, "cancelled", _("已截止"))
    if days == 0:
        return CallView(announcement, "due_soon", _("今天截止"))
    words = ngettext("还剩 %(days)d 天", "还剩 %(days)d 天", days) % {"days": days}
    return CallView(announcement, "due_soon" if days <= SOON else "in_time", words)
