"""What the pages of notices share: words of a state, chips, what was selected, days as typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reviews.domain.notices import NoticeState, NoticeView, view_of
from reviews.models import PublicNotice
from reviews.web.posted import identifier

#: Key in the table of status words, and the label of the filter.
WORDS: dict[NoticeView, tuple[str, str | Promise]] = {
    NoticeView.PREPARED: ("prepared", _("待发布")),
    NoticeView.RUNNING: ("running_notice", _("公示中")),
    NoticeView.ENDED: ("ended", _("已结束")),
    NoticeView.WITHDRAWN: ("taken_down", _("已撤下")),
}


@dataclass(frozen=True, slots=True)
class NoticeChip:
    label: str | Promise
    url: str
    active: bool


def word_of(notice: PublicNotice, today: date) -> str:
    """The key of the status word of a notice."""
    return WORDS[view_of(NoticeState(notice.state), notice.ends_on, today)][0]


def chips_for(base: str, view: str, *, public: bool = False) -> list[NoticeChip]:
    """The filter over a list; the public has no notices that wait, and begins with those that run."""
    views = [each for each in NoticeView if not (public and each is NoticeView.PREPARED)]
    chips = [] if public else [NoticeChip(_("全部"), base, active=view not in set(NoticeView))]
    return chips + [NoticeChip(WORDS[each][1], f"{base}?view={each}", active=view == each) for each in views]


def selected(request: HttpRequest) -> list[UUID]:
    """The applications that were ticked, each once."""
    ids = [found for text in request.POST.getlist("application") if (found := identifier(text))]
    return list(dict.fromkeys(ids))


def day_of(text: str) -> date | None:
    """A day as date inputs post it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
