"""协助填写: the owner asks somebody to write some sections, sees who wrote what last, and ends it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor_of
from accounts.web.form_problems import add_problems
from applications.domain.helping import NAME_LENGTH, ROLE_LENGTH, HelpWanted
from applications.models import Channel, Draft
from applications.queries.access import access_draft
from applications.queries.dossiers import remarks_of
from applications.queries.helping import helps_of, last_writers
from applications.services.helping import ask_for_help, end_help
from applications.web.material_rows import judgement_of
from applications.web.requests import SignedInRequest
from applications.web.section_page import language, navigation
from procedures.domain.form_schema import FieldType, FormSchema
from procedures.queries.packages import compiled
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, NotAuthorised, ValidationFailed
from tenants.wording import say

INVALID = 422
ROLES = (gettext_lazy("学生"), gettext_lazy("财务"), gettext_lazy("其他"))


class HelpForm(forms.Form):
    """Who is asked for what."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=NAME_LENGTH)
    mobile = forms.CharField(
        label=gettext_lazy("手机号码"),
        max_length=30,
        help_text=gettext_lazy("已有账号的收到站内消息和短信；没有账号的收到开通账号的短信。"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    role = forms.CharField(
        label=gettext_lazy("身份"),
        max_length=ROLE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"list": "help-roles", "autocomplete": "off"}),
    )
    sections = forms.MultipleChoiceField(label=gettext_lazy("可以填写的部分"), widget=forms.CheckboxSelectMultiple)
    until = forms.DateField(
        label=gettext_lazy("截止日期"),
        required=False,
        help_text=gettext_lazy("不填则到您收回为止。"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> HelpWanted:
        data = self.cleaned_data
        return HelpWanted(
            name=data["name"],
            mobile=data["mobile"],
            role=data["role"],
            sections=tuple(data["sections"]),
            until=data["until"],
        )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def helpers(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    draft = access_draft(request.user, draft_id)
    if draft.channel != Channel.ONLINE:
        raise NotAuthorised("draft_unknown")
    form_schema = compiled(draft.procedure_version).form(draft.variant)
    form = HelpForm(request.POST or None, choices=_choices(form_schema))
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_help(draft_id, wanted=form.wanted(), actor=actor_of(request.user))
        except ValidationFailed as refusal:
            add_problems(form, refusal)
        except IllegalTransition as refusal:
            form.add_error(None, say(refusal.code, refusal.params))
        else:
            messages.success(request, _("已邀请。对方只能看到和填写所选的部分。"))
            return redirect("applications:helpers", draft_id=draft_id)
    context = _context(draft, form_schema) | {"form": form}
    return render(request, "applications/helpers.html", context, status=INVALID if form.errors else 200)


def _choices(form: FormSchema) -> list[tuple[str, str]]:
    """The sections that an applicant writes."""
    written = (each for each in form.sections if any(item.type is not FieldType.OFFICE for item in each.fields))
    return [(each.key, f"{each.number} {each.label.in_language(language())}".strip()) for each in written]


def _context(draft: Draft, form: FormSchema) -> dict[str, object]:
    labels, helps = dict(_choices(form)), helps_of(draft)
    writers, day = last_writers(draft), today()
    return {
        "draft": draft,
        "helps": [
            {
                "row": each,
                "sections": "、".join(labels[key] for key in each.sections if key in labels),
                "is_over": each.is_over(day),
            }
            for each in helps
        ],
        "writers": [(labels[key], writers[key], draft.section_writers[key]["at"]) for key in labels if key in writers],
        "roles": ROLES,
        "sections": navigation(draft, form, judgement_of(draft), "-help", remarks_of(draft.application)),
    }


@login_required
@require_POST
def withdraw(request: SignedInRequest, draft_id: UUID, help_id: UUID) -> HttpResponse:
    end_help(draft_id, help_id=help_id, actor=actor_of(request.user))
    messages.success(request, _("已收回。对方不能再打开这份草稿，写下的内容保留。"))
    return redirect("applications:helpers", draft_id=draft_id)
