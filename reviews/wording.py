"""The sentences of this app's codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "task_unknown": _("找不到这个办件。"),
    "task_not_addressed_to_you": _("这个环节由其他人员办理。"),
    "procedure_not_yours": _("您没有办理这个事项的权限。"),
    "step_held": _("相关计划项目尚未通过验收，暂不能审核通过。"),
    "task_closed": _("这个环节已经办理完毕。"),
    "not_decided": _("还没有批复，或批复已经退回。"),
    "step_does_not_offer_approve": _("这个环节没有“审核通过”。"),
    "step_does_not_offer_return": _("这个环节不能退回修改。"),
    "step_does_not_offer_receive_paper": _("这个环节不接收纸质材料。"),
    "step_does_not_offer_decide": _("还没有到批复环节。"),
    "meanwhile_submitted": _("{by} 已于 {at} 提交，页面内容已经更新。"),
    "meanwhile_resubmitted": _("{by} 已于 {at} 修改后重新提交，请按最新内容办理。"),
    "meanwhile_approved": _("{by} 已于 {at} 审核通过，本次操作没有执行。"),
    "meanwhile_paper_received": _("{by} 已于 {at} 接收纸质材料，本次操作没有执行。"),
    "meanwhile_returned": _("{by} 已于 {at} 退回修改，本次操作没有执行。"),
    "meanwhile_decided": _("{by} 已于 {at} 批复，本次操作没有执行。"),
    "meanwhile_decision_revoked": _("{by} 已于 {at} 将批复退回，本次操作没有执行。"),
    "meanwhile_withdrawn": _("{by} 已于 {at} 撤回申报，本次操作没有执行。"),
    "meanwhile_blocked": _("{at} 起该环节等待指定办理人员，本次操作没有执行。{by}"),
    "opinion_missing": _("请填写意见。"),
    "opinion_too_long": _("意见最多 {most} 字。"),
    "return_reason_missing": _("请写明退回原因，或至少标出一处需要修改的内容。"),
    "remark_path_unknown": _("请选择需要修改的内容。"),
    "remark_path_twice": _("同一处内容只写一条修改意见。"),
    "remark_too_long": _("每条修改意见最多 {most} 字。"),
    "copies_out_of_range": _("份数为 1 到 {most}。"),
    "storage_place_too_long": _("存放位置最多 {most} 字。"),
    "result_missing": _("请选择批复结果。"),
    "number_not_editable": _("编号由系统顺延，不能修改，应为 {offered}。"),
    "number_too_long": _("编号最多 {most} 个字符。"),
    "evidence_missing": _("请上传佐证材料。"),
    "evidence_refused": _("佐证材料未通过检查，请更换文件。"),
    "evidence_not_checked_yet": _("佐证材料正在检查，几秒钟后再试。"),
    "nothing_selected": _("请至少选择一件。"),
    "answer_not_personal": _("这里没有需要查看的内容。"),
    "phrase_unknown": _("找不到这条常用意见。"),
    "phrase_missing": _("请填写常用意见。"),
    "phrase_too_long": _("常用意见最多 {most} 字。"),
    "phrase_field_unknown": _("花括号里只能使用下面列出的字段，不认识：{fields}。"),
    "phrase_use_unknown": _("请选择用在哪里。"),
    "phrases_too_many": _("最多保存 {most} 条，请先删除不用的。"),
    # the ledger's commands
    "ledger.reviews.approve_task": _("审核通过"),
    "ledger.reviews.return_application": _("退回修改"),
    "ledger.reviews.receive_paper": _("接收纸质材料"),
    "ledger.reviews.decide_application": _("批复"),
    "ledger.reviews.revoke_decision": _("退回到未批复"),
    "ledger.reviews.give_waiting_task": _("分派待人办理的环节"),
    "ledger.reviews.reveal_personal": _("查看申报中的个人信息"),
}
