"""Form of the console: what the province types to bring a city on board."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.models import Level, LibraryPackage


class OnboardingForm(forms.Form):
    """Only shapes are checked here; whether the wish is right is the service's to say."""

    name = forms.CharField(label=_("单位名称"), max_length=60, help_text=_("例：某市科学技术局，显示在门户页首"))
    short_name = forms.CharField(label=_("简称"), max_length=30, help_text=_("例：某市"))
    level = forms.ChoiceField(
        label=_("层级"), choices=[(level.value, level.label) for level in (Level.CITY, Level.COUNTY)]
    )
    division_code = forms.CharField(
        label=_("行政区划代码"), max_length=6, help_text=_("六位数字，GB/T 2260，须在本省范围内")
    )
    code = forms.CharField(
        label=_("租户代码"), max_length=40, help_text=_("小写字母、数字和下划线，开通后不能更改，例：mingshi")
    )
    domain = forms.CharField(label=_("访问域名"), max_length=253, help_text=_("完整域名，不带端口"))
    contact_name = forms.CharField(label=_("首任系统管理员姓名"), max_length=60)
    contact_mobile = forms.CharField(label=_("手机号"), max_length=20, help_text=_("接收邀请短信"))
    contact_email = forms.EmailField(label=_("电子邮箱"), required=False, help_text=_("选填，同时发送邀请邮件"))
    contact_phone = forms.CharField(label=_("对外咨询电话"), max_length=40, required=False)
    contact_address = forms.CharField(label=_("办理地址"), max_length=200, required=False)
    packages = forms.MultipleChoiceField(
        label=_("领用的事项"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("每个事项领用一个版本")
    )

    def __init__(self, *args: object, offered: list[LibraryPackage], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["packages"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(package.pk), f"{package.name}（{package.version}）") for package in offered]
            field.initial = [str(package.pk) for package in offered]

    def package_ids(self) -> list[UUID]:
        return [UUID(value) for value in self.cleaned_data["packages"]]


class TextsForm(forms.Form):
    """Shapes only; what a signature and a number of texts may be is the service's to say."""

    signature = forms.CharField(
        label=_("短信签名"), max_length=20, required=False, help_text=_("显示在短信开头的【】中，须先在运营商处报备")
    )
    daily_quota = forms.IntegerField(
        label=_("每天条数"),
        required=False,
        min_value=0,
        help_text=_("验证码和邀请也计入，但不会被暂缓；0 表示不限"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
