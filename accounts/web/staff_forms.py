"""Forms of organisation administrators and of the three administrators."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.request_signing import Scope
from accounts.models import Department, DepartmentKind, Membership, Organisation, OrganisationDepartment, Role

#: Who becomes administrator is examined by city staff, not invited.
INVITED_ROLES = [(role.value, role.label) for role in Membership.Role if role != Membership.Role.ADMINISTRATOR]


class InviteMemberForm(forms.Form):
    """Department choices come from the organisation that was accessed, never from all."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    login = forms.CharField(label=_("手机号码或电子邮箱"), max_length=120, help_text=_("邀请链接会发到这里。"))
    role = forms.ChoiceField(label=_("身份"), choices=INVITED_ROLES, initial=Membership.Role.LEADER)
    department = forms.TypedChoiceField(label=_("二级部门"), required=False, coerce=UUID, empty_value=None)

    def __init__(self, *args: object, departments: list[OrganisationDepartment], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            ("", _("不属于二级部门")),
            *((str(department.id), department.name) for department in departments),
        ]


class OrganisationContactForm(forms.Form):
    """Personal values are not shown: left empty they stay as they are."""

    address = forms.CharField(label=_("通讯地址"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("邮政编码"), max_length=6, required=False)
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=20, required=False)
    contact_email = forms.CharField(label=_("电子邮箱"), max_length=120, required=False)

    def __init__(self, *args: object, unit: Organisation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial = {"address": unit.address, "postal_code": unit.postal_code}
        for name in ("contact_name", "contact_phone", "contact_email"):
            if masked := getattr(unit, f"masked_{name}"):
                self.fields[name].help_text = _("现为 %(value)s，不改的留空。") % {"value": masked}


class DepartmentNameForm(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=60)


class StaffForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=60)
    mobile = forms.CharField(label=_("手机号码"), max_length=20, help_text=_("用于登录；邀请短信会发到这里。"))
    email = forms.CharField(label=_("电子邮箱"), max_length=120, required=False)
    department = forms.TypedChoiceField(label=_("所在部门"), coerce=UUID)
    post = forms.CharField(label=_("职务"), max_length=60, required=False)

    def __init__(self, *args: object, departments: list[Department], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["department"].choices = department_choices(departments)  # type: ignore[attr-defined]


class DepartmentForm(forms.Form):
    parent = forms.TypedChoiceField(label=_("上级部门"), coerce=UUID)
    name = forms.CharField(label=_("名称"), max_length=60)
    code = forms.CharField(
        label=_("代码"), max_length=40, help_text=_("小写字母、数字、下划线，定后不改，例如 plan_office。")
    )
    kind = forms.ChoiceField(label=_("类别"), choices=DepartmentKind.choices, initial=DepartmentKind.OFFICE)

    def __init__(self, *args: object, departments: list[Department], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["parent"].choices = department_choices(departments)  # type: ignore[attr-defined]


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"))
    department = forms.TypedChoiceField(label=_("在哪个部门"), coerce=UUID)
    valid_until = forms.DateField(
        label=_("截止日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text=_("不填为长期。")
    )

    def __init__(self, *args: object, roles: list[Role], departments: list[Department], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choices = [(role.key, role.name) for role in roles]  # type: ignore[attr-defined]
        self.fields["department"].choices = department_choices(departments)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("查看原因"), max_length=100)


class PolicyForm(forms.Form):
    required = forms.BooleanField(label=_("工作人员登录必须使用动态口令"), required=False)


class LedgerFilterForm(forms.Form):
    """A filter that is malformed filters nothing out by accident: the page then shows the error and no rows."""

    command = forms.CharField(label=_("操作"), max_length=80, required=False)
    actor = forms.UUIDField(label=_("操作人编号"), required=False)
    subject = forms.UUIDField(label=_("对象编号"), required=False)


def department_choices(departments: list[Department]) -> list[tuple[str, str]]:
    """Active departments, indented by depth with full-width spaces."""
    return [(str(one.id), f"{'　' * one.depth}{one.name}") for one in departments if one.is_active]


SCOPE_LABELS = {
    Scope.PLAN_PROJECTS: _("报送计划项目的评审和验收情况，查询成果登记情况"),
    Scope.EXTERNAL_STEPS: _("答复等待其他系统的环节，查询哪些办件在等待"),
}


class IntegratorForm(forms.Form):
    name = forms.CharField(label=_("系统名称"), max_length=60, help_text=_("例如：省科技业务管理平台。"))
    scopes = forms.MultipleChoiceField(
        label=_("权限"),
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    systems = forms.CharField(
        label=_("可以答复的系统"),
        max_length=1300,
        required=False,
        help_text=_("勾选了答复环节的必填。填事项配置中环节注明的系统代码，没有注明的填环节代码；多个用空格隔开。"),
    )


class IntegratorSystemsForm(forms.Form):
    systems = forms.CharField(
        label=_("可以答复的系统"),
        max_length=1300,
        required=False,
        help_text=_("填事项配置中环节注明的系统代码，没有注明的填环节代码；多个用空格隔开。留空则什么都不能答复。"),
    )
