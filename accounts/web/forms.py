"""Forms of people about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationKind
from tenants.wording import say

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

PASSWORD_HINT = _("至少 10 位，含小写字母、大写字母、数字、符号中的三类。")


def _password(label: StrPromise, *, new: bool, hint: StrPromise | str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"}),
    )


def _code() -> forms.CharField:
    return forms.CharField(
        label=_("验证码"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class TwicePasswordMixin(forms.Form):
    """A new password and its repetition."""

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("password") and data.get("repeated") and data["password"] != data["repeated"]:
            self.add_error("repeated", say("passwords_differ"))
        return data


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("手机号码或电子邮箱"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = _password(_("密码"), new=False)


class CodeForm(forms.Form):
    code = _code()


class LoginNameForm(forms.Form):
    login = forms.CharField(
        label=_("手机号码或电子邮箱"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(TwicePasswordMixin):
    password = _password(_("新密码"), new=True, hint=PASSWORD_HINT)
    repeated = _password(_("再输入一次新密码"), new=True)


class ResetCodeForm(NewPasswordForm):
    code = _code()
    field_order = ("code", "password", "repeated")


class CurrentPasswordForm(forms.Form):
    current = _password(_("密码"), new=False)


class ChangePasswordForm(NewPasswordForm):
    current = _password(_("现在的密码"), new=False)
    field_order = ("current", "password", "repeated")


class PersonRegistrationForm(TwicePasswordMixin):
    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    mobile = forms.CharField(
        label=_("手机号码"),
        max_length=20,
        help_text=_("用于登录和接收办理消息，稍后会向它发送验证码。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    password = _password(_("密码"), new=True, hint=PASSWORD_HINT)
    repeated = _password(_("再输入一次密码"), new=True)
    field_order: tuple[str, ...] = ("name", "mobile", "password", "repeated")


class OrganisationRegistrationForm(PersonRegistrationForm):
    organisation_name = forms.CharField(label=_("单位名称"), max_length=120)
    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=30, help_text=_("营业执照或事业单位法人证书上的 18 位代码。")
    )
    organisation_kind = forms.ChoiceField(label=_("单位类别"), choices=OrganisationKind.choices)
    field_order = ("organisation_name", "uscc", "organisation_kind", "name", "mobile", "password", "repeated")
