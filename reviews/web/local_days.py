"""本地工作日: days that the jurisdiction works otherwise than the country, with what each of them moves."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from accounts.access import Actor, actor_of, authorize
from accounts.web.form_problems import add_problems
from reviews.calendar_policies import CalendarAction, may_calendar
from reviews.domain.local_days import MOST_WORDS, LocalDay
from reviews.queries.local_days import local_day, local_days, moves_of, unpublished_from
from reviews.services.local_days import check_local_day, remove_local_day, set_local_day
from reviews.web.lists import layout_for
from reviews.web.posted import read_day
from tenants.calendar import working_calendar
from tenants.clock import today
from tenants.context import current_tenant
from tenants.domain.errors import ValidationFailed
from tenants.queries.days_below import days_below

INVALID = 422
OFF, WORKED = "off", "worked"


class LocalDayForm(forms.Form):
    day = forms.DateField(
        label=lazy("日期"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": lazy("请填写日期。"), "invalid": lazy("请填写日期。")},
    )
    kind = forms.ChoiceField(label=lazy("当天"), choices=((OFF, lazy("放假")), (WORKED, lazy("上班"))))
    reason = forms.CharField(
        label=lazy("事由"),
        max_length=MOST_WORDS,
        error_messages={"required": lazy("请写明事由。")},
        help_text=lazy("例如：台风停工、民族节日放假、调休上班。"),
    )
    basis = forms.CharField(
        label=lazy("依据"),
        max_length=MOST_WORDS,
        error_messages={"required": lazy("请写明依据。")},
        help_text=lazy("作出安排的文件名称和文号，或法规条款。"),
    )

    @property
    def wanted(self) -> LocalDay:
        data = self.cleaned_data
        return LocalDay(data["day"], data["kind"] == WORKED, data["reason"], data["basis"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The list and the form; a day is shown with what it moves before it is set."""
    actor = actor_of(request.user)
    authorize(may_calendar(CalendarAction.LOOK, actor.role_keys))
    if request.method != "POST":
        return _page(request, actor, LocalDayForm(initial=_begun(request)))
    authorize(may_calendar(CalendarAction.SET, actor.role_keys))
    form = LocalDayForm(request.POST)
    if not form.is_valid() or request.POST.get("step") == "edit":
        return _page(request, actor, form, status=INVALID if form.errors else 200)
    try:
        if request.POST.get("step") == "confirm":
            set_local_day(actor, wanted=form.wanted)
            messages.success(request, _("已设置。正在计时的期限由系统重新计算，几分钟内完成。"))
            return redirect("workbench:calendar")
        check_local_day(form.wanted)
    except ValidationFailed as refusal:
        add_problems(form, refusal)
        return _page(request, actor, form, status=INVALID)
    wanted = form.wanted
    context = {"form": form, "wanted": wanted, "moves": moves_of(wanted.day, is_working=wanted.is_working)}
    return render(
        request, "reviews/calendar_day.html", {"layout": layout_for(request), "below": days_below(), **context}
    )


def _page(request: HttpRequest, actor: Actor, form: LocalDayForm, *, status: int = 200) -> HttpResponse:
    known, day, here = working_calendar(), today(), current_tenant()
    context = {
        "layout": layout_for(request),
        "form": form,
        "page": local_days(_before(request)),
        "may_set": bool(may_calendar(CalendarAction.SET, actor.role_keys)),
        "years": "、".join(str(year) for year in sorted(known.published_years)),
        "unpublished": unpublished_from(known, day),
        "here": here.short_name,
        "above": here.parent.short_name if known.above and here.parent else "",
        "below": days_below(),
    }
    return render(request, "reviews/calendar.html", context, status=status)


def _before(request: HttpRequest) -> date | None:
    return read_day(request.GET.get("before", ""))


def _begun(request: HttpRequest) -> dict[str, object]:
    """A day that was chosen to be arranged otherwise than above."""
    day, kind = read_day(request.GET.get("day", "")), request.GET.get("kind", "")
    return {"day": day, "kind": kind if kind in {OFF, WORKED} else OFF} if day else {}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_day(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """Taking a day back, with what that moves."""
    actor = actor_of(request.user)
    authorize(may_calendar(CalendarAction.SET, actor.role_keys))
    row = local_day(day_id)
    if request.method == "POST":
        remove_local_day(actor, day_id=day_id)
        messages.success(request, _("已取消。正在计时的期限由系统重新计算，几分钟内完成。"))
        return redirect("workbench:calendar")
    context = {
        "layout": layout_for(request),
        "wanted": LocalDay(row.day, row.is_working, row.reason, row.basis),
        "is_removal": True,
        "below": days_below(),
        "moves": moves_of(row.day, is_working=None),
    }
    return render(request, "reviews/calendar_day.html", context)
