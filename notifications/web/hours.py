"""When I want to be told outside the product."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.web.form_problems import add_problems
from accounts.web.guards import actor, sign_in_required
from notifications.domain.hours import Hours
from notifications.queries.inbox import hours_of
from notifications.services.hours import choose_hours
from tenants.domain.errors import ValidationFailed

INVALID = 422
HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


def _hour(value: str) -> int:
    return int(value)


def _field(label: object, *, empty: object, hint: object = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,  # type: ignore[arg-type]
        choices=[("", empty), *HOURS],
        coerce=_hour,
        empty_value=None,
        required=False,
        help_text=hint,  # type: ignore[arg-type]
    )


class HoursForm(forms.Form):
    quiet_from = _field(gettext_lazy("免打扰开始"), empty=gettext_lazy("不设置"))
    quiet_until = _field(
        gettext_lazy("免打扰结束"),
        empty=gettext_lazy("不设置"),
        hint=gettext_lazy("期间的短信和邮件到结束时再发；验证码和邀请不受影响。"),
    )
    digest = _field(
        gettext_lazy("每天只提醒一次，在"),
        empty=gettext_lazy("不汇总，随时提醒"),
        hint=gettext_lazy("当天的消息到这个时间合并为一条提醒。"),
    )


@sign_in_required
@require_http_methods(["GET", "POST"])
def message_hours(request: HttpRequest) -> HttpResponse:
    who = actor(request)
    chosen = hours_of(who.user_id)
    given = {"quiet_from": chosen.quiet_from, "quiet_until": chosen.quiet_until, "digest": chosen.digest}
    form = HoursForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            choose_hours(who.user_id, Hours(**form.cleaned_data))
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        else:
            messages.success(request, _("提醒时间已保存。"))
            return redirect("notifications:messages")
    return render(request, "notifications/hours.html", {"form": form}, status=INVALID if form.errors else 200)
