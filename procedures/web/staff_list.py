"""Onboarding by list: departments and people of a bureau from one xlsx, looked at before anything is made."""

from __future__ import annotations

import json
from dataclasses import asdict

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor_of
from accounts.queries.administration import departments_administered_by, role_names, roles_visible_to
from documents.services.workbooks import SheetColumn, SheetContent
from procedures.domain.listed import MOST_LINES
from procedures.domain.staff_list import ListColumn, lines_from_posted, read_staff_list
from procedures.services.role_list import check_role_list, give_roles_of_list
from procedures.services.staff_list import LineOutcome, check_staff_list, import_staff_list, kinds_by_label
from procedures.web.by_list import UNPROCESSABLE, posted, row_of, template_answer, uploaded
from tenants.domain.errors import ValidationFailed
from tenants.wording import say

TITLES: dict[ListColumn, str | Promise] = {
    ListColumn.CODE: lazy("部门代码"),
    ListColumn.DEPARTMENT: lazy("部门名称"),
    ListColumn.KIND: lazy("部门类型"),
    ListColumn.PARENT: lazy("上级部门代码"),
    ListColumn.NAME: lazy("姓名"),
    ListColumn.MOBILE: lazy("手机号码"),
    ListColumn.POST: lazy("职务"),
    ListColumn.ROLES: lazy("角色"),
}


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request.user)
    departments = departments_administered_by(actor)
    kinds = tuple(kinds_by_label())
    columns = [
        SheetColumn(str(title), choices=kinds if column is ListColumn.KIND else ()) for column, title in TITLES.items()
    ]
    notes = [
        _("部门一行填部门代码、名称、类型、上级部门代码；人员一行填所在部门代码、姓名、手机号码、职务。"),
        _("部门写在其人员之前。县区也是一行部门，类型选“县区”，其下属部门的上级部门代码填县区的代码。"),
        _("角色可以填多个，用顿号隔开，由安全管理员用同一文件授予。可填：%(names)s")
        % {"names": "、".join(role_names(actor))},
        _("已有部门：%(names)s") % {"names": "；".join(f"{each.code} {each.name}" for each in departments)},
    ]
    return template_answer(SheetContent(_("部门和人员"), columns, room=MOST_LINES, notes=notes), name=_("部门和人员"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_list(request: HttpRequest) -> HttpResponse:
    """GET asks for the file; POST shows the preview; POST with `lines` makes what the preview showed."""
    actor = actor_of(request.user)
    departments_administered_by(actor)
    if request.method != "POST":
        return render(request, "procedures/staff_list.html", {})
    try:
        if "lines" in request.POST:
            results = import_staff_list(actor, posted(request.POST["lines"], lines_from_posted))
            return _page(request, results, is_done=True)
        return _page(request, check_staff_list(actor, uploaded(request, read_staff_list, TITLES)), is_done=False)
    except ValidationFailed as refused:
        return _refused(request, refused)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def role_list(request: HttpRequest) -> HttpResponse:
    """The roles of the same list, for the security administrator: file, preview, given line by line."""
    actor = actor_of(request.user)
    roles_visible_to(actor)
    if request.method != "POST":
        return render(request, "procedures/staff_list.html", {"gives_roles": True})
    try:
        if "lines" in request.POST:
            results = give_roles_of_list(actor, posted(request.POST["lines"], lines_from_posted))
            return _page(request, results, is_done=True, gives_roles=True)
        return _page(
            request, check_role_list(actor, uploaded(request, read_staff_list, TITLES)), is_done=False, gives_roles=True
        )
    except ValidationFailed as refused:
        return _refused(request, refused, gives_roles=True)


def _refused(request: HttpRequest, refused: ValidationFailed, *, gives_roles: bool = False) -> HttpResponse:
    first = refused.problems[0]
    context = {"problem": say(first.code, first.params), "gives_roles": gives_roles}
    return render(request, "procedures/staff_list.html", context, status=UNPROCESSABLE)


def _page(
    request: HttpRequest, results: list[LineOutcome], *, is_done: bool, gives_roles: bool = False
) -> HttpResponse:
    good = [asdict(each.line) for each in results if not each.problems]
    context = {
        "titles": [*TITLES.values()],
        "rows": [row_of(each, ListColumn) for each in results],
        "good": len(good),
        "bad": len(results) - len(good),
        "is_done": is_done,
        "gives_roles": gives_roles,
        "has_roles": any(each.line.role_names for each in results),
        "lines": json.dumps(good, ensure_ascii=False) if good and not is_done else "",
    }
    return render(request, "procedures/staff_list.html", context)
