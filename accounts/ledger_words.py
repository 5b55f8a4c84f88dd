"""The ledger's commands in words. Every app may register `ledger.<command>`; what has no words shows its key."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.wording import known_codes, say

COMMANDS: Mapping[str, str | Promise] = {
    "ledger.accounts.sign_in": _("登录"),
    "ledger.accounts.sign_in_failed": _("登录未成功"),
    "ledger.accounts.sign_out": _("退出登录"),
    "ledger.accounts.create_user": _("建立账号"),
    "ledger.accounts.deactivate_user": _("停用账号"),
    "ledger.accounts.reactivate_user": _("重新启用账号"),
    "ledger.accounts.invite": _("发出邀请"),
    "ledger.accounts.accept_invitation": _("接受邀请"),
    "ledger.accounts.join_organisation": _("加入单位"),
    "ledger.accounts.create_organisation": _("注册单位"),
    "ledger.accounts.change_organisation_contact": _("修改单位联系方式"),
    "ledger.accounts.confirm_organisation": _("单位通过审核"),
    "ledger.accounts.change_administrator": _("变更单位管理员"),
    "ledger.accounts.rename_organisation": _("单位改名"),
    "ledger.accounts.add_member": _("增加单位成员"),
    "ledger.accounts.end_membership": _("移出单位成员"),
    "ledger.accounts.add_organisation_department": _("添加二级部门"),
    "ledger.accounts.create_department": _("添加部门"),
    "ledger.accounts.rename_department": _("部门改名"),
    "ledger.accounts.close_department": _("停用部门"),
    "ledger.accounts.grant_role": _("授予角色"),
    "ledger.accounts.revoke_role": _("收回角色"),
    "ledger.accounts.change_sign_in_policy": _("更改登录规则"),
    "ledger.accounts.change_password": _("修改密码"),
    "ledger.accounts.reset_password": _("重置密码"),
    "ledger.accounts.end_other_sessions": _("结束其他设备的登录"),
    "ledger.accounts.turn_on_second_factor": _("启用动态口令"),
    "ledger.accounts.turn_off_second_factor": _("停用动态口令"),
    "ledger.accounts.use_recovery_code": _("使用恢复码"),
    "ledger.accounts.create_integrator": _("添加对接系统"),
    "ledger.accounts.set_integrator_systems": _("指定对接系统可以答复的系统"),
    "ledger.accounts.end_integrator": _("停用对接系统"),
    "ledger.accounts.reveal_personal": _("查看个人信息"),
    "ledger.accounts.name_substitute": _("指定代办人"),
    "ledger.accounts.end_substitution": _("结束代办"),
    "ledger.accounts.check_ledger": _("校验操作留痕"),
    "ledger.accounts.export_ledger": _("导出操作留痕凭据"),
}


def command_words(command: str) -> str:
    """What a command is called; its key where no app has named it."""
    code = f"ledger.{command}"
    return say(code) if code in known_codes() else command
