"""工作台: its lists as tabs, the way back to the one a file was opened from, and the next file in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from accounts.access import Actor, actor_of
from reviews.queries.copied import copied_to
from reviews.queries.inbox import ListFilter, ListPage, ListRow, all_visible, done_by, inbox
from reviews.web.posted import filter_query, read_filter
from tenants.clock import today

#: Word of a tab in the address → its list. What has no word is the inbox.
LISTS: Mapping[str, str] = {
    "done": "workbench:done",
    "copied": "workbench:copied",
    "all": "workbench:all",
    "supervised": "workbench:supervised_tasks",
}
#: Key of a tab, what it is called, the address of its list, and what narrows that.
_TABS: tuple[tuple[str, str | Promise, str, str], ...] = (
    ("inbox", lazy("待办"), "workbench:inbox", ""),
    ("claimed", lazy("我签收的"), "workbench:inbox", "claimed=1"),
    ("overdue", lazy("已超期"), "workbench:inbox", "overdue=1"),
    ("copied", lazy("抄送我的"), "workbench:copied", ""),
    ("done", lazy("已办"), "workbench:done", ""),
    ("all", lazy("全部"), "workbench:all", ""),
)


def present_tab(which: str, wanted: ListFilter) -> str:
    """The key of the tab that a list is shown under."""
    if which != "inbox":
        return which
    return "claimed" if wanted.claimed else "overdue" if wanted.overdue else "inbox"


def tabs(present: str, counts: Mapping[str, int]) -> list[dict[str, object]]:
    """Every tab, with how much waits under it where that is known."""
    return [
        {
            "label": label,
            "url": reverse(url_name) + (f"?{query}" if query else ""),
            "active": key == present,
            "count": counts.get(key),
        }
        for key, label, url_name, query in _TABS
    ]


def tab_of(request: HttpRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in LISTS else ""


def list_address(request: HttpRequest) -> str:
    """The list that a file was opened from, narrowed as it was."""
    query = filter_query(request)
    address = reverse(LISTS.get(tab_of(request), "workbench:inbox"))
    return f"{address}?{query}" if query else address


def next_address(request: HttpRequest) -> str:
    """Where the next file of that list is found; empty for a file that was opened from nowhere."""
    if not request.GET.get("at") or tab_of(request) == "supervised":
        return ""
    return f"{reverse('workbench:next_file')}?{filter_query(request, 'tab', 'at')}"


def file_address(row: ListRow, query: str) -> str:
    """The page of a row, with the list it stands in and its place there."""
    page = reverse("workbench:task", args=[row.task.id]) if row.task else ""
    page = page or reverse("workbench:application", args=[row.application.id])
    place = f"at={row.cursor}"
    return f"{page}?{query}&{place}" if query else f"{page}?{place}"


def page_of(tab: str, actor: Actor, wanted: ListFilter, *, day: date, after: str, size: int) -> ListPage:
    match tab:
        case "done":
            return done_by(actor, wanted, after=after, size=size)
        case "copied":
            return copied_to(actor, wanted, after=after, size=size)
        case "all":
            return all_visible(actor, wanted, today=day, after=after, size=size)
        case _:
            return inbox(actor, wanted, today=day, after=after, size=size)


@login_required
@require_safe
def next_file(request: HttpRequest) -> HttpResponse:
    """下一件: what follows in the tab and under the filter of the address; back to the list after the last."""
    after = request.GET.get("at", "")
    page = page_of(tab_of(request), actor_of(request.user), read_filter(request), day=today(), after=after, size=1)
    if not page.rows:
        messages.info(request, _("后面没有了。"))
        return redirect(list_address(request))
    return redirect(file_address(page.rows[0], filter_query(request, "tab")))
