"""更正: what may be put right of an application, asking for it, and the second person's answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Actor, actor_of
from applications.domain.dossier import masked_words
from applications.domain.rectifying import RECTIFIABLE_STATUSES, RectificationState
from applications.domain.states import Status
from applications.models import Application, Rectification
from applications.queries.rectifications import record_of, rectifications_of
from applications.web.field_views import FieldView, FormState, field_view
from documents.domain.file_rules import FileRules
from documents.services.serving import Disposition, signed_link
from documents.services.uploads import start_upload
from procedures.domain.form_paths import field_at, label_of
from procedures.domain.form_schema import SEALED, Field, FormSchema
from procedures.domain.rectifying import answer_at, rectifiable_places
from procedures.domain.values import Answers, Json
from procedures.queries.packages import compiled
from reviews.domain.actions import RectificationAction
from reviews.policies import rectification_verdict
from reviews.queries.access import reach_for_office
from reviews.queries.evidence import EVIDENCE_FORMATS, EVIDENCE_MEGABYTES, EVIDENCE_PURPOSE
from reviews.queries.rectifying import reach_rectification, situation_at
from reviews.services.rectifying import (
    ask_rectification,
    confirm_rectification,
    reveal_rectification,
    turn_down_rectification,
)
from reviews.web.lists import layout_for
from reviews.web.posted import LANGUAGE, identifier, whole
from tenants.domain.errors import DomainError, IllegalTransition, NotAuthorised, ValidationFailed
from tenants.domain.ids import new_id
from tenants.wording import say

MEGABYTE = 1024 * 1024
UNPROCESSABLE, CONFLICT = 422, 409
STATE_WORDS = {
    RectificationState.ASKED: "needs_you",
    RectificationState.CONFIRMED: "done",
    RectificationState.TURNED_DOWN: "returned",
    RectificationState.LAPSED: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class _Typed:
    """A request as it was typed, with what is wrong at each field."""

    path: str = ""
    new: str = ""
    reason: str = ""
    evidence: str = ""
    evidence_name: str = ""
    problems: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RectificationView:
    """One request in words; values of personal fields are masked unless they were asked for."""

    row: Rectification
    word: str
    old: str
    new: str
    is_masked: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rectifications(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """GET: what may be put right, and what was; `path` opens the form of one value. POST: ask for it."""
    actor = actor_of(request.user)
    application = reach_for_office(actor, application_id).application
    if request.method != "POST":
        return _page(request, application, _Typed(path=request.GET.get("path", "")))
    post = request.POST
    words = {name: post.get(name, "") for name in ("path", "new", "reason", "evidence", "evidence_name")}
    typed = _Typed(words["path"], words["new"], words["reason"], words["evidence"], words["evidence_name"])
    try:
        made = ask_rectification(
            actor,
            application_id=application_id,
            path=typed.path,
            new=typed.new,
            reason=typed.reason,
            evidence_id=identifier(typed.evidence),
            idempotency_key=str(identifier(post.get("idempotency_key", "")) or new_id()),
        )
    except ValidationFailed as refused:
        wrong = {problem.path: say(problem.code, problem.params) for problem in reversed(refused.problems)}
        return _page(request, application, replace(typed, problems=wrong), status=UNPROCESSABLE)
    except IllegalTransition as refused:
        wrong = {"": say(refused.code, refused.params)}
        return _page(request, application, replace(typed, problems=wrong), status=CONFLICT)
    messages.success(request, _("更正已提出，须由另一人核准后生效。"))
    return redirect("workbench:rectification", made)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rectification(request: HttpRequest, rectification_id: UUID) -> HttpResponse:
    """GET: one request. POST: `act` confirms it, turns it down, or shows its personal values, which is recorded."""
    actor = actor_of(request.user)
    row = reach_rectification(actor, rectification_id)
    if request.method != "POST":
        return _one(request, actor, row)
    act, opinion = request.POST.get("act", ""), request.POST.get("opinion", "")
    if act == "reveal":
        return _one(request, actor, reveal_rectification(actor, rectification_id=rectification_id), reveal=True)
    try:
        if act == "confirm":
            confirm_rectification(actor, rectification_id=rectification_id, opinion=opinion)
        else:
            turn_down_rectification(actor, rectification_id=rectification_id, opinion=opinion)
    except ValidationFailed as refused:
        wrong = {problem.path: say(problem.code, problem.params) for problem in refused.problems}
        return _one(request, actor, row, opinion=opinion, problems=wrong, status=UNPROCESSABLE)
    except IllegalTransition as refused:
        fresh = reach_rectification(actor, rectification_id)
        wrong = {"": say(refused.code, refused.params)}
        return _one(request, actor, fresh, opinion=opinion, problems=wrong, status=CONFLICT)
    messages.success(request, _("更正已生效，申报人已收到通知。") if act == "confirm" else _("已不予更正。"))
    return redirect("workbench:rectification", rectification_id)


@login_required
@require_POST
def start_evidence(request: HttpRequest, application_id: UUID) -> JsonResponse:
    """A ticket for the file that shows the slip, for whoever handles the procedure."""
    actor = actor_of(request.user)
    reach_for_office(actor, application_id)
    try:
        ticket = start_upload(
            actor_id=actor.user_id,
            name=request.POST.get("name", ""),
            size=whole(request.POST.get("size", "")),
            content_type=request.POST.get("content_type", ""),
            purpose=EVIDENCE_PURPOSE,
            rules=FileRules(EVIDENCE_FORMATS, EVIDENCE_MEGABYTES * MEGABYTE),
        )
    except DomainError as refused:
        problems = refused.problems if isinstance(refused, ValidationFailed) else ()
        words = " ".join(say(problem.code, problem.params) for problem in problems)
        return JsonResponse({"error": words or say(refused.code, refused.params)}, status=UNPROCESSABLE)
    return JsonResponse(ticket.as_json())


@login_required
@require_safe
def evidence(request: HttpRequest, rectification_id: UUID) -> HttpResponse:
    """The file that shows the slip."""
    row = reach_rectification(actor_of(request.user), rectification_id)
    if row.evidence is None:
        raise NotAuthorised("rectification_unknown")
    return redirect(signed_link(row.evidence, disposition=Disposition.INLINE))


def rectification_view(row: Rectification, form: FormSchema, *, reveal: bool = False) -> RectificationView:
    """A request in words. No query."""
    item = None if row.notice_id else field_at(form, row.place)
    is_sealed = item is not None and item.privacy in SEALED
    old, new = (_words(item, value, reveal=reveal) for value in (row.old, row.new))
    return RectificationView(row, STATE_WORDS[RectificationState(row.state)], old, new, is_sealed and not reveal)


def _words(item: Field | None, value: Json, *, reveal: bool) -> str:
    return str(value) if item is None else masked_words(item, value, reveal=reveal)


def _page(request: HttpRequest, application: Application, typed: _Typed, *, status: int = 200) -> HttpResponse:
    _submission, form, recorded = record_of(application)
    places = rectifiable_places(form, recorded)
    chosen = field_at(form, typed.path) if typed.path in places else None
    context = {
        "layout": layout_for(request),
        "application": application,
        "places": [_place(form, recorded, path) for path in places],
        "chosen": _place(form, recorded, typed.path) if chosen else None,
        "control": _control(chosen, recorded, typed) if chosen else None,
        "is_possible": Status(application.status) in RECTIFIABLE_STATUSES,
        "known": [rectification_view(row, form) for row in rectifications_of(application)],
        "typed": typed,
        "problems": [(f"#rectify-{path}" if path else "", words) for path, words in typed.problems.items()],
        "formats": ",".join(EVIDENCE_FORMATS),
        "max_bytes": EVIDENCE_MEGABYTES * MEGABYTE,
        "idempotency_key": new_id(),
    }
    return render(request, "reviews/rectifications.html", context, status=status)


def _place(form: FormSchema, recorded: Answers, path: str) -> dict[str, str]:
    item = field_at(form, path)
    words = masked_words(item, answer_at(recorded, path)) if item else ""
    return {"path": path, "label": label_of(form, path), "words": words}


def _control(item: Field, recorded: Answers, typed: _Typed) -> FieldView:
    """The field's own control, alone on the page; a personal value is not filled in, it would be shown."""
    shown = typed.new or ("" if item.privacy in SEALED else answer_at(recorded, typed.path))
    words = (typed.problems["new"],) if "new" in typed.problems else ()
    alone = replace(item, key="new", prefill="", locked=False, required=True)
    state = FormState(
        language=(get_language() or LANGUAGE).lower(),
        answers={"new": shown},
        messages={"new": words},
        visible=frozenset({"new"}),
        required=frozenset({"new"}),
    )
    return replace(field_view(alone, state), id="rectify-new", label=str(_("更正为")))


def _one(
    request: HttpRequest,
    actor: Actor,
    row: Rectification,
    *,
    reveal: bool = False,
    opinion: str = "",
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    application, situation = row.application, situation_at(actor, row)
    confirm = rectification_verdict(RectificationAction.CONFIRM, situation)
    form = compiled(application.procedure_version).form(application.variant)
    context = {
        "layout": layout_for(request),
        "application": application,
        "one": rectification_view(row, form, reveal=reveal),
        "may_confirm": confirm.allowed,
        "why_not": say(confirm.reason) if situation.is_asked and not confirm else "",
        "may_turn_down": rectification_verdict(RectificationAction.TURN_DOWN, situation).allowed,
        "opinion": opinion,
        "errors": problems or {},
        "problems": [(f"#rectification-{path}" if path else "", words) for path, words in (problems or {}).items()],
    }
    return render(request, "reviews/rectification.html", context, status=status)
