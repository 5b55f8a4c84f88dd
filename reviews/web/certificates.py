"""登记证书 in the office: issue and print together, look at one, replace it, cancel it."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Actor, actor_of
from applications.domain.check_codes import grouped
from reviews.domain.actions import CertificateAction
from reviews.domain.certificates import CertificateState
from reviews.models import CERTIFICATE_STATE_LABELS, Certificate
from reviews.policies import certificate_verdict
from reviews.queries.certificates import (
    certificates_of_office,
    editions_of,
    reach_certificate,
    situation_for_certificate,
)
from reviews.services.certificate_prints import print_certificate
from reviews.services.certificates import cancel_certificate, issue_certificates, reissue_certificate
from reviews.web.lists import layout_for
from reviews.web.notice_views import NoticeChip, selected
from reviews.web.notices import blocked
from tenants.domain.errors import IllegalTransition, Problem, ValidationFailed
from tenants.wording import say

LONGEST_SEARCH = 100
#: Key in the table of status words.
WORDS = {
    CertificateState.VALID: "valid_certificate",
    CertificateState.REPLACED: "replaced_certificate",
    CertificateState.CANCELLED: "void_certificate",
}


@login_required
@require_safe
def certificate_list(request: HttpRequest) -> HttpResponse:
    """Certificates of what I handle, the last issued first."""
    state, text = request.GET.get("state", "")[:20], request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = certificates_of_office(actor_of(request.user), state=state, text=text, after=request.GET.get("after", ""))
    chips = [NoticeChip(_("全部"), _list_address(text=text), active=state not in set(CertificateState))]
    chips += [
        NoticeChip(label, _list_address(state=each, text=text), active=state == each)
        for each, label in CERTIFICATE_STATE_LABELS.items()
    ]
    context = {
        "layout": layout_for(request),
        "rows": [(row, word_of(row)) for row in page.rows],
        "next_cursor": page.next_cursor,
        "chips": chips,
        "text": text,
        "state": state if state in set(CertificateState) else "",
    }
    return render(request, "reviews/certificates.html", context)


def _list_address(*, state: str = "", text: str = "") -> str:
    """The list under a filter and a search, each kept when the other changes."""
    given = {key: value for key, value in {"state": state, "q": text}.items() if value}
    base = reverse("workbench:certificates")
    return f"{base}?{urlencode(given)}" if given else base


@login_required
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Certificates of the selected applications as one document; or which of them cannot have one."""
    try:
        print_id = issue_certificates(actor_of(request.user), selected(request))
    except ValidationFailed as refused:
        return blocked(request, refused.problems, back=reverse("workbench:all"))
    except IllegalTransition as refused:
        problem = Problem(str(refused.params.get("number", "")), refused.code, refused.params)
        return blocked(request, (problem,), back=reverse("workbench:all"), status=409)
    return redirect("certificates:print", print_id)


@login_required
@require_safe
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    return _page(request, actor, reach_certificate(actor, certificate_id))


@login_required
@require_POST
def print_one(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    reached = reach_certificate(actor, certificate_id)
    try:
        made = print_certificate(actor, certificate_id=certificate_id)
    except IllegalTransition as refused:
        return _page(request, actor, reached, problems={"": say(refused.code, refused.params)}, status=409)
    return redirect("certificates:print", made.id)


@login_required
@require_POST
def reissue(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The new edition's page; or this one again with what was typed and why not."""
    actor = actor_of(request.user)
    reached = reach_certificate(actor, certificate_id)
    try:
        made = reissue_certificate(actor, certificate_id=certificate_id, reason=request.POST.get("reissue_reason", ""))
    except (ValidationFailed, IllegalTransition) as refused:
        return _refused(request, actor, reached, refused)
    messages.success(request, _("已换发，此前的证书作废。"))
    return redirect("workbench:certificate", made.id)


@login_required
@require_POST
def cancel(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    reached = reach_certificate(actor, certificate_id)
    try:
        cancel_certificate(actor, certificate_id=certificate_id, reason=request.POST.get("cancel_reason", ""))
    except (ValidationFailed, IllegalTransition) as refused:
        return _refused(request, actor, reached, refused)
    messages.success(request, _("证书已作废。"))
    return redirect("workbench:certificate", certificate_id)


def _refused(
    request: HttpRequest, actor: Actor, reached: Certificate, refused: ValidationFailed | IllegalTransition
) -> HttpResponse:
    if isinstance(refused, IllegalTransition):
        problems, status = {"": say(refused.code, refused.params)}, 409
    else:
        problems, status = {each.path: say(each.code, each.params) for each in refused.problems}, 422
    return _page(request, actor, reach_certificate(actor, reached.id), problems=problems, status=status)


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Certificate,
    *,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    situation = situation_for_certificate(actor, found.application, found)
    context = {
        "layout": layout_for(request),
        "certificate": found,
        "application": found.application,
        "code": grouped(found.code),
        "word": word_of(found),
        "editions": [(each, word_of(each)) for each in editions_of(found.application)],
        "may": {each.value: bool(certificate_verdict(each, situation)) for each in CertificateAction},
        "errors": problems or {},
        "problems": [(f"#{path}" if path else "", words) for path, words in (problems or {}).items()],
        "reissue_reason": request.POST.get("reissue_reason", ""),
        "cancel_reason": request.POST.get("cancel_reason", ""),
    }
    return render(request, "reviews/certificate.html", context, status=status)


def word_of(found: Certificate) -> str:
    """The key of the status word of a certificate."""
    return WORDS[CertificateState(found.state)]
