"""The sentences of this app's codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "quiet_hours_need_both_ends": _("免打扰须同时填写开始和结束。"),
    "quiet_hours_are_empty": _("免打扰的开始和结束不能相同。"),
    # texts
    "sms_signature_malformed": _("短信签名为 2 至 20 个汉字、字母或数字，不带【】。"),
    "sms_quota_out_of_range": _("每天条数为 0 至 {most} 的整数，0 表示不限。"),
    "texts_none_selected": _("请先勾选要重发的短信。"),
    "texts_too_many": _("一次最多选 {most} 条。"),
    "text_not_undelivered": _("这条短信没有失败，不需要重发。"),
    "text_resent_already": _("已经重发过，请看新的一条。"),
    "text_code_ran_out": _("验证码已失效，不能重发，请本人重新获取。"),
    "text_too_old": _("已超过 3 天，不能重发。"),
    "text_resent_too_often": _("已重发 2 次，不能再重发，请核对手机号码。"),
    "text_quota_used_up": _("今天的短信条数已用完，请明天再发。"),
    "text_recipient_gone": _("收件人的账号已停用，或没有手机号码。"),
    # why a text did not arrive
    "sms_failure.gateway_not_reached": _("短信网关没有应答"),
    "sms_failure.gateway_refused": _("短信网关拒绝发送"),
    "sms_failure.gateway_not_understood": _("短信网关的应答无法识别"),
    "sms_failure.gateway_address_wrong": _("短信网关地址没有配置"),
    "sms_failure.void": _("发出前已失效"),
    "sms_failure.undelivered": _("运营商报告未送达"),
    # the ledger's commands
    "ledger.notifications.resend_text": _("重发短信"),
}
