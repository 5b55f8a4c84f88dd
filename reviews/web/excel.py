"""Excel both ways: a list with chosen columns to take away, and filled-in results to bring back."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from accounts.access import Actor, actor_of
from documents.domain.sheets import Sheet
from documents.services.sheets import read_upload
from documents.services.workbooks import CONTENT_TYPE
from reviews.domain.actions import Action
from reviews.domain.filled_sheet import FillColumn, FilledLine, lines_from_posted, read_filled
from reviews.services.filled_sheet import LineResult, PlannedAct, do_acts, plan_acts
from reviews.services.list_columns import COLUMNS, FILL, TITLES, ListWish
from reviews.services.list_export import export_list
from reviews.services.list_exports import request_export
from reviews.web.lists import layout_for
from reviews.web.posted import filter_query, read_filter
from tenants.domain.errors import Problem, ValidationFailed
from tenants.wording import say

UNPROCESSABLE = 422
WORDS: dict[Action, str | Promise] = {Action.APPROVE: lazy("审核通过"), Action.RETURN: lazy("退回修改")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, which: str) -> HttpResponse:
    """GET lets columns be chosen; POST answers with the workbook. The filter of the list stands in the address."""
    if which not in TITLES:
        raise Http404
    if request.method != "POST":
        return _choose(request, which, {})
    chosen = [key for key in COLUMNS if key in request.POST.getlist("column")]
    fillable = which == "inbox" and request.POST.get("fill", "") == "1"
    if fillable and "number" not in chosen:
        chosen.insert(0, "number")
    if not chosen:
        return _choose(request, which, {"problem": say("export_no_column")})
    wish = ListWish(which, read_filter(request), tuple(chosen), fillable)
    try:
        return _workbook(actor_of(request.user), wish)
    except ValidationFailed as refused:
        return _choose(request, which, {"problem": say(refused.problems[0].code, refused.problems[0].params)})


def _choose(request: HttpRequest, which: str, context: dict[str, object]) -> HttpResponse:
    picked = request.POST.getlist("column") or list(COLUMNS)
    shared = {
        "layout": layout_for(request),
        "which": which,
        "title": TITLES[which],
        "columns": [(key, title, key in picked) for key, (title, _value) in COLUMNS.items()],
        "filter_query": filter_query(request),
    }
    status = UNPROCESSABLE if context else 200
    return render(request, "reviews/export.html", {**shared, **context}, status=status)


def _workbook(actor: Actor, wish: ListWish) -> HttpResponse:
    """The file at once; of a long list the page where it will be. Raises ValidationFailed."""
    with tempfile.TemporaryDirectory(prefix="tongban-export-") as folder:
        path = Path(folder) / "list.xlsx"
        if export_list(actor, path, wish) is None:
            return redirect("workbench:list_export", request_export(actor, wish))
        answer = HttpResponse(path.read_bytes(), content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=wish.file_name) or ""
    )
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """GET asks for the file; POST shows the preview; POST with `lines` does what the preview showed, line by line."""
    if request.method != "POST":
        return _fill_page(request, {})
    actor = actor_of(request.user)
    words = {action: str(word) for action, word in WORDS.items()}
    try:
        lines = _posted_lines(request)
        if lines is not None:
            return _results(request, do_acts(actor, plan_acts(actor, lines, words=words)))
        titles = {column: str(title) for column, title in FILL.items()}
        return _preview(request, plan_acts(actor, read_filled(_sheet(request), titles), words=words))
    except ValidationFailed as refused:
        return _fill_page(
            request, {"problem": say(refused.problems[0].code, refused.problems[0].params)}, UNPROCESSABLE
        )


def _posted_lines(request: HttpRequest) -> tuple[FilledLine, ...] | None:
    if "lines" not in request.POST:
        return None
    try:
        lines = lines_from_posted(json.loads(request.POST["lines"]))
    except ValueError:
        lines = None
    if lines is None:
        raise ValidationFailed([Problem("file", "fill_nothing")])
    return lines


def _sheet(request: HttpRequest) -> Sheet:
    upload = request.FILES.get("file")
    if upload is None:
        raise ValidationFailed([Problem("file", "sheet_missing")])
    return read_upload(upload)


def _preview(request: HttpRequest, plans: list[PlannedAct]) -> HttpResponse:
    ready = [_posted(plan.line) for plan in plans if plan.is_ready]
    context = {
        "rows": [_row(plan, plan.problems, say(plan.skipped) if plan.skipped else "") for plan in plans],
        "ready": len(ready),
        "lines": json.dumps(ready, ensure_ascii=False) if ready else "",
    }
    return _fill_page(request, context)


def _posted(line: FilledLine) -> dict[str, object]:
    return {key: value for key, value in asdict(line).items() if key != "lost"}


def _row(plan: PlannedAct, problems: tuple[Problem, ...], words: str) -> dict[str, object]:
    at: dict[str, list[str]] = {}
    for problem in problems:
        at.setdefault(problem.path if problem.path in set(FillColumn) else "", []).append(
            say(problem.code, problem.params)
        )
    cells = [
        (plan.line.number, at.get("number", [])),
        (plan.line.result, at.get("result", [])),
        (plan.line.opinion, at.get("opinion", [])),
        (plan.line.registration_number, at.get("registration_number", [])),
    ]
    return {
        "line": plan.line.line,
        "title": plan.title,
        "cells": cells,
        "words": "；".join([words, *at.get("", [])]).strip("；"),
    }


def _results(request: HttpRequest, results: list[LineResult]) -> HttpResponse:
    rows = []
    for result in results:
        words = _("已办理") if result.outcome else (say(result.plan.skipped) if result.plan.skipped else _("未办理"))
        if result.outcome and result.outcome.number:
            words = f"{words}，{result.outcome.number}"
        rows.append(_row(result.plan, result.problems, words))
    done = sum(result.outcome is not None for result in results)
    return _fill_page(request, {"rows": rows, "is_done": True, "done": done, "left": len(results) - done})


def _fill_page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "reviews/fill.html", {"layout": layout_for(request), **context}, status=status)
