"""What a step of publicity (公示) waits for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reviews.domain.notices import NoticeState
from reviews.models import StepTask, TaskState
from reviews.queries.notices import live_notice
from tenants.clock import today


def notice_words(task: StepTask) -> str:
    """What is to be done next, or until when it runs; empty when the step is over. One query."""
    if task.state != TaskState.OPEN:
        return ""
    notice = live_notice(task.application_id)
    if notice is None or notice.round != task.round:
        return _("请在办件列表选中本件，拟定公示，由另一人核对发布。公示期满的次日自动转入下一环节。")
    if notice.state == NoticeState.PREPARED:
        return _("公示已拟定，等待另一人核对发布。")
    if notice.ends_on is not None and notice.ends_on < today():
        return _("公示期已满，即将转入下一环节。")
    return _("正在公示，最后一天是 %(day)s，次日自动转入下一环节。收到异议的，可以撤下公示，或退回修改。") % {
        "day": notice.ends_on.isoformat() if notice.ends_on else ""
    }
