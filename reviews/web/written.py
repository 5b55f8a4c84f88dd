"""文书 in the office: how each reached the applicant, and noting that somebody took the paper."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Actor, actor_of
from applications.domain.rectifying import Slip
from applications.domain.written import HandOver, WrittenState
from applications.models import WrittenNotice
from applications.models.written import DOCUMENT_KIND_LABELS
from applications.queries.written import deliveries_of, found_written, rectified_by, texts_about, written_of
from applications.services.written_delivery import note_first_view
from applications.services.written_prints import ask_for_document
from applications.web.written import document_link, document_state
from reviews.queries.access import reach_application
from reviews.queries.grants import handles_procedure
from reviews.services.handing_over import hand_over_notice
from reviews.services.rectifying import ask_notice_rectification
from reviews.web.lists import layout_for
from reviews.web.posted import identifier
from tenants.clock import today
from tenants.domain.errors import IllegalTransition, ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say


@login_required
@require_safe
def written_list(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The notices of an application: a page, and the part that the application's page fetches."""
    application = reach_application(actor_of(request.user), application_id).application
    is_part = bool(getattr(request, "htmx", False))
    context = {"layout": layout_for(request), "application": application, "written": written_of(application)}
    return render(request, f"reviews/{'_written_list' if is_part else 'written_list'}.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """GET: the notice and how it was delivered. POST: somebody took it on paper."""
    actor = actor_of(request.user)
    notice = _reached(actor, written_id)
    if request.method == "GET":
        note_first_view(actor, notice)
    if request.method != "POST":
        return _page(request, actor, notice)
    typed = {name: request.POST.get(name, "").strip() for name in ("recipient", "document", "day", "note")}
    given = HandOver(typed["recipient"], typed["document"], _day(typed["day"]), typed["note"])
    key = str(identifier(request.POST.get("idempotency_key", "")) or new_id())
    try:
        hand_over_notice(actor, written_id=written_id, given=given, idempotency_key=key)
    except ValidationFailed as refused:
        wrong = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _page(request, actor, notice, typed=typed, problems=wrong, status=422)
    except IllegalTransition as refused:
        return _page(request, actor, notice, typed=typed, problems={"": say(refused.code, refused.params)}, status=409)
    messages.success(request, _("送达已登记。"))
    return redirect("workbench:written_notice", written_id=written_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def written_document(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """POST: have the PDF made. GET: how far it is, asked by the waiting page."""
    actor = actor_of(request.user)
    notice = _reached(actor, written_id)
    if request.method == "POST":
        ask_for_document(actor, notice)
        return redirect("workbench:written_notice", written_id=written_id)
    return render(request, "applications/_written_document.html", document_state(notice, *_places(notice)))


@login_required
@require_safe
def written_file(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """The document, by a link to the store that lives a minute."""
    return document_link(request, _reached(actor_of(request.user), written_id))


@login_required
@require_POST
def rectify(request: HttpRequest, written_id: UUID) -> HttpResponse:
    """更正: asked for; the page of the request, or the same page with what was typed."""
    actor, post = actor_of(request.user), request.POST
    notice = _reached(actor, written_id)
    slip = Slip(*(post.get(name, "").strip() for name in ("old", "new", "reason")))
    key = str(identifier(post.get("idempotency_key", "")) or new_id())
    try:
        made = ask_notice_rectification(actor, written_id=written_id, slip=slip, idempotency_key=key)
    except ValidationFailed as refused:
        wrong = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _page(request, actor, notice, slip=slip, problems=wrong, status=422)
    except IllegalTransition as refused:
        return _page(request, actor, notice, slip=slip, problems={"": say(refused.code, refused.params)}, status=409)
    messages.success(request, _("更正已提出，须由另一人核准后生效。"))
    return redirect("workbench:rectification", made)


def _reached(actor: Actor, written_id: UUID) -> WrittenNotice:
    """A notice of an application that opens in the workbench. Two queries. Raises NotAuthorised."""
    notice = found_written(written_id)
    notice.application = reach_application(actor, notice.application_id).application
    return notice


def _page(
    request: HttpRequest,
    actor: Actor,
    notice: WrittenNotice,
    *,
    typed: dict[str, str] | None = None,
    slip: Slip | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_valid, handles = notice.state == WrittenState.VALID, handles_procedure(actor, notice.application.procedure_id)
    form = "rectify" if slip else "handover"
    context = {
        "layout": layout_for(request),
        "application": notice.application,
        "replacement": None if is_valid else rectified_by(notice),
        "slip": slip,
        "deliveries": deliveries_of(notice),
        "texts": texts_about([notice]),
        "may_hand_over": handles and is_valid,
        "typed": typed or {"day": today().isoformat()},
        "errors": problems or {},
        "problems": [(f"#{form}-{path}" if path else "", words) for path, words in (problems or {}).items()],
        "documents": [(kind.value, label) for kind, label in DOCUMENT_KIND_LABELS.items()],
        "idempotency_key": new_id(),
        **document_state(notice, *_places(notice)),
    }
    return render(request, "reviews/written.html", context, status=status)


def _places(notice: WrittenNotice) -> tuple[str, str]:
    return (
        reverse("workbench:written_document", args=[notice.id]),
        reverse("workbench:written_file", args=[notice.id]),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
