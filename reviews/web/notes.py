"""Adding a note to an application."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import actor_of
from reviews.queries.access import reach_application
from reviews.services.notes import add_note
from reviews.web.posted import NoteForm, identifier
from reviews.web.task_page import draw
from tenants.domain.errors import ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say

UNPROCESSABLE = 422


@login_required
@require_POST
def add(request: HttpRequest, application_id: UUID) -> HttpResponse:
    actor, post = actor_of(request.user), request.POST
    typed = NoteForm(post.get("kind", ""), post.get("text", ""), post.get("called", ""))
    try:
        add_note(
            actor,
            application_id=application_id,
            kind=typed.kind,
            text=typed.text,
            called=typed.called,
            idempotency_key=str(identifier(post.get("idempotency_key", "")) or new_id()),
        )
    except ValidationFailed as refused:
        wrong = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        reached = reach_application(actor, application_id)
        return draw(request, actor, reached, wanted=None, note=replace(typed, problems=wrong), status=UNPROCESSABLE)
    messages.success(request, _("记录已保存。"))
    return redirect(f"{reverse('workbench:application', args=[application_id])}#notes")
