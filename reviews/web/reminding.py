"""催办, from the applicant's page and from the workbench."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import actor_of
from reviews.domain.reminding import Side
from reviews.queries.reminding import side_before
from reviews.services.reminding import remind as remind_people
from reviews.web.posted import identifier
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say


@login_required
@require_POST
def remind(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Whoever comes too early reads from when on; either way it goes back to the page of the application."""
    actor = actor_of(request.user)
    side = side_before(actor, application_id)
    try:
        remind_people(
            actor,
            application_id=application_id,
            words=request.POST.get("words", ""),
            idempotency_key=str(identifier(request.POST.get("idempotency_key", "")) or new_id()),
        )
    except ValidationFailed as refused:
        messages.error(request, say(refused.problems[0].code, refused.problems[0].params))
    except IllegalTransition as refused:
        messages.error(request, say(refused.code, refused.params))
    else:
        messages.success(request, _("已提醒当前环节的办理人员。"))
    page = "applications:application" if side is Side.APPLICANT else "workbench:application"
    return redirect(page, application_id)
