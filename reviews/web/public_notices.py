"""公示 on the portal: no sign-in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.domain.notices import NoticeState, NoticeView, lines_from_json
from reviews.queries.notices import public_notice, public_notices
from reviews.web.notice_views import chips_for, word_of
from tenants.clock import today

VIEWS = frozenset({NoticeView.RUNNING.value, NoticeView.ENDED.value, NoticeView.WITHDRAWN.value})


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What is on notice now; what was."""
    asked, day = request.GET.get("view", ""), today()
    view = asked if asked in VIEWS else NoticeView.RUNNING.value
    page = public_notices(view=view, today=day, after=request.GET.get("after", ""))
    context = {
        "rows": [(row, word_of(row, day)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "view": view,
        "chips": chips_for(reverse("notices:list"), view, public=True),
    }
    return render(request, "portal/notices.html", context)


@require_safe
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice. A withdrawn one says so, and nothing of what it said."""
    found = public_notice(notice_id)
    shown = found.state == NoticeState.RELEASED
    context = {
        "notice": found,
        "word": word_of(found, today()),
        "lines": lines_from_json(found.lines) if shown else (),
        "shown": shown,
    }
    return render(request, "portal/notice.html", context)
