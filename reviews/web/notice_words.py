"""What a step of publicity (公示) waits for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from reviews.domain.notices import NoticeState
from reviews.models import PublicNotice, StepTask, TaskState
from reviews.queries.notices import live_notice
from tenants.clock import today
from tenants.wording import shown_day


@dataclass(frozen=True, slots=True)
class NoticeHold:
    """What a step waits for in words, and the notice where there is one; without, it has to be prepared."""

    words: str
    notice_id: UUID | None = None


def notice_hold(task: StepTask) -> NoticeHold | None:
    """What is to be done next, or until when it runs; None when the step is over. One query."""
    if task.state != TaskState.OPEN:
        return None
    notice = live_notice(task.application_id)
    if notice is None or notice.round != task.round:
        return NoticeHold(_("先拟定公示，由另一人核对发布。公示期满的次日自动转入下一环节。"))
    return NoticeHold(_running_words(notice), notice.id)


def _running_words(notice: PublicNotice) -> str:
    if notice.state == NoticeState.PREPARED:
        return _("公示已拟定，等待另一人核对发布。")
    if notice.ends_on is not None and notice.ends_on < today():
        return _("公示期已满，即将转入下一环节。")
    return _("正在公示，最后一天是 %(day)s，次日自动转入下一环节。收到异议的，可以撤下公示，或退回修改。") % {
        "day": shown_day(notice.ends_on) if notice.ends_on else ""
    }
