"""The last page of a draft: what is missing as links, the commitments, the submission; and deleting a draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import actor_of
from applications.models import Draft
from applications.queries.access import access_draft
from applications.queries.dossiers import remarks_of
from applications.queries.filed import draft_materials
from applications.queries.progress import step_after_submission
from applications.queries.readiness import submission_problems, submission_warnings
from applications.queries.stored_answers import stored_answers
from applications.queries.windows import judged_draft
from applications.services.drafts import delete_draft
from applications.services.submission import submit_draft
from applications.web.corrections import correction_views, is_supplement
from applications.web.problem_words import links_of_check
from applications.web.requests import SignedInRequest, idempotency_key
from applications.web.section_page import language, navigation
from applications.web.start import Consent
from applications.web.window_lines import window_lines
from procedures.domain.package.compiled import CommitmentMoment
from procedures.limit_wording import limit_words
from procedures.queries.packages import compiled
from tenants.domain.errors import Problem, ValidationFailed


@login_required
@require_safe
def check(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    draft = access_draft(request.user, draft_id)
    return _page(request, draft, problems=None)


@login_required
@require_POST
def submit(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """Submit, or show what stands in the way. A repeated key leads to the application that the first one made."""
    actor = actor_of(request.user)
    agreed = frozenset(request.POST.getlist("agreed"))
    try:
        application_id = submit_draft(
            draft_id,
            actor=actor,
            idempotency_key=idempotency_key(request),
            agreed=agreed,
        )
    except ValidationFailed as error:
        return _page(request, access_draft(request.user, draft_id), problems=error.problems)
    if request.user.is_staff_member:
        messages.success(request, _("代录已提交。请把受理编号告知来办人，办理进展会发短信给来办人。"))
    else:
        messages.success(request, _("申报已提交，办理进度会通过消息告知您。"))
    return redirect("applications:application", application_id=application_id)


@login_required
@require_POST
def delete(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    delete_draft(draft_id, actor=actor_of(request.user))
    messages.success(request, _("草稿已删除。"))
    return redirect("counter:home" if request.user.is_staff_member else "applications:mine")


def _page(request: SignedInRequest, draft: Draft, *, problems: tuple[Problem, ...] | None) -> HttpResponse:
    """The check. Without `problems` commitments count as given: they are asked for on this very page."""
    package = compiled(draft.procedure_version)
    form = package.form(draft.variant)
    wanted = package.commitments_for(draft.variant, CommitmentMoment.SUBMIT)
    rows = draft_materials(draft.id)
    found = problems
    if found is None:
        found = submission_problems(draft, frozenset(each.key for each in wanted), rows)
    answers = stored_answers(draft)
    judged = judged_draft(draft, form, answers)
    remarks = remarks_of(draft.application)
    given = set(request.POST.getlist("agreed"))
    words = language()
    context = {
        "draft": draft,
        "problems": links_of_check(draft.id, form, found),
        "warnings": links_of_check(draft.id, form, submission_warnings(draft, rows)),
        "corrections": correction_views(draft, form),
        "consents": [
            Consent(each.key, each.title.in_language(words), each.text.in_language(words), "", each.key in given)
            for each in wanted
        ],
        "sections": navigation(draft, form, judged.judgement, "-check", remarks),
        "windows": window_lines(form, judged.windows),
        "next_step": step_after_submission(draft, answers).applicant_name.in_language(words),
        "is_supplement": is_supplement(draft),
        "promised": limit_words(package.limits.promised),
        "idempotency_key": idempotency_key(request),
    }
    return render(request, "applications/check.html", context, status=422 if problems else 200)
