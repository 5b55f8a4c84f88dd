"""Forms of those who write and publish announcements."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.domain.announcing import TITLE_LENGTH, AnnouncementText
from applications.models.announcement import KIND_CHOICES
from procedures.models import Procedure


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AnnouncementForm(forms.Form):
    """The procedures on offer are those of this jurisdiction that are open."""

    kind = forms.ChoiceField(label=_("类别"), choices=KIND_CHOICES)
    title = forms.CharField(label=_("标题"), max_length=TITLE_LENGTH)
    body = forms.CharField(
        label=_("正文"),
        help_text=_("空一行为另起一段；网址会自动成为链接。"),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    closes_on = forms.DateField(
        label=_("申报截止日期"), required=False, help_text=_("只有申报通知需要填写。"), widget=DayInput
    )
    procedure_code = forms.ChoiceField(
        label=_("在线申报的事项"), required=False, help_text=_("申报通知可以直接引到该事项的办事指南。")
    )

    def __init__(self, *args: object, procedures: list[Procedure], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["procedure_code"].choices = [  # type: ignore[attr-defined]
            ("", _("不在本平台申报")),
            *((each.code, each.name) for each in procedures),
        ]

    def text(self) -> AnnouncementText:
        return AnnouncementText(**self.cleaned_data)


class PublishForm(forms.Form):
    publish_on = forms.DateField(
        label=_("发布日期"), help_text=_("当日零时起对公众可见；可以选择以后的日期。"), widget=DayInput
    )


class TakeDownForm(forms.Form):
    reason = forms.CharField(label=_("撤下原因"), max_length=200)
