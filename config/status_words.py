"""Every state a page may show, as tone, icon and word: status is never told by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class StatusWord:
    """`tone` is waiting, progress, needs, done or danger: the five status colours of the theme."""

    tone: str
    icon: str
    word: str | Promise


STATUS_WORDS: dict[str, StatusWord] = {
    # Applications
    "draft": StatusWord("waiting", "pencil", _("草稿")),
    "submitted": StatusWord("progress", "send", _("已提交")),
    "in_progress": StatusWord("progress", "progress", _("审核中")),
    "returned": StatusWord("needs", "arrow-back-up", _("退回修改")),
    "deciding": StatusWord("progress", "gavel", _("待批复")),
    "approved": StatusWord("done", "circle-check", _("已批准")),
    "denied": StatusWord("danger", "circle-x", _("不予批准")),
    "withdrawn": StatusWord("waiting", "arrow-forward-up", _("已撤回")),
    "supplementing": StatusWord("needs", "alert-circle", _("待补正")),
    "in_suspension": StatusWord("waiting", "player-pause", _("已中止")),
    "not_accepted": StatusWord("danger", "circle-x", _("不予受理")),
    "terminated": StatusWord("waiting", "ban", _("已终止")),
    "entered_at_counter": StatusWord("waiting", "user-check", _("窗口代录")),
    "revoked": StatusWord("needs", "rotate-clockwise", _("批复已撤销")),
    # Public notices
    "prepared": StatusWord("waiting", "clock", _("待发布")),
    "running_notice": StatusWord("progress", "speakerphone", _("公示中")),
    "ended": StatusWord("done", "circle-check", _("已结束")),
    "taken_down": StatusWord("waiting", "ban", _("已撤下")),
    # Absences
    "standing_in": StatusWord("progress", "user-check", _("代办中")),
    "planned_absence": StatusWord("waiting", "clock", _("未开始")),
    # Supervision
    "answered": StatusWord("done", "circle-check", _("已答复")),
    "unanswered": StatusWord("needs", "flag", _("待答复")),
    # Batches and their items
    "batch_collecting": StatusWord("waiting", "list", _("整理中")),
    "batch_fixed": StatusWord("needs", "lock", _("名单已定")),
    "batch_confirming": StatusWord("progress", "progress", _("正在办理")),
    "batch_confirmed": StatusWord("done", "circle-check", _("已办理")),
    "batch_cancelled": StatusWord("waiting", "ban", _("已取消")),
    "item_pending": StatusWord("waiting", "clock", _("未办理")),
    "item_done": StatusWord("done", "circle-check", _("已办理")),
    "item_left_out": StatusWord("waiting", "minus", _("本次不办")),
    "item_refused": StatusWord("needs", "alert-triangle", _("未能办理")),
    # Certificates
    "valid_certificate": StatusWord("done", "certificate", _("有效")),
    "replaced_certificate": StatusWord("waiting", "rotate-clockwise", _("已换发")),
    "void_certificate": StatusWord("waiting", "ban", _("已作废")),
    # Written notices and their delivery
    "unread_paper": StatusWord("needs", "mail", _("未查看")),
    "read_paper": StatusWord("done", "circle-check", _("已查看")),
    "handed_paper": StatusWord("done", "circle-check", _("已纸质送达")),
    "rectified_paper": StatusWord("progress", "pencil", _("更正")),
    "void_paper": StatusWord("waiting", "ban", _("已作废")),
    # Steps and tasks
    "waiting": StatusWord("waiting", "clock", _("等待中")),
    "upcoming": StatusWord("waiting", "circle-dashed", _("未开始")),
    "ahead": StatusWord("waiting", "circle-dashed", _("未开始")),
    "current": StatusWord("progress", "circle-dot", _("办理中")),
    "open": StatusWord("progress", "circle-dot", _("待办")),
    "done": StatusWord("done", "circle-check", _("已完成")),
    "skipped": StatusWord("waiting", "minus", _("不需要")),
    "cancelled": StatusWord("waiting", "ban", _("已取消")),
    "bypassed": StatusWord("waiting", "minus", _("不经过")),
    "needs_you": StatusWord("needs", "alert-circle", _("需要您处理")),
    # Clocks
    "in_time": StatusWord("progress", "clock", _("办理期限内")),
    "due_soon": StatusWord("needs", "hourglass", _("即将到期")),
    "overdue": StatusWord("danger", "alert-triangle", _("已超期")),
    "paused": StatusWord("waiting", "player-pause", _("不计时")),
    # Sections of a form
    "empty": StatusWord("waiting", "circle-dashed", _("未填写")),
    "partly": StatusWord("progress", "pencil", _("填写中")),
    "complete": StatusWord("done", "circle-check", _("已填好")),
    "office": StatusWord("waiting", "rubber-stamp", _("由登记机关填写")),
    "correction": StatusWord("needs", "alert-circle", _("需修改")),
    # Items of a correction list
    "to_correct": StatusWord("needs", "alert-circle", _("待修改")),
    "corrected": StatusWord("progress", "pencil", _("已修改")),
    "settled": StatusWord("done", "circle-check", _("已落实")),
    "unsettled": StatusWord("danger", "circle-x", _("未落实")),
    # Materials as they were judged
    "fit": StatusWord("done", "circle-check", _("合格")),
    "unfit": StatusWord("danger", "circle-x", _("不合格")),
    "unseen": StatusWord("waiting", "circle-dashed", _("未看")),
    # Files
    "pending": StatusWord("waiting", "upload", _("待上传")),
    "checking": StatusWord("progress", "loader", _("正在检查")),
    "clean": StatusWord("done", "circle-check", _("已通过检查")),
    "refused": StatusWord("danger", "circle-x", _("文件不可用")),
    "infected": StatusWord("danger", "alert-triangle", _("发现病毒")),
    "not_scanned": StatusWord("waiting", "shield", _("未查毒")),
    "missing": StatusWord("needs", "file-off", _("缺少")),
    # Jobs and jurisdictions
    "queued": StatusWord("waiting", "clock", _("排队中")),
    "running": StatusWord("progress", "loader", _("进行中")),
    "failed": StatusWord("danger", "circle-x", _("未成功")),
    "onboarding": StatusWord("progress", "loader", _("接入中")),
    "active": StatusWord("done", "circle-check", _("运行中")),
    "suspended": StatusWord("danger", "player-pause", _("已停用")),
    # Numbers and people
    "published": StatusWord("done", "circle-check", _("已发布")),
    "issued": StatusWord("done", "rubber-stamp", _("已发号")),
    "void": StatusWord("waiting", "ban", _("已作废")),
    "invited": StatusWord("progress", "mail", _("已邀请")),
    "locked": StatusWord("danger", "lock", _("已锁定")),
    "left": StatusWord("waiting", "logout", _("已离开")),
}
