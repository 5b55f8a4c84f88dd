"""Cities by list: template, preview with what is wrong at its cell, confirmed as one batch, watched to its end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_of
from documents.services.workbooks import SheetColumn, SheetContent
from procedures.domain.city_list import CityColumn, city_lines_from_posted, read_city_list
from procedures.domain.listed import MOST_LINES
from procedures.queries import console as read
from procedures.services.city_list import CityOutcome, bring_cities_on_board, check_cities, levels_by_label
from procedures.web.by_list import UNPROCESSABLE, posted, row_of, template_answer, uploaded
from tenants.domain.errors import Problem, ValidationFailed
from tenants.domain.ids import new_id
from tenants.records.models import JobState
from tenants.wording import say

TITLES: dict[CityColumn, str | Promise] = {
    CityColumn.NAME: lazy("单位名称"),
    CityColumn.SHORT_NAME: lazy("简称"),
    CityColumn.LEVEL: lazy("层级"),
    CityColumn.DIVISION_CODE: lazy("行政区划代码"),
    CityColumn.CODE: lazy("租户代码"),
    CityColumn.DOMAIN: lazy("访问域名"),
    CityColumn.CONTACT_NAME: lazy("首任系统管理员姓名"),
    CityColumn.CONTACT_MOBILE: lazy("手机号码"),
    CityColumn.CONTACT_EMAIL: lazy("电子邮箱"),
    CityColumn.CONTACT_PHONE: lazy("对外咨询电话"),
    CityColumn.CONTACT_ADDRESS: lazy("办理地址"),
    CityColumn.PACKAGES: lazy("领用的事项"),
}


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    offered = read.offered_packages(actor_of(request.user))
    levels = tuple(levels_by_label())
    columns = [
        SheetColumn(str(title), choices=levels if column is CityColumn.LEVEL else (), width=20)
        for column, title in TITLES.items()
    ]
    notes = [
        _("一行一个辖区。行政区划代码为六位数字（GB/T 2260），须在本省范围内。"),
        _("租户代码由小写字母、数字和下划线组成，开通后不能更改；访问域名不带端口。"),
        _("首任系统管理员开通后收到邀请短信。电子邮箱、咨询电话、办理地址可以不填。"),
        _("领用的事项可以填多个，用顿号隔开；不填领用全部。可填：%(names)s")
        % {"names": "、".join(package.name for package in offered)},
    ]
    return template_answer(SheetContent(_("辖区"), columns, room=MOST_LINES, notes=notes), name=_("接入辖区名单"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def city_list(request: HttpRequest) -> HttpResponse:
    """GET asks for the file; POST shows the preview; POST with `lines` queues what the preview showed."""
    actor = actor_of(request.user)
    read.offered_packages(actor)
    if request.method != "POST":
        return render(request, "console/city_list.html", {})
    try:
        if "lines" not in request.POST:
            return _page(request, check_cities(actor, uploaded(request, read_city_list, TITLES)), batch=new_id())
        lines, batch = posted(request.POST["lines"], city_lines_from_posted), _batch(request.POST.get("batch", ""))
        outcomes = bring_cities_on_board(actor, lines, batch=batch)
    except ValidationFailed as refused:
        first = refused.problems[0]
        context = {"problem": say(first.code, first.params)}
        return render(request, "console/city_list.html", context, status=UNPROCESSABLE)
    if any(each.problems for each in outcomes):
        return _page(request, outcomes, batch=batch, is_done=True)
    return redirect("console:batch", batch)


@login_required
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far each of a list is; asked again every two seconds by the page until all have ended."""
    rows = [
        (job, sum(step.state == JobState.DONE for step in job.steps.all()), len(job.steps.all()))
        for job in read.onboarding_batch(actor_of(request.user), batch_id)
    ]
    states = [job.state for job, _done, _steps in rows]
    context = {
        "batch_id": batch_id,
        "rows": rows,
        "done": states.count(JobState.DONE),
        "failed": states.count(JobState.FAILED),
        "is_running": any(state not in {JobState.DONE, JobState.FAILED} for state in states),
    }
    name = "_batch_rows" if getattr(request, "htmx", False) else "batch"
    return render(request, f"console/{name}.html", context)


def _batch(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValidationFailed([Problem("file", "sheet_empty")]) from None


def _page(request: HttpRequest, outcomes: Sequence[CityOutcome], *, batch: UUID, is_done: bool = False) -> HttpResponse:
    good = [asdict(each.line) for each in outcomes if not each.problems]
    context = {
        "titles": [*TITLES.values()],
        "rows": [row_of(each, CityColumn) for each in outcomes],
        "good": len(good),
        "bad": len(outcomes) - len(good),
        "is_done": is_done,
        "batch_id": batch,
        "lines": json.dumps(good, ensure_ascii=False) if good and not is_done else "",
    }
    return render(request, "console/city_list.html", context)
