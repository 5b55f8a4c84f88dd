"""The sentences of this app's codes."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, str | Promise] = {
    "not_signed_in": _("请先登录。"),
    "not_organisation_administrator": _("只有单位管理员可以这样做。"),
    "not_system_administrator": _("只有系统管理员可以这样做。"),
    "not_security_administrator": _("只有安全管理员可以这样做。"),
    "not_audit_administrator": _("只有审计管理员可以这样做。"),
    "not_own_account": _("不能对自己的账号这样做。"),
    "invitation_taken_back": _("邀请已收回，或账号已停用。"),
    "invitation_accepted_already": _("对方已经接受邀请，不需要重发。"),
    "mobile_malformed": _("请填写 11 位手机号码。"),
    "email_malformed": _("请填写正确的电子邮箱，例如 zhang@example.cn。"),
    "postal_code_malformed": _("请填写六位邮政编码。"),
    "contact_phone_malformed": _("请填写电话号码，例如 0931-8888888。"),
    "login_name_malformed": _("请填写手机号码或电子邮箱。"),
    "login_name_missing": _("手机号码和电子邮箱至少填写一项。"),
    "mobile_taken": _("这个手机号码已经有账号。"),
    "email_taken": _("这个电子邮箱已经有账号。"),
    "person_name_missing": _("请填写姓名。"),
    "uscc_malformed": _("统一社会信用代码不正确，请核对 18 位代码。"),
    "uscc_taken": _(
        "该单位已经注册，请联系单位管理员邀请您加入；联系不上管理员的，请先注册个人账号，登录后在“单位认领”申请变更管理员。"
    ),
    "organisation_name_missing": _("请填写单位名称。"),
    "already_member": _("此人已经是本单位成员。"),
    "last_administrator": _("单位至少要有一名管理员。"),
    "integrator_name_missing": _("请填写系统名称。"),
    "scope_missing": _("请至少选择一项权限。"),
    "administrator_needs_examination": _("单位管理员的变更须经审核，请由新的管理员在“单位认领”提出申请。"),
    "department_required": _("请选择二级部门。"),
    "department_name_taken": _("已有同名部门。"),
    "department_code_malformed": _("代码只能使用小写字母、数字和下划线。"),
    "department_code_taken": _("同级已有这个代码。"),
    "department_in_use": _("部门下还有在用的人员、授权或下级部门，不能停用。"),
    "roles_conflict": _("职责分离：此人已有的角色（{roles}）与该角色不能由同一人担任。"),
    "grant_exists": _("此人在该部门已有这个角色。"),
    "grant_dates_reversed": _("截止日期不能早于起始日期。"),
    "only_staff_hold_roles": _("只有启用中的工作人员可以授予角色。"),
    "person_holds_grants": _("请先由安全管理员收回此人的角色。"),
    "password_too_short": _("密码至少 {min_length} 位。"),
    "password_classes": _("密码须含小写字母、大写字母、数字、符号中的三类。"),
    "password_weak": _("密码太容易被猜到，请换一个更长或更少见的。"),
    "passwords_differ": _("两次输入的密码不一致。"),
    "password_wrong": _("密码不正确。"),
    "code_wrong": _("验证码不正确或已过期。"),
    "second_factor_missing": _("尚未设置动态口令。"),
    "second_factor_required": _("本地规定工作人员必须使用动态口令，不能停用。"),
    "invitation_unusable": _("邀请链接无效、已使用或已过期，请联系邀请人重新发送。"),
    # absence
    "substitution_unknown": _("找不到这次代办。"),
    "substitution_ended_already": _("{by} 已于 {at} 结束这次代办。"),
    "substitution_over": _("这次代办已经到期。"),
    "absence_reversed": _("结束日期不能早于开始日期。"),
    "absence_past": _("开始日期不能早于今天。"),
    "absence_too_long": _("一次最多 {most} 天；长期离岗请由安全管理员办理离岗移交。"),
    "absence_overlaps": _("这段时间已经指定了代办人，请先结束原来的代办，或另选日期。"),
    "absence_reason_missing": _("请填写事由，例如：出差、休假、学习。"),
    "absence_reason_too_long": _("事由最多 {most} 字。"),
    "substitute_missing": _("请选择代办人。"),
    "substitute_unknown": _("没有这位启用中的工作人员，请核对手机号码或电子邮箱。"),
    "substitute_is_oneself": _("代办人不能是外出的本人。"),
    "substitute_is_administrator": _("职责分离：系统管理员、安全管理员、审计管理员不能代办业务。"),
    "substitute_is_away": _("代办人在这段时间里也外出。代办不能再转给第三人，请另选代办人。"),
    "nothing_to_stand_in_for": _("外出的人没有办理业务的角色，不需要指定代办人。"),
    "absence_procedure_unknown": _("请从列出的事项中选择。"),
}
