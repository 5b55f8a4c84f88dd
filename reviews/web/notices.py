"""公示 in the office: export, prepare, release, withdraw, note where it was posted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Actor, actor_of
from documents.domain.file_rules import FileRules
from documents.services.serving import Disposition, content_disposition, signed_link
from documents.services.uploads import start_upload
from reviews.domain.actions import NoticeAction
from reviews.domain.notices import lines_from_json, scan
from reviews.models import PublicNotice
from reviews.policies import notice_verdict
from reviews.queries.evidence import EVIDENCE_MEGABYTES, EVIDENCE_PURPOSE
from reviews.queries.notices import notices_of_office, reach_notice, situation_for_notice, unit_notice_of
from reviews.services.notice_export import export_notices
from reviews.services.notices import Posting, prepare_notices, record_posting, release_notice, withdraw_notice
from reviews.web.lists import layout_for
from reviews.web.notice_views import chips_for, day_of, selected, word_of
from reviews.web.posted import identifier, whole
from tenants.clock import today
from tenants.domain.errors import DomainError, IllegalTransition, NotAuthorised, Problem, ValidationFailed
from tenants.wording import say

MEGABYTE = 1024 * 1024
SCREENSHOT_FORMATS = ("jpg", "png", "pdf")
BLOCKED = "notice_export_blocked"


@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices of what I handle, the last prepared first."""
    view, day = request.GET.get("view", "")[:20], today()
    page = notices_of_office(actor_of(request.user), view=view, today=day, after=request.GET.get("after", ""))
    context = {
        "layout": layout_for(request),
        "rows": [(row, word_of(row, day)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "chips": chips_for(reverse("workbench:notices"), view),
    }
    return render(request, "reviews/notices.html", context)


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """公示信息 of the selected applications as one file; or which of them is not so far."""
    try:
        made = export_notices(actor_of(request.user), selected(request))
    except ValidationFailed as refused:
        return blocked(request, refused.problems, back=reverse("workbench:all"))
    headers = {"Content-Disposition": content_disposition(Disposition.ATTACHMENT, made.name)}
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)


@login_required
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Notices of the selected applications, for a second person to release."""
    try:
        made = prepare_notices(actor_of(request.user), selected(request))
    except ValidationFailed as refused:
        return blocked(request, refused.problems, back=reverse("workbench:all"))
    except IllegalTransition as refused:
        problem = Problem(str(refused.params.get("number", "")), refused.code, refused.params)
        return blocked(request, (problem,), back=reverse("workbench:all"), status=409)
    said = ngettext("已拟定 %(n)d 件公示，请另一人核对发布。", "已拟定 %(n)d 件公示，请另一人核对发布。", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("workbench:notices")


def blocked(request: HttpRequest, problems: tuple[Problem, ...], *, back: str, status: int = 422) -> HttpResponse:
    """Each sentence once, and under it which applications it is about."""
    sentences: dict[str, list[dict[str, object]]] = {}
    for problem in problems:
        sentences.setdefault(say(problem.code, problem.params), [])
        if problem.code == BLOCKED:
            sentences[say(problem.code, problem.params)].append(dict(problem.params))
    context = {"layout": layout_for(request), "sentences": list(sentences.items()), "back": back}
    return render(request, "reviews/notice_blocked.html", context, status=status)


@login_required
@require_safe
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    return _page(request, actor, reach_notice(actor, notice_id))


@login_required
@require_POST
def release(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    return _act(request, notice_id, _("公示已发布，门户网站可以看到。"), "release")


@login_required
@require_POST
def withdraw(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    return _act(request, notice_id, _("公示已撤下。"), "withdraw")


@login_required
@require_POST
def posting(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    return _act(request, notice_id, _("网站公示情况已登记。"), "posting")


def _act(request: HttpRequest, notice_id: UUID, said: str, act: str) -> HttpResponse:
    """Do it, or show the page again with what was typed and why not."""
    actor = actor_of(request.user)
    reached = reach_notice(actor, notice_id)
    try:
        _do(request, actor, notice_id, act)
    except ValidationFailed as refused:
        problems = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _page(request, actor, reached, problems=problems, act=act, status=422)
    except IllegalTransition as refused:
        words = say(refused.code, refused.params)
        return _page(request, actor, reach_notice(actor, notice_id), problems={"": words}, act=act, status=409)
    messages.success(request, said)
    return redirect("workbench:notice", notice_id)


def _do(request: HttpRequest, actor: Actor, notice_id: UUID, act: str) -> None:
    given = request.POST
    match act:
        case "release":
            release_notice(actor, notice_id=notice_id)
        case "withdraw":
            withdraw_notice(actor, notice_id=notice_id, reason=given.get("reason", ""))
        case _:
            seen = Posting(given.get("url", ""), day_of(given.get("day", "")), identifier(given.get("evidence", "")))
            record_posting(actor, notice_id=notice_id, posting=seen)


def _page(
    request: HttpRequest,
    actor: Actor,
    notice: PublicNotice,
    *,
    problems: dict[str, str] | None = None,
    act: str = "",
    status: int = 200,
) -> HttpResponse:
    lines = lines_from_json(notice.lines)
    situation = situation_for_notice(actor, notice.application, notice)
    verdicts = {each: notice_verdict(each, situation) for each in NoticeAction}
    release_verdict = verdicts[NoticeAction.RELEASE]
    posted: dict[str, object] = dict(request.POST.items()) if act else {}
    context = {
        "layout": layout_for(request),
        "notice": notice,
        "application": notice.application,
        "word": word_of(notice, today()),
        "lines": lines,
        "findings": scan(lines),
        "unit_notice": unit_notice_of(notice.application_id),
        "may": {each.value: bool(verdict) for each, verdict in verdicts.items()},
        "why_not_release": "" if release_verdict else say(release_verdict.reason, {"number": "", "title": ""}),
        "errors": problems or {},
        "problems": [(_anchor(act, path), _said(path, words, act)) for path, words in (problems or {}).items()],
        "given": {
            "reason": posted.get("reason", ""),
            "url": posted.get("url", notice.posted_url),
            "day": posted.get("day", notice.posted_on.isoformat() if notice.posted_on else ""),
            "evidence": posted.get("evidence", ""),
            "evidence_name": posted.get("evidence_name", ""),
        },
        "html": _html_of(request, notice),
        "screenshot_formats": ",".join(SCREENSHOT_FORMATS),
        "screenshot_bytes": EVIDENCE_MEGABYTES * MEGABYTE,
    }
    return render(request, "reviews/notice.html", context, status=status)


def _anchor(act: str, path: str) -> str:
    return f"#notice-{path}" if path and act != "release" else "#notice-findings" if path else ""


def _said(path: str, words: str, act: str) -> str:
    return f"{path}：{words}" if act == "release" and path else words


def _html_of(request: HttpRequest, notice: PublicNotice) -> str:
    """The notice for another site: plain elements, no style, no script, nothing of ours."""
    context = {
        "notice": notice,
        "lines": lines_from_json(notice.lines),
        "address": request.build_absolute_uri(reverse("notices:notice", args=[notice.id])),
    }
    return render_to_string("reviews/_notice_elsewhere.html", context)


@login_required
@require_safe
def page_for_elsewhere(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The same as a file to hand over."""
    found = reach_notice(actor_of(request.user), notice_id)
    name = f"{found.application.number}.html"
    headers = {"Content-Disposition": content_disposition(Disposition.ATTACHMENT, name)}
    return HttpResponse(_html_of(request, found), content_type="text/html; charset=utf-8", headers=headers)


@login_required
@require_safe
def screenshot(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The picture that proves the posting."""
    found = reach_notice(actor_of(request.user), notice_id)
    if found.screenshot is None:
        raise NotAuthorised("notice_unknown")
    return redirect(signed_link(found.screenshot, disposition=Disposition.INLINE))


@login_required
@require_POST
def start_screenshot(request: HttpRequest, notice_id: UUID) -> JsonResponse:
    """A ticket for the screenshot, for whoever may note the posting."""
    actor = actor_of(request.user)
    reach_notice(actor, notice_id)
    try:
        ticket = start_upload(
            actor_id=actor.user_id,
            name=request.POST.get("name", ""),
            size=whole(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            purpose=EVIDENCE_PURPOSE,
            rules=FileRules(SCREENSHOT_FORMATS, EVIDENCE_MEGABYTES * MEGABYTE),
        )
    except DomainError as refused:
        problems = refused.problems if isinstance(refused, ValidationFailed) else ()
        words = " ".join(say(problem.code, problem.params) for problem in problems)
        return JsonResponse({"error": words or say(refused.code, refused.params)}, status=422)
    return JsonResponse(ticket.as_json())
