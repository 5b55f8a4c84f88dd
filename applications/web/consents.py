"""The consents of a draft that another system began: asked before anything is filled in."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import actor_of
from applications.queries.access import access_draft
from applications.queries.consents import missing_consents
from applications.services.drafts import give_consents
from applications.web.requests import SignedInRequest
from applications.web.section_page import language
from applications.web.start import Consent
from tenants.domain.errors import ValidationFailed
from tenants.wording import say


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    draft = access_draft(request.user, draft_id)
    agreed = frozenset(request.POST.getlist("agreed"))
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            give_consents(draft.id, agreed=agreed, actor=actor_of(request.user))
        except ValidationFailed as error:
            problems = [(each.path.replace(".", "-"), say(each.code, each.params)) for each in error.problems]
        else:
            return redirect("applications:draft", draft_id=draft.id)
    words = language()
    context = {
        "draft": draft,
        "problems": problems,
        "consents": [
            Consent(each.key, each.title.in_language(words), each.text.in_language(words), "", each.key in agreed)
            for each in missing_consents(draft)
        ],
    }
    return render(request, "applications/consents.html", context, status=422 if problems else 200)
