"""The applicant's side of 公示: download what may be published, declare the unit's own notice."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import actor_of
from accounts.domain.verdict import RefusalKind
from documents.services.serving import Disposition, content_disposition
from procedures.queries.packages import compiled
from reviews.domain.actions import NoticeAction
from reviews.policies import notice_verdict
from reviews.queries.notices import applications_reached, live_notice, situation_for_notice, unit_notice_of
from reviews.services.notice_export import export_notices
from reviews.services.unit_notices import Declared, declare_unit_notice
from reviews.web.notice_views import day_of, selected
from reviews.web.notices import blocked
from tenants.domain.errors import NotAuthorised, ValidationFailed
from tenants.wording import say


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_notice(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """GET shows both notices of an application; POST declares the unit's own."""
    if request.method != "POST":
        return _page(request, application_id, {})
    given = request.POST
    declared = Declared(day_of(given.get("starts_on", "")), day_of(given.get("ends_on", "")), given.get("place", ""))
    try:
        declare_unit_notice(actor_of(request.user), application_id=application_id, declared=declared)
    except ValidationFailed as refused:
        problems = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _page(request, application_id, problems, status=422)
    messages.success(request, _("单位公示情况已申报。"))
    return redirect("unit_notice:declare", application_id)


def _page(request: HttpRequest, application_id: UUID, problems: dict[str, str], *, status: int = 200) -> HttpResponse:
    actor = actor_of(request.user)
    application = applications_reached(actor, [application_id])[0]
    situation = situation_for_notice(actor, application)
    verdict = notice_verdict(NoticeAction.DECLARE, situation)
    rule = compiled(application.procedure_version).notice
    if rule is None or (not verdict and verdict.refusal is RefusalKind.NOT_AUTHORISED):
        raise NotAuthorised("application_unknown")
    declared, given = unit_notice_of(application.id), request.POST
    public = live_notice(application.id)
    context = {
        "application": application,
        "rule": rule,
        "declared": declared,
        "public": public if public and public.released_at else None,
        "may_declare": bool(verdict),
        "why_not": "" if verdict else say(verdict.reason, {"number": application.number, "title": application.title}),
        "errors": problems,
        "problems": [(f"#unit-{path}", words) for path, words in problems.items()],
        "starts_on": given.get("starts_on", declared.starts_on.isoformat() if declared else ""),
        "ends_on": given.get("ends_on", declared.ends_on.isoformat() if declared else ""),
        "place": given.get("place", declared.place if declared else ""),
    }
    return render(request, "reviews/unit_notice.html", context, status=status)


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """公示信息 of one's own applications, or of one's unit's."""
    try:
        made = export_notices(actor_of(request.user), selected(request))
    except ValidationFailed as refused:
        return blocked(request, refused.problems, back=reverse("applications:mine"))
    headers = {"Content-Disposition": content_disposition(Disposition.ATTACHMENT, made.name)}
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)
