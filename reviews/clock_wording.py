"""What is said about limits: refusals of an extension, the ledger's commands, who acts when the law deems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DEEMED_BY: Final = _("系统（逾期视为受理）")
DECIDED_BY_LAW: Final = _("系统（逾期视为作出决定）")

CLOCK_SENTENCES: Mapping[str, str | Promise] = {
    "extension_not_offered": _("本事项没有规定可以延长时限。"),
    "extension_not_running": _("时限没有在计时，或已经到期，不能申请延长。"),
    "extension_asked_already": _("已有一份延长申请等待批准。"),
    "extension_used_up": _("已达到规定的延长次数。"),
    "extension_not_yours": _("您不能批准延长时限。"),
    "extension_own": _("延长时限须由申请人以外的人批准。"),
    "extension_not_asked": _("没有等待批准的延长申请。"),
    "extension_length_wrong": _("请填写 1 至 {most} 的整数。"),
    "extension_reason_missing": _("请写明理由。"),
    "extension_text_too_long": _("最多 {most} 字。"),
    "extension_refusal_unexplained": _("不批准时请写明意见。"),
    "extension_unknown": _("找不到这份延长申请。"),
    "deemed_chain_stuck": _("办件所在的环节不能视为办结。"),
    "local_day_unknown": _("没有这一天的安排，可能已被取消。"),
    "local_day_out_of_range": _("日期须在 {from} 至 {to} 之间。"),
    "local_day_taken": _("{day}已有本地安排，请先取消原来的安排。"),
    "local_day_works_anyway": _("{day}本来就上班，不必设置。"),
    "local_day_off_anyway": _("{day}本来就休息，不必设置。"),
    "local_day_reason_missing": _("请写明事由。"),
    "local_day_basis_missing": _("请写明依据。"),
    "local_day_words_too_long": _("最多 {most} 字。"),
    "ledger.reviews.set_local_day": _("设置本地工作日安排"),
    "ledger.reviews.remove_local_day": _("取消本地工作日安排"),
    "ledger.reviews.ring_clock": _("时限提醒与督办"),
    "ledger.reviews.recompute_clocks": _("按工作日安排重新计算时限"),
    "ledger.reviews.ask_extension": _("申请延长时限"),
    "ledger.reviews.settle_extension": _("批复延长申请"),
}
