"""The words for this app's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # shared code lists
    "dictionary_headings": _("第一行应有“代码”和“名称”两列，可另有“上级代码”。"),
    "dictionary_empty": _("表中没有任何代码。"),
    "dictionary_too_long": _("最多 {most} 行。"),
    "dictionary_code_missing": _("缺少代码。"),
    "dictionary_code_wrong": _("代码“{code}”含有不能使用的字符，或超过 30 个字符。"),
    "dictionary_label_missing": _("代码“{code}”缺少名称。"),
    "dictionary_label_long": _("名称最多 {most} 字。"),
    "dictionary_code_repeated": _("代码“{code}”重复。"),
    "dictionary_parent_unknown": _("上级代码“{code}”没有出现在前面的行中。"),
    "dictionary_edition_taken": _("“{edition}”版已经发布，版次不能修改，请换一个版次。"),
    "dictionary_file_large": _("文件超过 {most} MB。"),
    "dictionary_file_unreadable": _("文件无法读取，请用 xlsx 或 CSV 格式。"),
    "dictionary_unknown": _("没有这个代码表。"),
    "validation_failed": _("有 {count} 处需要修改。"),
    "idempotency_key_reused": _("这次提交与先前的内容不同，请刷新页面后重试。"),
    "code_not_allowed": _("租户代码只能由小写字母、数字和下划线组成，最长 40 个字符。"),
    "code_taken": _("租户代码已被使用。"),
    "domain_not_allowed": _("域名只能由小写字母、数字、点和连字符组成。"),
    "domain_taken": _("域名已被使用。"),
    "domain_not_served": _("平台没有接入这个域名，请先联系平台运维。"),
    "division_not_below": _("行政区划代码不属于本辖区。"),
    "level_not_below": _("层级必须低于本辖区。"),
    "name_missing": _("请填写名称。"),
    "contact_missing": _("请填写联系人姓名和手机号码。"),
    "package_unknown": _("所选事项不在事项库中。"),
    "job_unknown": _("没有这个任务。"),
    "job_is_over": _("任务已结束。"),
    "job_not_failed": _("只有失败的任务可以重试。"),
    "jurisdiction_not_below": _("该辖区不归本级管理。"),
    "jurisdiction_not_active": _("该辖区不在运行中。"),
    "jurisdiction_not_suspended": _("该辖区没有停用。"),
    "reason_missing": _("请说明理由。"),
    # the ledger's commands
    "ledger.tenants.request_onboarding": _("发起接入"),
    "ledger.tenants.finish_onboarding": _("完成接入"),
    "ledger.tenants.onboarded": _("本辖区开通"),
    "ledger.tenants.request_state_change": _("申请停用或恢复"),
    "ledger.tenants.request_setting": _("为下级辖区设置"),
    "ledger.tenants.set_from_above": _("上级更改设置"),
    "ledger.tenants.change_state": _("停用或恢复"),
}
